import { startRows } from '../../src/screens/model/lists.ts';
import { atStage } from '../unit/cli/wizard/support.ts';
import { adoptStops } from './adopt-stops.ts';
import { allocation, quota } from './fake-problems.ts';
import type { FakeOptions } from './fake-wizard.ts';
import { homeStops } from './home-stops.ts';
import { at, enter, making, ready, type Stop, stop } from './stop.ts';

export type { Stop } from './stop.ts';

/** Tasks at which a stage is looked at while it runs. */
const heldTasks = {
  'resource-group': 'group',
  nodes: 'machine/glocluster2',
  'log-in': 'cloud-init/glocluster1',
  'cluster-ssh': 'known-hosts/glocluster0',
  'hello-mpi': 'hello/compile',
} as const;

const built = ['resource-group', 'nodes', 'log-in', 'cluster-ssh', 'hello-mpi'] as const;

const cluster = { name: 'glocluster', cloud: 'public', location: 'eastus', size: 'Standard_D2s_v5', count: 4, stage: 'nodes', state: 'interrupted' } as const;

/** What Azure has when somebody comes back to a cluster: as it was, changed by somebody else, nothing at all, no longer to be seen. */
export const returns: Readonly<Record<string, NonNullable<FakeOptions['looked']>>> = {
  same: () => ({}),
  differs: (choices, session) => ({
    caller: '203.0.113.9',
    foreign: ['disks scratch', 'virtualMachines a-colleagues-machine-with-a-long-name'],
    machines: new Map([
      ['glocluster0', { power: 'running', provisioning: 'Succeeded' }],
      ['glocluster1', { power: 'deallocated', provisioning: 'Succeeded' }],
      ['glocluster3', { power: 'running', provisioning: 'Succeeded' }],
    ]),
    addresses: new Map(session.nodes.map(({ name, privateAddress }) => [name, { privateAddress, publicAddress: '203.0.113.77' }])),
    source: choices.sshSource,
  }),
  gone: () => ({ group: 'absent', machines: new Map(), addresses: new Map(), own: [] }),
  lost: () => ({ subscription: { is: 'unseen', words: 'this sign-in does not see it; it sees Another subscription' } }),
};

/** Every place of the road, each stage before, while and after it runs, the places beside the road, and those that the last screen leads to. */
export const stops: readonly Stop[] = [
  stop('start', {}, async () => {}),
  stop('drills', {}, async (to) => {
    const rows = startRows(to.state()).length;
    to.press(
      {
        is: 'move',
        by:
          Math.max(
            1,
            startRows(to.state()).findIndex(({ key }) => key === 'drill' || key === 'drills'),
          ) % rows,
      },
      'accept',
    );
    await to.at('drills');
    await to.until((state) => (state.drills ?? []).length > 0);
  }),
  stop('start with a cluster', { clusters: [cluster] }, async () => {}),
  stop('way', { clusters: [cluster] }, async (to) => {
    to.press('accept');
    await to.at('way');
  }),
  ...Object.entries(returns).map(([name, looked]) =>
    stop(`returned, ${name}`, { clusters: [{ ...cluster, cloud: 'practice', stage: 'your-cluster', state: 'ready' }], looked }, async (to) => {
      to.press('accept');
      await to.at('returned');
    }),
  ),
  enter('sign-in explained', atStage('sign-in', 'explained')),
  stop('sign-in running', { hold: 'sign-in' }, async (to) => {
    await to.enterUntil(atStage('sign-in', 'explained'));
    to.press('accept');
    await to.until(making('sign-in'));
  }),
  enter('subscription', at('subscription'), { subscriptions: 3 }),
  enter('sign-in done', atStage('sign-in', 'done')),
  enter('plan explained', atStage('plan', 'explained')),
  enter('network', at('network')),
  enter('location', at('location')),
  stop('location, filtered', {}, async (to) => {
    await to.enterUntil(at('location'));
    to.press('filter');
  }),
  enter('count', at('count')),
  enter('size', at('size')),
  stop('plan running', { hold: 'plan/quota' }, async (to) => {
    await to.enterUntil(at('size'));
    to.press('accept');
    await to.until(making('plan/quota'));
  }),
  enter('review', at('review')),
  stop('expensive', { pricePerHour: 9.6 }, async (to) => {
    await to.enterUntil((state) => state.screen.at === 'review' && state.review !== undefined);
    to.press('accept');
    await to.at('expensive');
  }),
  stop('choices', {}, async (to) => {
    await to.enterUntil(at('review'));
    to.press('choices');
  }),
  stop('choice', {}, async (to) => {
    await to.enterUntil(at('review'));
    to.press('choices', 'accept');
  }),
  stop('problem of the plan', { problems: { 'plan/quota': quota }, exitCode: 3 }, (to) => to.enterUntil(({ problem }) => problem !== undefined)),
  ...built.flatMap((stage) => [
    enter(`${stage} explained`, atStage(stage, 'explained')),
    stop(`${stage} running`, { hold: heldTasks[stage] }, async (to) => {
      await to.enterUntil(atStage(stage, 'explained'));
      to.press('accept');
      await to.until(making(heldTasks[stage]));
    }),
    enter(`${stage} done`, atStage(stage, 'done')),
  ]),
  stop('problem of a stage', { problems: { 'machine/glocluster1': allocation } }, (to) => to.enterUntil(({ problem }) => problem !== undefined)),
  stop('ready', {}, ready),
  stop('hello again', { hold: 'hello/run', holdAfter: 1 }, async (to) => {
    await ready(to);
    to.press({ is: 'run-hello', transports: false });
    await to.until(making('hello/run'));
  }),
  stop('delete', {}, async (to) => {
    await ready(to);
    to.press('delete');
    await to.at('delete');
  }),
  stop('deleting', { hold: 'down/group' }, async (to) => {
    await ready(to);
    to.press('delete');
    await to.at('delete');
    to.press({ is: 'edit', edit: { is: 'insert', text: 'glocluster' } }, 'accept');
    await to.until(making('down/group'));
  }),
  stop('deleted', {}, async (to) => {
    await ready(to);
    to.press('delete');
    await to.at('delete');
    to.press({ is: 'edit', edit: { is: 'insert', text: 'glocluster' } }, 'accept');
    await to.at('deleted');
  }),
  ...homeStops,
  ...adoptStops,
];

import { azureProblem, OperationFailedError } from '../../../src/azure/errors.ts';
import { broughtAt } from '../../../src/screens/model/node-page.ts';
import type { WizardState } from '../../../src/screens/model/state.ts';
import { quota as problem } from '../../support/fake-problems.ts';
import { returns } from '../../support/stops.ts';
import { atStage, wizard } from '../cli/wizard/support.ts';
import { adoptStates } from './adopt-states.ts';
import { optionalStates } from './optional-states.ts';
import { workStates } from './work-states.ts';

const ready = { cloud: 'practice', location: 'eastus', size: 'Standard_D2s_v5', count: 4, stage: 'your-cluster', state: 'ready' } as const;

/** A state of every screen and overlay, as a person comes by them. */
export async function gallery(): Promise<Readonly<Record<string, WizardState>>> {
  const states: Record<string, WizardState> = {};
  const { press, enterUntil, at, until, state } = wizard();
  const keep = (name: string): void => {
    states[name] = state();
  };
  keep('start');
  for (const stage of ['sign-in', 'plan'] as const) {
    await enterUntil(atStage(stage, 'explained'));
    keep(`${stage} explained`);
  }
  for (const screen of ['network', 'location', 'count', 'size'] as const) {
    await enterUntil((now) => now.screen.at === screen);
    keep(screen);
  }
  press('accept');
  await until((now) => now.tasks['plan/quota']?.state === 'making');
  keep('review, being checked');
  await until((now) => now.review !== undefined && now.running === undefined);
  keep('review');
  press('choices');
  keep('choices');
  press('accept');
  keep('choice');
  press('back', 'back');
  for (const stage of ['resource-group', 'nodes', 'log-in', 'cluster-ssh', 'hello-mpi'] as const) {
    await enterUntil(atStage(stage, 'explained'));
    keep(`${stage} explained`);
    press('accept');
    await until((now) => Object.values(now.tasks).some((task) => task.stage === stage && task.state === 'making'));
    keep(`${stage} running`);
    await until(atStage(stage, 'done'));
    keep(`${stage} done`);
  }
  for (const stage of ['benchmark', 'shared-files'] as const) {
    await enterUntil((now) => now.screen.at === 'offer' && now.screen.stage === stage);
    keep(`offer ${stage}`);
    press({ is: 'move', by: 1 });
    keep(`offer ${stage}, the second row`);
    press({ is: 'move', by: -1 });
  }
  await enterUntil((now) => now.screen.at === 'ready' && now.live.length === 4);
  keep('ready');
  for (const overlay of ['keys', 'lesson', 'log', 'node', 'timeline', 'interrupt'] as const) {
    press({ is: 'overlay', overlay });
    keep(`overlay ${overlay}`);
    press('back');
  }
  press({ is: 'overlay', overlay: 'node' });
  for (const page of ['serial log', 'cloud-init log', 'resources']) {
    press({ is: 'node-page', by: 1 });
    await until((now) => broughtAt(now)?.at !== undefined);
    keep(`node, ${page}`);
  }
  press({ is: 'overlay', overlay: 'keys' });
  keep('keys of a node');
  press('back', 'shell');
  await until((now) => now.notice !== undefined);
  keep('node, back from a shell');
  press('back');
  press({ is: 'overlay', overlay: 'underneath' });
  keep('underneath');
  for (const name of ['a command with what it reads', 'a command that failed', 'the same command on all nodes', 'a resource', 'an operation']) {
    press('open-exchange');
    keep(`underneath, ${name}`);
    press('back', { is: 'move', by: 1 });
  }
  press('filter', { is: 'edit', edit: { is: 'insert', text: 'put' } });
  keep('underneath, filtering');
  press('accept');
  keep('underneath, filtered');
  press('back');
  press({ is: 'overlay', overlay: 'glossary' });
  keep('overlay glossary');
  press('open-term');
  keep('overlay term');
  press('back', 'filter', { is: 'edit', edit: { is: 'insert', text: 'no such word' } });
  keep('overlay glossary, nothing found');
  press('back', 'back', { is: 'overlay', overlay: 'lesson' }, 'run-look');
  keep('overlay look, running');
  await until((now) => now.look?.running === false);
  keep('overlay look');
  press('back', 'back');
  press('power');
  await until((now) => now.power !== undefined);
  keep('stop');
  press('power');
  await until((now) => now.power?.way === 'start');
  keep('start when started');
  press('back');
  press('money');
  keep('money');
  press('back');
  press('export');
  keep('export');
  press('with-addresses', 'accept');
  await until((now) => now.exporting?.at === 'file');
  keep('export, the file is named');
  press({ is: 'edit', edit: { is: 'insert', text: 'there/what-ran-on-glocluster-in-november.md' } }, 'accept');
  await until((now) => now.exporting?.asked !== undefined && now.running === undefined);
  keep('export, a file that exists');
  press('accept');
  await until((now) => now.exporting?.at === 'over');
  keep('export, written');
  press('accept');
  press('autostop');
  keep('auto-shutdown');
  press({ is: 'edit', edit: { is: 'insert', text: 'in 3h' } });
  press('accept');
  await until((now) => now.stopping !== undefined);
  keep('auto-shutdown looked at');
  press('accept');
  await until((now) => now.screen.at === 'ready' && now.cluster?.autostop !== undefined);
  press('money');
  keep('money with an auto-shutdown');
  press('back');
  press('scale');
  keep('scale');
  press({ is: 'edit', edit: { is: 'insert', text: '6' } });
  keep('scale, six');
  press('accept');
  await at('scale-plan');
  keep('scale to six');
  press('back', { is: 'edit', edit: { is: 'insert', text: '2' } }, 'accept');
  await until((now) => now.screen.at === 'scale-plan' && now.running === undefined);
  keep('scale to two');
  press('back', { is: 'edit', edit: { is: 'insert', text: '1' } }, 'accept');
  keep('scale, too few');
  press('back');
  states['ready, port 22 closed'] = { ...state(), door: { openTo: '198.51.100.24/32', youComeFrom: '203.0.113.9' } };
  press('entry');
  keep('entry');
  states['entry, there, with hosts of the same names'] = {
    ...state(),
    entry: { file: '/home/ada/.ssh/config', lines: state().entry?.lines ?? [], there: true, shadows: ['glocluster-head', 'glocluster1'] },
  };
  press('back', 'delete');
  await until((now) => now.screen.at === 'delete' && now.running === undefined);
  keep('delete');
  states['delete, with a lock and files'] = {
    ...state(),
    deletion: {
      ...{ whole: false, foreign: ['Microsoft.Compute/disks thesis'], resources: state().deletion?.resources ?? [] },
      contents: '/scratch holds 12 files, 3.4 MiB. All of it goes, and nobody can bring it back.',
      locks: ['keep-until-graded (“Course results, to be kept until they are graded. Ask Maren.”), no deletion, on glocluster-rg'],
    },
  };
  press({ is: 'edit', edit: { is: 'insert', text: 'glocluster' } }, 'accept');
  await at('deleted');
  keep('deleted');

  const refused = wizard({ problems: { 'plan/quota': problem }, exitCode: 3 });
  states['problem'] = await refused.enterUntil((now) => now.problem !== undefined);
  for (const [name, state] of await problemsWhileBuilding()) states[name] = state;
  const denied = wizard({ nodePageProblem: { ...problem, next: [] } });
  await denied.enterUntil((now) => now.screen.at === 'ready' && now.live.length === 4);
  denied.press({ is: 'overlay', overlay: 'node' }, { is: 'node-page', by: 1 });
  states['node, a page that did not come'] = await denied.until((now) => broughtAt(now)?.problem !== undefined);
  const practised = wizard({ problems: { 'machine/glocluster1': { ...problem, code: 'AllocationFailed' } } });
  practised.press({ is: 'move', by: 100 }, 'accept');
  states['drills'] = await practised.until((now) => now.drills !== undefined && now.running === undefined);
  practised.press({ is: 'move', by: 6 }, 'accept', { is: 'overlay', overlay: 'hints' });
  states['hints, none yet'] = practised.state();
  practised.press('next-hint', 'next-hint', 'next-hint', 'next-hint');
  states['hints, all'] = practised.state();
  practised.press('back');
  states['problem in a drill'] = await practised.enterUntil((now) => now.problem !== undefined);
  practised.press('retry');
  states['drill solved'] = await practised.until((now) => now.drill?.solved !== undefined && now.notice !== undefined);
  practised.press({ is: 'overlay', overlay: 'hints' });
  states['hints, solved'] = practised.state();
  const installed = { label: 'Install them', command: "rank0 run glocluster -- 'sudo apt-get update'" };
  const incomplete = wizard({
    problems: { 'cloud-init/glocluster1': { code: 'packages-missing', message: 'glocluster1 has no mpirun', means: '', next: [installed] } },
  });
  states['problem of one node'] = await incomplete.enterUntil((now) => now.problem !== undefined);
  const silent = wizard({ problems: { 'login/glocluster1': { code: 'outgoing-ssh-blocked', message: 'glocluster1 is silent', means: '', next: [] } } });
  states['problem of the network'] = await silent.enterUntil((now) => now.problem !== undefined);
  const several = wizard({ subscriptions: 3 });
  states['subscription'] = await several.enterUntil((now) => now.screen.at === 'subscription');
  const known = wizard({
    clusters: [{ name: 'glocluster', cloud: 'public', location: 'eastus', size: 'Standard_D2s_v5', count: 4, stage: 'nodes', state: 'interrupted' }],
  });
  states['start with a cluster'] = known.state();
  await known.until((now) => now.azureLogin === 'nobody');
  known.press('accept');
  states['way'] = known.state();
  for (const [name, looked] of Object.entries(returns)) {
    const back = wizard({ clusters: [{ name: 'glocluster', ...ready }], looked });
    back.press('accept');
    states[`returned, ${name}`] = await back.at('returned');
  }
  const asking = wizard({ clusters: [{ name: 'glocluster', ...ready }], pace: 50 });
  asking.press('accept');
  states['returned, asking'] = await asking.until((now) => now.screen.at === 'returned' && now.returned?.is === 'asking');
  await asking.at('returned');
  const dear = wizard({ pricePerHour: 9.6 });
  await dear.enterUntil((now) => now.screen.at === 'review' && now.review !== undefined);
  dear.press('accept', { is: 'edit', edit: { is: 'insert', text: '3' } }, 'accept');
  states['expensive'] = dear.state();
  const fabric = wizard({ network: 'infiniband' });
  await fabric.enterUntil((now) => now.screen.at === 'ready' && now.live.length === 4);
  fabric.press('scale', { is: 'edit', edit: { is: 'insert', text: '0' } }, 'accept');
  await fabric.at('scale-plan');
  fabric.press({ is: 'edit', edit: { is: 'insert', text: 'glo' } }, 'accept');
  states['scale to nothing'] = fabric.state();
  fabric.press({ is: 'edit', edit: { is: 'insert', text: 'cluster' } }, 'accept');
  states['scaling'] = await fabric.until((now) => now.tasks['remove/instances']?.state === 'making');
  const behind = wizard({ network: 'infiniband', outdated: ['glocluster1', 'glocluster2'] });
  await behind.enterUntil((now) => now.screen.at === 'ready' && now.live.length === 4);
  states['ready, outdated nodes'] = behind.state();
  behind.press('scale', { is: 'edit', edit: { is: 'insert', text: '4' } }, 'accept');
  states['update nodes'] = await behind.at('scale-plan');
  for (const [name, state] of [...(await optionalStates()), ...(await workStates()), ...(await adoptStates())]) states[name] = state;
  return states;
}

/** No room for a machine: the problem, waiting for room, and the way to another size through the deletion. */
async function problemsWhileBuilding(): Promise<[string, WizardState][]> {
  const { problem: noRoom } = azureProblem(
    new OperationFailedError({
      error: { code: 'AllocationFailed', message: 'Allocation failed. We do not have sufficient capacity for the requested VM size in this region.' },
    }),
    'virtual machine glocluster2',
  );
  const { press, until, at, enterUntil, controller, state } = wizard({ problems: { 'machine/glocluster2': noRoom }, hold: 'wait' });
  const met = await enterUntil((now) => now.problem !== undefined);
  press({ is: 'way-on', way: 'wait' });
  const waiting = await until((now) => now.running?.until !== undefined);
  press('back', { is: 'way-on', way: 'size' });
  const asked = await until((now) => now.screen.at === 'delete' && now.deletion !== undefined && now.running === undefined);
  press({ is: 'edit', edit: { is: 'insert', text: 'glocluster' } }, 'accept');
  const gone = await at('deleted');
  press('accept');
  const sizes = await at('size');
  await controller.close();
  const unknown = { ...met, problem: { problem: { ...noRoom, code: 'NeverHeardOf' }, ways: met.problem?.ways ?? [] } };
  if (state().problem) throw new Error('the problem is left behind');
  return [
    ['problem while building', met],
    ['problem, waiting', waiting],
    ['problem, a code that nobody knows', unknown],
    ['delete, for another size', asked],
    ['deleted, for another size', gone],
    ['size, after the deletion', sizes],
  ];
}

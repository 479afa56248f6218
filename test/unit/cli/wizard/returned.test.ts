import { describe, expect, test } from 'vitest';
import type { ClusterView } from '../../../../src/screens/model/cluster-view.ts';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import { atStage, wizard } from './support.ts';

const ready: ClusterView = {
  name: 'glocluster',
  cloud: 'practice',
  location: 'eastus',
  size: 'Standard_D2s_v5',
  count: 4,
  stage: 'your-cluster',
  state: 'ready',
};
const half: ClusterView = { ...ready, stage: 'log-in', state: 'interrupted' };

const without = (name: string) => (machines: ReadonlyMap<string, { power: 'running'; provisioning: string }>) =>
  new Map([...machines].filter(([one]) => one !== name));
const running = new Map([0, 1, 2, 3].map((index) => [`glocluster${index}`, { power: 'running' as const, provisioning: 'Succeeded' }]));

describe('coming back', () => {
  test('says that nothing has changed, and Enter goes on all the same', async () => {
    const { press, at } = wizard({ clusters: [ready] });
    press('accept');
    const back = await at('returned');
    expect(back.returned?.is).toBe('same');
    press('accept');
    await at('ready');
  });

  test('shows what was true while it asks', async () => {
    const { press, until } = wizard({ clusters: [ready], pace: 20 });
    press('accept');
    const asking = await until((now) => now.returned?.is === 'asking');
    expect(asking.screen.at).toBe('returned');
    expect(asking.returned?.rows.map(({ before }) => before)).toContain('4 of 4 ran');
    await until((now) => now.returned?.is === 'same');
  });

  test('a machine that somebody deleted is named, and Enter goes to the stage that makes it again', async () => {
    const { press, at, until, services } = wizard({ clusters: [ready], looked: () => ({ machines: without('glocluster2')(running) }) });
    press('accept');
    const back = await at('returned');
    expect(back.returned).toMatchObject({ is: 'differs', mendFrom: 'nodes' });
    expect(back.returned?.rows[0]).toMatchObject({ subject: 'glocluster2', is: 'gone' });
    press('accept');
    await until((now) => atStage('nodes', 'explained')(now) && now.running === undefined);
    press('accept');
    await until(atStage('nodes', 'done'));
    expect(services.calls).toContain('run resource-group nodes');
  });

  test('a half built one whose machine was deleted goes on at the machines, not at what was unfinished', async () => {
    const { press, at, until } = wizard({ clusters: [half], looked: () => ({ machines: without('glocluster3')(running) }) });
    press('accept');
    await at('returned');
    press('accept');
    await until((now) => atStage('nodes', 'explained')(now) && now.running === undefined);
  });

  test('another address of the laptop: s opens port 22 to it and looks again', async () => {
    const { press, at, until, state, services } = wizard({
      clusters: [ready],
      caller: '203.0.113.9',
      looked: ({ sshSource }) => ({ caller: '203.0.113.9', source: sshSource }),
    });
    press('accept');
    expect((await at('returned')).returned?.notLetIn).toBe('203.0.113.9');
    const key = bindingFor(state(), 's');
    expect(key?.intent).toEqual({ is: 'own-address' });
    press('own-address');
    const after = await until((now) => now.returned?.is === 'same' && now.running === undefined);
    expect(services.calls).toContain('ssh-source 203.0.113.9/32');
    expect(after.notice).toContain('203.0.113.9/32');
    expect(bindingFor(state(), 's')?.disabled).toContain('open to the address');
  });

  test('Enter on another address of the laptop leads to the stage whose problem mends it', async () => {
    const { press, at, until } = wizard({ clusters: [ready], looked: () => ({ caller: '203.0.113.9' }) });
    press('accept');
    await at('returned');
    press('accept');
    await until((now) => atStage('log-in', 'explained')(now) && now.running === undefined);
  });

  test('d deletes, and Esc there comes back to what has changed', async () => {
    const { press, at } = wizard({ clusters: [ready], looked: () => ({ foreign: ['disks scratch'] }) });
    press('accept');
    await at('returned');
    press('delete');
    await at('delete');
    press('back');
    await at('returned');
  });

  test('Esc leaves it closed, so that it can be opened again', async () => {
    const { press, at, services, state } = wizard({ clusters: [ready] });
    press('accept');
    await at('returned');
    press('back');
    expect(state().screen.at).toBe('start');
    expect(state().cluster).toBeUndefined();
    expect(services.calls).toContain('close walk');
    press('accept');
    await at('returned');
  });
});

describe('a cluster that is gone', () => {
  const gone = { group: 'absent', machines: new Map(), addresses: new Map(), own: [] } as const;

  test('is built again as it was chosen: the old session is put away, the plan is reviewed first', async () => {
    const { press, at, until, services } = wizard({ clusters: [{ ...ready, count: 3 }], looked: () => gone });
    press('accept');
    expect((await at('returned')).returned?.is).toBe('gone');
    press('accept');
    const review = await until((now) => now.screen.at === 'review' && now.review !== undefined && now.running === undefined);
    expect(review.review?.choices).toMatchObject({ name: 'glocluster', count: 3 });
    expect(services.calls).toContain('set aside');
    press('accept');
    await until(atStage('resource-group', 'explained'));
  });

  test('is put away by the second row, and the first screen knows it no more', async () => {
    const { press, at, state } = wizard({ clusters: [ready], looked: () => gone });
    press('accept');
    await at('returned');
    press({ is: 'move', by: 1 }, 'accept');
    await at('start');
    expect(state().clusters).toEqual([]);
    expect(state().cluster).toBeUndefined();
    expect(state().notice).toContain('put-away');
  });
});

describe('a sign-in that holds no more', () => {
  const expired = {
    code: 'not-signed-in',
    message: 'az has no token',
    means: 'The sign-in of the Azure CLI has expired.',
    next: [{ label: 'Sign in', command: 'az login' }],
  };

  test('is a problem that can be tried again, or gone around by another sign-in', async () => {
    const { press, at, until, state } = wizard({ clusters: [{ ...ready, cloud: 'public' }], azureUser: 'ada@example.org', returnProblem: expired });
    await until((now) => typeof now.azureLogin === 'object');
    press('accept');
    const problem = await until((now) => now.problem !== undefined);
    expect(problem.problem?.ways.map(({ label }) => label)).toEqual(['Try again', 'Sign in in another way', 'Back']);
    press({ is: 'move', by: 1 }, 'accept');
    expect(state().screen.at).toBe('way');
    press({ is: 'move', by: 1 }, 'accept');
    expect((await at('returned')).returned?.is).toBe('same');
  });

  test('tries the same again with r', async () => {
    const { press, until } = wizard({ clusters: [ready], returnProblem: expired });
    press('accept');
    await until((now) => now.problem !== undefined);
    press('retry');
    await until((now) => now.returned?.is === 'same' && now.running === undefined);
  });
});

describe('a subscription that is lost', () => {
  const lost = { subscription: { is: 'unseen', words: 'this sign-in does not see it' } } as const;

  test('is said, can be looked at again, and another sign-in is offered', async () => {
    let answers = 0;
    const { press, at, until, state } = wizard({
      clusters: [{ ...ready, cloud: 'public' }],
      azureUser: 'ada@example.org',
      looked: () => (answers++ === 0 ? lost : {}),
    });
    await until((now) => typeof now.azureLogin === 'object');
    press({ is: 'move', by: -1 }, 'accept');
    expect((await at('returned')).returned?.is).toBe('lost');
    press({ is: 'move', by: 1 }, 'accept');
    expect(state().screen.at).toBe('way');
    press('back', 'accept');
    await until((now) => now.returned?.is === 'same' && now.running === undefined);
  });
});

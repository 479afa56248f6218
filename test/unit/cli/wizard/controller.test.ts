import { describe, expect, test } from 'vitest';
import type { ClusterView } from '../../../../src/screens/model/cluster-view.ts';
import { atStage, wizard } from './support.ts';

const half: ClusterView = {
  name: 'glocluster',
  cloud: 'practice',
  location: 'eastus',
  size: 'Standard_D2s_v5',
  count: 4,
  stage: 'log-in',
  state: 'interrupted',
};

describe('the way through', () => {
  test('Enter alone leads from nothing to hello and to the last screen', async () => {
    const { enterUntil, services, state } = wizard();
    const last = await enterUntil((now) => now.screen.at === 'ready');
    expect(last.tasks['hello/run']?.message).toContain('Hello from rank 3 of 4 running on glocluster3');
    expect(last.finished).toEqual(['sign-in', 'plan', 'resource-group', 'nodes', 'log-in', 'cluster-ssh', 'hello-mpi']);
    expect(services.calls.filter((call) => call.startsWith('run'))).toEqual([
      'run sign-in plan',
      'run resource-group',
      'run nodes',
      'run log-in',
      'run cluster-ssh',
      'run hello-mpi',
    ]);
    expect(services.calls).toContain('end ready');
    expect(state().cloud).toEqual({ name: 'practice', simulated: true });
  });

  test('the practice cloud is the first row of an empty home, whoever az is signed in as', async () => {
    const { press, at, until } = wizard({ azureUser: 'ada@example.org' });
    await until((state) => typeof state.azureLogin === 'object');
    press('accept');
    expect((await at('stage')).cloud).toEqual({ name: 'practice', simulated: true });
  });

  test('the subscription is asked only where there are several', async () => {
    const { press, at, until } = wizard({ subscriptions: 3 });
    press('accept', 'accept');
    await at('subscription');
    press({ is: 'move', by: 2 }, 'accept');
    const done = await until(atStage('sign-in', 'done'));
    expect(done.subscription?.name).toBe('Subscription 2');
  });

  test('a size that the quota does not fit cannot be taken', async () => {
    const { press, enterUntil, state } = wizard();
    await enterUntil((now) => now.screen.at === 'size');
    press({ is: 'move', by: 2 }, 'accept');
    expect(state().screen.at).toBe('size');
    press({ is: 'move', by: -1 }, 'accept');
    expect(state().answers.size).toBe('Standard_D4s_v5');
  });

  test('a filter shows what has its letters, and Enter takes a row of those', async () => {
    const { press, enterUntil, state } = wizard();
    await enterUntil((now) => now.screen.at === 'location');
    press({ is: 'move', by: 2 }, 'filter', { is: 'edit', edit: { is: 'insert', text: 'west' } }, { is: 'edit', edit: { is: 'insert', text: 'e' } });
    expect(state().filter).toBe('weste');
    press('accept', 'accept');
    expect(state().answers.location).toBe('westeurope');
  });

  test('a count that is none is refused in words and can be mended', async () => {
    const { press, enterUntil, state } = wizard();
    await enterUntil((now) => now.screen.at === 'count');
    press({ is: 'edit', edit: { is: 'insert', text: '1' } }, 'accept');
    expect(state().fieldProblem).toContain('2 to 250');
    press({ is: 'edit', edit: { is: 'clear-before' } }, { is: 'edit', edit: { is: 'insert', text: '3' } }, 'accept');
    expect(state().answers.count).toBe(3);
  });

  test('going back loses no answer', async () => {
    const { press, enterUntil, at, state } = wizard();
    await enterUntil((now) => now.screen.at === 'location');
    press({ is: 'move', by: 1 }, 'accept', { is: 'move', by: -1 }, 'accept');
    await at('size');
    press('back');
    expect(state().field.text).toBe('3');
    press('back');
    await at('location');
    expect(state().answers).toMatchObject({ location: 'westeurope', count: 3 });
  });

  test('the address is asked where it cannot be found out', async () => {
    const { press, enterUntil, state, until } = wizard({ caller: null });
    const asked = await enterUntil((now) => now.screen.at === 'choice');
    expect(asked.screen).toEqual({ at: 'choice', key: 'sshSource' });
    press({ is: 'edit', edit: { is: 'insert', text: '0.0.0.0/0' } }, 'accept');
    expect(state().fieldProblem).toContain('Port 22 would be open');
    press({ is: 'edit', edit: { is: 'clear-before' } }, { is: 'edit', edit: { is: 'insert', text: '203.0.113.7' } }, 'accept');
    expect((await until((now) => now.review !== undefined)).review?.choices.sshSource).toBe('203.0.113.7/32');
  });

  test('a name that exists is not built twice: the default steps aside, a typed one is refused', async () => {
    const { press, enterUntil, at, state, until } = wizard({ clusters: [half] });
    press({ is: 'move', by: 1 }, 'accept');
    await at('stage');
    expect(state().standard.name).toBe('glocluster2');
    await enterUntil((now) => now.review !== undefined);
    press('choices', 'accept');
    await at('choice');
    press({ is: 'edit', edit: { is: 'insert', text: 'glocluster' } }, 'accept');
    expect((await until((now) => now.fieldProblem !== undefined)).fieldProblem).toContain('already');
  });
});

describe('a cluster that was begun', () => {
  test('is the first row, asks Azure, and opens at the stage that is unfinished', async () => {
    const { press, at, until, services } = wizard({ clusters: [half] });
    press('accept');
    await at('returned');
    press('accept');
    const state = await until((now) => atStage('log-in', 'explained')(now) && now.running === undefined);
    expect(services.calls).toEqual(expect.arrayContaining(['open practice', 'resume glocluster', 'run sign-in plan']));
    expect(state.planned['log-in']?.length).toBeGreaterThan(0);
  });

  test('has the stages before it looked at again before it goes on', async () => {
    const { press, at, until, services } = wizard({ clusters: [half] });
    press('accept');
    await at('returned');
    press('accept');
    await until((now) => atStage('log-in', 'explained')(now) && now.running === undefined);
    press('accept');
    await until(atStage('log-in', 'done'));
    expect(services.calls).toContain('run resource-group nodes log-in');
  });

  test('that is ready opens at the last screen, with its nodes read', async () => {
    const { press, at, until, services } = wizard({ clusters: [{ ...half, stage: 'your-cluster', state: 'ready' }] });
    press('accept');
    await at('returned');
    press('accept');
    const state = await until((now) => now.screen.at === 'ready' && now.live.length === 4);
    expect(state.live[0]?.ssh).toEqual({ state: 'ok', ms: 31 });
    expect(services.calls.some((call) => call.startsWith('run'))).toBe(false);
  });
});

describe('problems', () => {
  const timedOut = {
    code: 'login-timed-out',
    message: 'glocluster0: no answer on port 22',
    means: 'The rule does not match the address seen now.',
    next: [{ label: 'Open port 22 to it', command: 'rank0 up --ssh-source 203.0.113.7/32' }],
  };

  test('a failed stage shows the problem and goes on after a retry', async () => {
    const { press, enterUntil, until, services } = wizard({
      problems: { 'machine/glocluster2': { code: 'AllocationFailed', message: 'no capacity', means: 'The datacentre is full.', next: [] } },
    });
    const failed = await enterUntil((now) => now.problem !== undefined);
    expect(failed.problem?.problem.code).toBe('AllocationFailed');
    expect(failed.screen).toEqual({ at: 'stage', stage: 'nodes', phase: 'explained' });
    expect(services.calls).toContain('end failed');
    press('accept');
    await until(atStage('nodes', 'done'));
  });

  test('a login that times out can change the rule to the address seen now, and tries again', async () => {
    const { press, enterUntil, until, services } = wizard({ problems: { 'login/glocluster0': timedOut } });
    const failed = await enterUntil((now) => now.problem !== undefined);
    expect(failed.problem?.ways.map(({ is }) => is)).toEqual(['retry', 'ssh-source', 'back']);
    press({ is: 'move', by: 1 }, 'accept');
    await until(atStage('log-in', 'done'));
    expect(services.calls).toContain('ssh-source 198.51.100.24/32');
  });

  test('a rule that names an old address is changed by Enter alone, or by s', async () => {
    const changed = { ...timedOut, code: 'ssh-source-changed' };
    for (const way of ['accept', 'own-address'] as const) {
      const { press, enterUntil, until, services } = wizard({ problems: { 'login/glocluster0': changed } });
      await enterUntil((now) => now.problem !== undefined);
      press(way);
      await until(atStage('log-in', 'done'));
      expect(services.calls).toContain('ssh-source 198.51.100.24/32');
    }
  });

  test('a plan that is refused offers what fits, first of all', async () => {
    const refused = {
      code: 'quota-too-small',
      message: '8 vCPUs needed, 4 left',
      means: 'The quota does not fit.',
      next: [
        { label: 'This fits: 2 × Standard_D2s_v5', command: 'rank0 up --size Standard_D2s_v5 --count 2 --cloud practice' },
        { label: 'Ask for more quota at https://aka.ms/quota' },
      ],
    };
    const { press, enterUntil, until } = wizard({ problems: { 'plan/quota': refused }, exitCode: 3 });
    const failed = await enterUntil((now) => now.problem !== undefined);
    expect(failed.problem?.ways[0]).toEqual({ is: 'answers', label: 'This fits: 2 × Standard_D2s_v5', answers: { count: 2 } });
    press('accept');
    expect((await until((now) => now.review !== undefined)).review?.choices.count).toBe(2);
  });

  test('a sign-in that fails can be tried again', async () => {
    const { press, until } = wizard({
      signInProblem: { code: 'not-signed-in', message: 'no token', means: 'Nobody is signed in.', next: [{ label: 'Sign in', command: 'az login' }] },
    });
    press('accept', 'accept');
    await until((state) => state.problem !== undefined);
    press('retry');
    await until(atStage('sign-in', 'done'));
  });

  test('y copies the commands of a problem', async () => {
    const { press, enterUntil, copied } = wizard({ problems: { 'login/glocluster0': timedOut } });
    await enterUntil((now) => now.problem !== undefined);
    press('copy');
    expect(copied).toEqual(['rank0 up --ssh-source 203.0.113.7/32']);
  });
});

describe('leaving', () => {
  test('Ctrl-C asks once while something runs; the second leaves with 130', async () => {
    const { press, enterUntil, until, left } = wizard({ pace: 20 });
    await enterUntil(atStage('nodes', 'explained'));
    press('accept');
    await until((state) => state.running?.stage === 'nodes');
    press('interrupt');
    expect(left).toEqual([]);
    press('back');
    press('interrupt', 'interrupt');
    expect(left).toEqual([130]);
  });

  test('closing stops what runs, tells the journal, and ends walk and cloud', async () => {
    const { press, enterUntil, until, controller, services } = wizard({ pace: 20 });
    await enterUntil(atStage('nodes', 'explained'));
    press('accept');
    await until((state) => state.tasks['machine/glocluster0']?.state === 'making');
    await controller.close();
    expect(services.calls.slice(-3)).toEqual(['end interrupted', 'close walk', 'close cloud']);
  });

  test('deleting takes the typed name, and shows what is left', async () => {
    const { press, enterUntil, at, state, services, left } = wizard();
    await enterUntil((now) => now.screen.at === 'ready');
    press('delete');
    await at('delete');
    press({ is: 'edit', edit: { is: 'insert', text: 'gloclu' } }, 'accept');
    expect(state().fieldProblem).toContain('Nothing was deleted');
    expect(services.calls).not.toContain('down');
    press({ is: 'edit', edit: { is: 'insert', text: 'ster' } }, 'accept');
    expect((await at('deleted')).screen).toMatchObject({ left: [] });
    press('accept');
    expect(left).toEqual([0]);
  });
});

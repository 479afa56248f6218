import { describe, expect, it } from 'vitest';
import { bindingsOf } from '../../../../src/screens/model/keys.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { measured } from '../../../support/measurements.ts';
import { atStage, wizard } from './support.ts';

const offers =
  (stage: string) =>
  (state: WizardState): boolean =>
    state.screen.at === 'offer' && state.screen.stage === stage;
const ready = (state: WizardState): boolean => state.screen.at === 'ready' && state.running === undefined;

const known = { name: 'glocluster', cloud: 'practice', location: 'eastus', size: 'Standard_D2s_v5', count: 4, stage: 'your-cluster', state: 'ready' } as const;

describe('stages that need not be', () => {
  it('are offered after hello, and Enter alone goes on without: nothing is chosen, nothing of them runs', async () => {
    const { enterUntil, services, state } = wizard();
    for (const stage of ['benchmark', 'shared-files', 'prune']) await enterUntil(offers(stage));
    await enterUntil(ready);
    expect(services.calls.filter((call) => /^choose|benchmark|shared-files|prune/.test(call))).toEqual([]);
    expect(state().finished).not.toContain('benchmark');
    expect(services.calls.at(-1)).toBe('end ready');
  });

  it('are carried out where their row is taken: commands first, then Enter, then the next offer', async () => {
    const { enterUntil, press, until, services, state } = wizard();
    await enterUntil(offers('benchmark'));
    press({ is: 'move', by: 1 }, 'accept');
    await until(atStage('benchmark', 'explained'));
    expect(services.calls.filter((call) => call.startsWith('run'))).not.toContain('run benchmark');
    press('accept');
    await until(atStage('benchmark', 'done'));
    expect(state().measurements).toHaveLength(1);
    press('accept');
    await until(offers('shared-files'));
    press({ is: 'move', by: 1 }, 'accept', 'accept');
    await until(atStage('shared-files', 'done'));
    expect(services.calls).toEqual(expect.arrayContaining(['choose {"benchmark":true}', 'choose {"sharedFiles":"head"}']));
    expect((await enterUntil(ready)).shared).toMatchObject({ kind: 'head' });
  });

  it('are not offered where they were chosen before; then the shared files come first, for the benchmark to lie in them', async () => {
    const { enterUntil, services } = wizard({ given: { benchmark: true, sharedFiles: 'head' } });
    await enterUntil(ready);
    const runs = services.calls.filter((call) => /^run (benchmark|shared-files)/.test(call));
    expect(runs).toEqual(['run shared-files', 'run benchmark']);
    expect(services.calls.some((call) => call.startsWith('choose'))).toBe(false);
  });

  it('can be left out after they were chosen, before and after they failed', async () => {
    const failing = { code: 'osu-build-failed', message: 'make: error', means: 'It did not build.', next: [] };
    const { enterUntil, press, until, state, services } = wizard({ given: { benchmark: true }, problems: { 'osu/build': failing } });
    await enterUntil((now) => now.problem?.problem.code === 'osu-build-failed');
    press('back');
    expect(state().screen).toMatchObject({ at: 'stage', stage: 'benchmark', phase: 'explained' });
    expect(bindingsOf(state()).find(({ intent }) => intent.is === 'leave-out')?.keys).toEqual(['o']);
    press('leave-out');
    await until(offers('shared-files'));
    expect(services.calls).toContain('choose {"benchmark":false}');
    await enterUntil(ready);
    expect(services.calls.at(-1)).toBe('end ready');
  });

  it('that were chosen and had not run are gone on with by one who comes back to a ready cluster', async () => {
    const { press, until, at, enterUntil } = wizard({ clusters: [known], chosen: { benchmark: true } });
    press('accept');
    await at('returned');
    press('accept');
    const state = await until((now) => now.screen.at === 'stage' && now.screen.phase === 'explained');
    expect(state.screen).toMatchObject({ stage: 'benchmark' });
    expect(state.finished).not.toContain('benchmark');
    await enterUntil(atStage('benchmark', 'done'));
  });
});

describe('the last screen', () => {
  const there = async (options: Parameters<typeof wizard>[0] = {}) => {
    const one = wizard(options);
    await one.enterUntil(ready);
    return one;
  };

  it('offers to measure by b, and comes back to itself afterwards, and where one goes on without', async () => {
    const { press, until, state, enterUntil } = await there();
    press({ is: 'offer', stage: 'benchmark' }, 'accept');
    expect(state().screen.at).toBe('ready');
    press({ is: 'offer', stage: 'benchmark' }, { is: 'move', by: 1 }, 'accept', 'accept');
    await until(atStage('benchmark', 'done'));
    await enterUntil(ready);
    expect(bindingsOf(state()).find(({ keys }) => keys[0] === 'b')?.intent).toEqual({ is: 'overlay', overlay: 'benchmark' });
  });

  it('measures again by r on the page of the benchmark, and opens it with the run before behind', async () => {
    const { press, until, state, services } = await there({ given: { benchmark: true }, measured: (before) => measured({ latency: before === 0 ? 41 : 28 }) });
    press({ is: 'overlay', overlay: 'benchmark' }, 'measure');
    await until((now) => now.overlay === 'benchmark' && now.measurements.length === 2);
    expect(services.calls.slice(-2)).toEqual(['run benchmark', 'end ready']);
    expect(state().running).toBeUndefined();
  });

  it('says what would go before shared files are changed, and changes nothing without the name', async () => {
    const { press, until, state, services } = await there({ given: { sharedFiles: 'head' } });
    press({ is: 'offer', stage: 'shared-files' }, 'accept');
    expect(state().screen.at, 'Enter on what is there changes nothing').toBe('ready');
    press({ is: 'offer', stage: 'shared-files' }, { is: 'move', by: -1 }, 'accept');
    expect((await until((now) => now.shared?.contents !== undefined && now.running === undefined)).screen).toEqual({ at: 'unshare', to: 'none' });
    press({ is: 'edit', edit: { is: 'insert', text: 'glo' } }, 'accept');
    expect(state().fieldProblem).toContain('Nothing was changed');
    expect(services.calls.some((call) => call.startsWith('choose'))).toBe(false);
    press({ is: 'edit', edit: { is: 'insert', text: 'cluster' } }, 'accept');
    expect((await until((now) => now.screen.at === 'ready' && now.notice !== undefined)).shared).toBeUndefined();
    expect(services.calls.slice(-3)).toEqual(['choose {"sharedFiles":"none"}', 'run shared-files', 'end ready']);
  });
});

describe('the page of a benchmark', () => {
  it('turns its pages around, and the cursor stays within the readings', async () => {
    const { enterUntil, press, state } = wizard({ given: { benchmark: true } });
    await enterUntil(atStage('benchmark', 'done'));
    press({ is: 'overlay', overlay: 'benchmark' }, { is: 'cursor', by: 1000 });
    expect(state().results).toEqual({ page: 'latency', cursor: 23 });
    press({ is: 'cursor', by: 1 }, { is: 'cursor', by: -2 });
    expect(state().results?.cursor).toBe(21);
    press({ is: 'results-page', by: -1 });
    expect(state().results?.page).toBe('verdict');
    press({ is: 'results-page', by: 1 });
    expect(state().results).toEqual({ page: 'latency', cursor: 21 });
  });

  it('copies the lines that a slow verdict says to look at', async () => {
    const { enterUntil, press, copied } = wizard({ given: { benchmark: true }, measured: () => measured({ latency: 180 }) });
    await enterUntil(atStage('benchmark', 'done'));
    press({ is: 'overlay', overlay: 'benchmark' }, 'copy');
    expect(copied.join('\n')).toContain('az ppg show --name gloclusterPPG --resource-group glocluster-rg');
  });
});

import type { WizardState } from '../../../src/screens/model/state.ts';
import { measured, type MeasuredHow } from '../../support/measurements.ts';
import { atStage, wizard } from '../cli/wizard/support.ts';

/** Benchmarks of each kind that the page of one shows otherwise. */
const benchmarks: Readonly<Record<string, MeasuredHow>> = {
  slow: { latency: 182, bandwidth: 210 },
  'a slow node': { slow: { glocluster2: 3 } },
  '16 nodes': { count: 16, slow: { glocluster11: 2.5 } },
  '64 nodes': { count: 64, slow: { glocluster33: 2.5 } },
  '100 nodes': { count: 100, slow: { glocluster7: 2, glocluster41: 3 } },
};

/** The stages that need not be, from the offer to what came of them, and the page of a benchmark with all that it can show. */
export async function optionalStates(): Promise<[string, WizardState][]> {
  const states: [string, WizardState][] = [];
  const { press, until, enterUntil, state } = wizard({ measured: (before) => measured(before === 0 ? { latency: 41, seed: 3 } : {}) });
  const keep = (name: string): number => states.push([name, state()]);
  await enterUntil((now) => now.screen.at === 'offer');
  for (const stage of ['benchmark', 'shared-files'] as const) {
    press({ is: 'move', by: 1 }, 'accept');
    await until(atStage(stage, 'explained'));
    keep(`${stage} explained`);
    press('accept');
    await until((now) => Object.values(now.tasks).some((task) => task.stage === stage && task.state === 'making'));
    keep(`${stage} running`);
    await until(atStage(stage, 'done'));
    keep(`${stage} done`);
    press('accept');
  }
  // Public addresses, which stay as they are.
  press('accept');
  await until((now) => now.screen.at === 'ready' && now.shared?.free !== undefined && now.live.length === 4);
  keep('ready, with shared files and a benchmark');
  press({ is: 'offer', stage: 'shared-files' });
  keep('shared files, another kind');
  press({ is: 'move', by: 2 }, 'accept');
  keep('unshare');
  press({ is: 'edit', edit: { is: 'insert', text: 'no' } }, 'accept');
  keep('unshare, another name');
  press('back', { is: 'overlay', overlay: 'benchmark' }, 'measure');
  await until((now) => now.overlay === 'benchmark' && now.running === undefined && now.measurements.length === 2);
  for (const page of ['latency', 'bandwidth', 'two-way', 'all', 'table', 'pairs', 'verdict']) {
    keep(`benchmark, ${page}`);
    press({ is: 'results-page', by: 1 });
  }
  press({ is: 'cursor', by: 14 });
  keep('benchmark, latency, along it');
  const open = state();
  for (const [name, how] of Object.entries(benchmarks)) {
    const measurement = measured(how);
    for (const page of name === 'slow' ? (['latency', 'verdict'] as const) : (['pairs'] as const))
      states.push([`benchmark, ${page}, ${name}`, { ...open, measurements: [measurement], results: { page } }]);
  }
  const { pairs: _, cut: __, ...partial } = measured();
  const cut = { ...partial, pairs: [], series: partial.series.slice(0, 1), cut: 'glocluster2 did not answer for 30 s' };
  states.push(['benchmark, cut off', { ...open, measurements: [cut], results: { page: 'latency' } }]);
  states.push(['benchmark, cut off, table', { ...open, measurements: [cut], results: { page: 'table' } }]);
  return states;
}

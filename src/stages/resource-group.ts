import { groupTask, providerTasks } from '../azure/tasks/group.ts';
import type { Stage } from './stage.ts';

/**
 * Stage 3. True at its end: the resource providers that are needed are registered, and the group exists, tagged as rank0's.
 */
export const resourceGroup: Stage = {
  id: 'resource-group',
  tasks: ({ azure, blueprint }) => {
    const providers = providerTasks(azure);
    const group = groupTask(azure, blueprint());
    return [...providers, { ...group, needs: [...new Set([...group.needs, ...providers.map(({ id }) => id)])] }];
  },
};

import type { Task } from '../../engine/task.ts';
import type { PlannedTask } from '../../screens/model/task-view.ts';

/** A task as screens show it before it runs. */
export const planned = ({ id, title, explain, needs, commands = [] }: Task): PlannedTask => ({
  id,
  title,
  commands,
  needs,
  ...(explain === undefined ? {} : { explain }),
});

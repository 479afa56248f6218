import type { Task } from './task.ts';

/** The task, whose first look finds nothing: it is made once more, and looked at after that as ever. */
export function carriedOutAgain(task: Task): Task {
  let first = true;
  return {
    ...task,
    observe: async (run) => {
      if (!first) return task.observe(run);
      first = false;
      return { is: 'absent' };
    },
  };
}

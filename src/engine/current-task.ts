import { AsyncLocalStorage } from 'node:async_hooks';
import type { Task } from './task.ts';

/** The task that something is done for. */
export type CurrentTask = Pick<Task, 'id' | 'stage' | 'title'>;

const storage = new AsyncLocalStorage<CurrentTask>();

/** Does work, and everything that it begins, in the name of a task. */
export const inTheNameOf = <T>(task: CurrentTask, work: () => T): T => storage.run(task, work);

/** The task in whose name this is done, if it is done for one. */
export const currentTask = (): CurrentTask | undefined => storage.getStore();

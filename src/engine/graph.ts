import type { Task } from './task.ts';

/**
 * The tasks by id, after checking that they make a graph that can be run.
 * @throws Error (a bug, not a person's mistake) on a doubled id, a need nobody fulfils, or a circle.
 */
export function graphOf(tasks: readonly Task[]): ReadonlyMap<string, Task> {
  const byId = new Map<string, Task>();
  for (const task of tasks) {
    if (byId.has(task.id)) throw new Error(`two tasks are called ${task.id}`);
    byId.set(task.id, task);
  }
  const settled = new Set<string>();
  const walk = (task: Task, path: readonly string[]): void => {
    if (path.includes(task.id)) throw new Error(`tasks need each other in a circle: ${[...path, task.id].join(' → ')}`);
    if (settled.has(task.id)) return;
    for (const need of task.needs) {
      const needed = byId.get(need);
      if (!needed) throw new Error(`${task.id} needs ${need}, which is not in the plan`);
      walk(needed, [...path, task.id]);
    }
    settled.add(task.id);
  };
  for (const task of tasks) walk(task, []);
  return byId;
}

/**
 * Length of the longest chain of needs, with `seconds` for each task.
 * The least time the plan can take however parallel it runs.
 */
export function criticalPath(tasks: readonly Task[], seconds: (task: Task) => number): { seconds: number; tasks: string[] } {
  const byId = graphOf(tasks);
  const known = new Map<string, { seconds: number; tasks: string[] }>();
  const longest = (task: Task): { seconds: number; tasks: string[] } => {
    const before = known.get(task.id);
    if (before) return before;
    let best: { seconds: number; tasks: string[] } = { seconds: 0, tasks: [] };
    for (const need of task.needs) {
      const path = longest(byId.get(need) as Task);
      if (path.seconds >= best.seconds) best = path;
    }
    const path = { seconds: best.seconds + seconds(task), tasks: [...best.tasks, task.id] };
    known.set(task.id, path);
    return path;
  };
  let best: { seconds: number; tasks: string[] } = { seconds: 0, tasks: [] };
  for (const task of tasks) {
    const path = longest(task);
    if (path.seconds > best.seconds) best = path;
  }
  return best;
}

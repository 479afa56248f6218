import type { Task } from '../engine/task.ts';
import type { TaskEvent } from '../state/events.ts';

type Told = Omit<TaskEvent, 'type' | 'cluster'>;

/**
 * What becomes of events so that the journal alone can tell how the same is done by hand: what a task did or tried bears its lines,
 * as they were when it ran, and why, once for each text. Looks that changed nothing bear none, as they can be told from their
 * definitions; those of an open cluster are made from what was found and are defined nowhere else.
 * @param explained texts that the journal has had in this program.
 */
export function tellingHow(tasks: readonly Task[], explained: Set<string>): (event: Told) => Told {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return (event) => {
    const task = byId.get(event.task);
    const ran = event.state === 'done' || event.state === 'failed' || (event.state === 'unchanged' && event.stage === 'your-cluster');
    if (!task || !ran) return event;
    const commands = linesOf(task);
    const explain = task.explain === undefined || explained.has(task.explain) ? undefined : task.explain;
    if (commands.length === 0 && explain === undefined) return event;
    if (explain !== undefined) explained.add(explain);
    return { ...event, how: { commands: [...commands], ...(explain === undefined ? {} : { explain }) } };
  };
}

/** The lines of a task; none where they name what is not known (any more): the address of a node that left, or was never reached. */
export function linesOf(task: Task | undefined): readonly string[] {
  try {
    return task?.commands ?? [];
  } catch {
    return []; // `Access.node` throws for a node that nobody knows
  }
}

import type { TaskRun } from '../../engine/task.ts';
import type { OsuTasks } from './place.ts';

/** Real milliseconds that the nodes are given to answer. */
const patience = 4_000;

/** Ends what a run that was stopped may have left: `timeout` ends mpirun, and its processes live on elsewhere (lab 10, 15). */
const endPrograms = (tasks: OsuTasks): string =>
  `pkill -KILL -f '^[^ ]*/(${Object.values(tasks.source.programs)
    .map((path) => path.split('/').at(-1))
    .join('|')})( |$)'`;

/** Which of these nodes do not answer, after what was left running on the others was ended. */
export async function whoIsSilent(tasks: OsuTasks, names: readonly string[], run: TaskRun): Promise<readonly string[]> {
  const { access } = tasks;
  const within = AbortSignal.any([run.signal, AbortSignal.timeout(patience)]);
  const answers = await Promise.all(
    names.map((name) =>
      access.nodes.exec(access.node(name), endPrograms(tasks), { signal: within }).then(
        () => true,
        () => false, // that it does not answer is what was asked
      ),
    ),
  );
  run.signal.throwIfAborted();
  return names.filter((_, index) => !answers[index]);
}

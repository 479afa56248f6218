import { ProblemError } from '../state/problem.ts';
import { AnswerLostError, type Observation, type Task, type TaskRun } from './task.ts';

/** How many times a write may be sent when its answer was lost and the world says it did not take effect. */
const mostWrites = 4;

/** Seconds between two looks at something that somebody is making: soon at first, slower as it lasts. */
const looks = [1, 1, 2, 3, 5] as const;

/** How long a resource found half-made is waited for, in seconds: Azure gives up provisioning after 40 minutes (azure-facts 7). */
const patienceSeconds = 45 * 60;

export interface Performance {
  readonly task: Task;
  readonly run: TaskRun;
  /** Called as the task goes from looking to making. */
  making(): void;
}

/**
 * Runs one task: observe; if it is not so, make, then observe again (design 3, A task).
 * @returns `unchanged` where it was so already, else `done`; `message` is what the last look found.
 * @throws ProblemError, or whatever the task throws.
 */
export async function perform({ task, run, making }: Performance): Promise<{ state: 'done' | 'unchanged'; message?: string }> {
  let writes = 0;
  let changed = false;
  let lost: AnswerLostError | undefined;
  let seen = await settled(task, run, await task.observe(run), () => {
    changed = true;
  });
  for (;;) {
    if (seen.is === 'so') {
      return { state: changed ? 'done' : 'unchanged', ...(seen.message === undefined ? {} : { message: seen.message }) };
    }
    if (seen.is === 'wrong') throw new ProblemError(seen.problem);
    if (!task.make || writes >= mostWrites) throw new ProblemError(notSo(task, writes, lost), { cause: lost });
    writes += 1;
    changed = true;
    making();
    lost = undefined;
    const after = await write(task, run, writes, (error) => {
      lost = error;
    });
    seen = await settled(task, run, after, () => {});
  }
}

async function write(task: Task, run: TaskRun, count: number, lost: (error: AnswerLostError) => void): Promise<Observation> {
  try {
    return (await task.make?.(run)) ?? (await task.observe(run));
  } catch (error) {
    if (!(error instanceof AnswerLostError)) throw error;
    lost(error);
    run.report({ waitingFor: 'the answer was lost; looking whether it took effect' });
    // Longer each time: an endpoint that has trouble needs it.
    await run.clock.sleep(1000 * 2 ** (count - 1), run.signal);
    return task.observe(run);
  }
}

/** Waits while somebody is making it. */
async function settled(task: Task, run: TaskRun, first: Observation, waited: () => void): Promise<Observation> {
  const since = run.clock.now();
  let seen = first;
  for (let look = 0; seen.is === 'pending'; look += 1) {
    waited();
    run.report({ waitingFor: seen.waitingFor });
    if (run.clock.now() - since > patienceSeconds * 1000) {
      throw new ProblemError({
        code: 'still-pending',
        message: `${task.title}: ${seen.waitingFor}, for ${Math.round(patienceSeconds / 60)} minutes`,
        means: 'Azure has not finished what it began, and rank0 does not write over it.',
        next: [{ label: 'Run the same command again: it goes on from what exists' }, { label: 'Delete everything', command: 'rank0 down' }],
      });
    }
    await run.clock.sleep((looks[Math.min(look, looks.length - 1)] as number) * 1000, run.signal);
    seen = await task.observe(run);
  }
  return seen;
}

function notSo(task: Task, writes: number, lost: AnswerLostError | undefined) {
  const reason = lost ? `; ${lost.message}` : '';
  return {
    code: 'not-so',
    message: writes === 0 ? `${task.title}: not there` : `${task.title}: not so after ${writes} ${writes === 1 ? 'try' : 'tries'}${reason}`,
    means: 'The step was carried out, and looking again did not show what it should have made.',
    next: [{ label: 'Run the same command again: it goes on from what exists' }],
  };
}

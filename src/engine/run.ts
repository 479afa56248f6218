import type { TaskEvent } from '../state/events.ts';
import { exitCodeOf, type FailureExitCode, type Problem, ProblemError, problemOf } from '../state/problem.ts';
import type { Clock } from './clock.ts';
import { inTheNameOf } from './current-task.ts';
import { graphOf } from './graph.ts';
import { perform } from './perform.ts';
import { type Fact, lanes, type Task, type TaskRun } from './task.ts';

export interface RunOptions {
  readonly tasks: readonly Task[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Every change, in order: what the journal and all readers get, before anything else happens. */
  event(event: Omit<TaskEvent, 'type' | 'cluster'>): void;
  learn(fact: Fact): void;
}

export type RunOutcome =
  | { readonly result: 'done' }
  | { readonly result: 'failed'; readonly task: string; readonly problem: Problem; readonly exitCode: FailureExitCode; readonly cause: unknown }
  | { readonly result: 'interrupted' };

/** How long an interrupted run waits for its tasks to notice, in milliseconds. */
const graceMilliseconds = 150;

/**
 * Runs a plan of tasks, as parallel as their needs and lanes allow.
 * One failure lets what does not depend on it finish; then the run ends with that (first) error.
 * An abort ends it within 200 ms: what Azure is doing goes on there, and the next run finds it.
 */
export async function runTasks(options: RunOptions): Promise<RunOutcome> {
  graphOf(options.tasks);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const finished = new Map<string, 'so' | 'failed' | 'skipped'>();
  const running = new Map<string, Promise<void>>();
  const failures: { task: Task; error: unknown }[] = [];
  const waiting = new Set(options.tasks);
  const inLane = new Map<Task['lane'], number>();
  const stopped = aborted(signal);

  const start = (task: Task): void => {
    waiting.delete(task);
    inLane.set(task.lane, (inLane.get(task.lane) ?? 0) + 1);
    const work = inTheNameOf(task, () => runOne(task, signal, options))
      .then(
        () => void finished.set(task.id, 'so'),
        (error: unknown) => {
          finished.set(task.id, 'failed');
          if (options.signal.aborted || (stop.signal.aborted && problemOf(error).code === 'interrupted')) return;
          failures.push({ task, error });
          if (error instanceof ProblemError && error.stopsRun) stop.abort();
        },
      )
      .finally(() => {
        running.delete(task.id);
        inLane.set(task.lane, (inLane.get(task.lane) ?? 1) - 1);
      });
    running.set(task.id, work);
  };

  while (waiting.size > 0 || running.size > 0) {
    if (signal.aborted) break;
    for (const task of waiting) {
      if (task.needs.some((need) => finished.has(need) && finished.get(need) !== 'so')) {
        waiting.delete(task);
        finished.set(task.id, 'skipped');
        const broken = task.needs.find((need) => finished.has(need) && finished.get(need) !== 'so');
        options.event({ ...about(task), time: timeOf(options.clock), state: 'skipped', message: `needs ${broken}` });
      } else if (task.needs.every((need) => finished.get(need) === 'so') && (inLane.get(task.lane) ?? 0) < lanes[task.lane]) {
        start(task);
      }
    }
    if (running.size > 0) await Promise.race([...running.values(), stopped]);
  }
  if (running.size > 0) await Promise.race([Promise.allSettled(running.values()), pause(graceMilliseconds)]);

  if (options.signal.aborted) return { result: 'interrupted' };
  const first = failures[0];
  if (!first) return { result: 'done' };
  return { result: 'failed', task: first.task.id, problem: problemOf(first.error), exitCode: exitCodeOf(first.error), cause: first.error };
}

async function runOne(task: Task, signal: AbortSignal, options: RunOptions): Promise<void> {
  const { clock } = options;
  const began = clock.now();
  let state: TaskEvent['state'] = 'observing';
  const say = (more: Partial<Omit<TaskEvent, 'type' | 'cluster'>>): void => {
    if (signal.aborted && state !== 'failed') return;
    options.event({ ...about(task), time: timeOf(clock), spentSeconds: Math.round((clock.now() - began) / 100) / 10, state, ...more });
  };
  let lastReport = '';
  const run: TaskRun = {
    signal,
    clock,
    report: (progress) => {
      // The same thing told again is no change, and only changes are events.
      const report = `${state} ${JSON.stringify(progress)}`;
      if (report !== lastReport) say(progress);
      lastReport = report;
    },
    learn: (fact) => options.learn(fact),
  };
  say(task.usualSeconds ? { usualSeconds: [...task.usualSeconds] } : {});
  try {
    const end = await perform({
      task,
      run,
      making: () => {
        state = 'making';
        say({});
      },
    });
    signal.throwIfAborted();
    say({ state: end.state, ...(end.message === undefined ? {} : { message: end.message }) });
  } catch (error) {
    if (!signal.aborted) {
      const problem = problemOf(error);
      state = 'failed';
      say({ message: problem.message, error: { ...problem, next: [...problem.next] } });
    }
    throw error;
  }
}

const about = (task: Task) => ({ stage: task.stage, task: task.id, title: task.title, ...(task.node ? { node: task.node } : {}) });

const timeOf = (clock: Clock): string => new Date(clock.now()).toISOString();

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { privateFolder } from '../../../state/home.ts';
import type { PracticeNode } from '../node.ts';
import type { Session } from '../shell/session.ts';
import { waitForLock } from '../wait-for-lock.ts';
import { performStep } from './perform-step.ts';
import { type Job, runsIn } from './runs.ts';
import { type LocalClock, type Playback, playback } from './scripts.ts';
import type { Outcome, Step } from './timeline.ts';

export interface SettlerParts {
  readonly node: PracticeNode;
  /** A session in the machine's own time: root's, or of a job its owner's. */
  session(parts: {
    clock: LocalClock;
    signal: AbortSignal;
    source: string;
    job?: Job;
    keepJob?: (line: string, options: { cwd?: string; env?: Readonly<Record<string, string>> }) => void;
  }): Session;
}

/** Does what a machine does by itself: the steps of its boot, and the jobs that they left running. */
export interface Settler {
  /** Does all that was due up to `now`; whatever another program has done already is not done again. */
  settle(now: number): Promise<void>;
  close(): void;
}

interface Playing<T> {
  readonly play: Playback<T>;
  sleepsUntil: number;
}

export function settler({ node, session }: SettlerParts): Settler {
  const token = randomUUID();
  const runs = runsIn(node.folder);
  const playing = new Map<string, Playing<Outcome>>();
  let queue: Promise<void> = Promise.resolve();
  let closed = false;

  const endOf = (boot: number): number => node.record().boots[boot]?.until ?? Number.POSITIVE_INFINITY;
  const waits = (id: string, now: number): boolean => (playing.get(id)?.sleepsUntil ?? Number.NEGATIVE_INFINITY) > now;
  const stepIsDue = (step: Step | undefined, now: number): step is Step =>
    step !== undefined && step.at <= now && !(waits(step.id, now) && endOf(step.boot) > now);
  const isDue = (job: Job, now: number): boolean => job.at <= now && !(waits(job.id, now) && endOf(job.boot) > now);
  const somethingIsDue = (now: number): boolean =>
    node.records.read() !== undefined && (stepIsDue(node.timeline().pending, now) || runs.jobs().some((job) => isDue(job, now)));

  /** Goes on with it, or begins it anew where another program had it meanwhile. Answers its outcome once it has ended. */
  const goOn = async (
    id: string,
    start: number,
    boot: number,
    now: number,
    run: (clock: LocalClock, signal: AbortSignal) => Promise<Outcome>,
  ): Promise<Outcome | undefined> => {
    let current = playing.get(id);
    if (!current || runs.owner(id) !== token) {
      current?.play.drop();
      runs.forgetPrinted(id);
      runs.take(id, token);
      current = { play: playback(start, run), sleepsUntil: start };
      playing.set(id, current);
    }
    const end = endOf(boot);
    const state = await current.play.advance(Math.min(now, end));
    if (state.ended) {
      playing.delete(id);
      return { ...state.value, milliseconds: Math.max(state.value.milliseconds, state.at - start) };
    }
    current.sleepsUntil = state.sleepsUntil;
    if (state.sleepsUntil < end || end > now) return undefined;
    // Power was cut while it slept.
    current.play.drop();
    playing.delete(id);
    return { exitCode: 137, output: '', milliseconds: end - start + 1 };
  };

  const doStep = async (step: Step, now: number): Promise<boolean> => {
    let jobs = 0;
    const outcome = await goOn(step.id, step.at, step.boot, now, (clock, signal) => {
      const keepJob = (line: string, options: { cwd?: string; env?: Readonly<Record<string, string>> }): void => {
        jobs += 1;
        runs.addJob({ id: `${step.id}-job${jobs}`, boot: step.boot, at: clock.now(), line, env: options.env ?? {}, cwd: options.cwd ?? '/' });
      };
      const root = session({ clock, signal, source: step.id, keepJob });
      return root.work.inside(() => performStep(node, step, root));
    });
    if (!outcome) return false;
    node.setOutcome(step.id, outcome);
    return true;
  };

  const doJob = async (job: Job, now: number): Promise<void> => {
    const outcome = await goOn(job.id, job.at, job.boot, now, async (clock, signal) => {
      const owner = session({ clock, signal, source: job.id, job });
      const { exitCode } = await owner.work.inside(() => owner.run(job.line, { cwd: job.cwd, env: job.env }));
      return { exitCode, output: '', milliseconds: 0 };
    });
    if (outcome) runs.finish(job.id);
  };

  const work = async (now: number): Promise<void> => {
    if (closed || !somethingIsDue(now)) return;
    const lock = await waitForLock(privateFolder(join(node.folder, 'runs')));
    // Another program is at it: its outcome will be read.
    if (!lock) return;
    try {
      for (let step = node.timeline().pending; !closed && stepIsDue(step, now); step = node.timeline().pending) {
        if (!(await doStep(step, now))) break;
      }
      for (const job of runs.jobs()) if (!closed && isDue(job, now)) await doJob(job, now);
    } finally {
      lock.release();
    }
  };

  return {
    settle: (now) => {
      if (!somethingIsDue(now)) return queue;
      const next = queue.then(() => work(now));
      queue = next.catch(() => {});
      return next;
    },
    close: () => {
      closed = true;
      for (const { play } of playing.values()) play.drop();
    },
  };
}

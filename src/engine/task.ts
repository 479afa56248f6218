import type { Problem } from '../state/problem.ts';
import type { StageId } from '../state/stage-id.ts';
import type { JournalEvent } from '../state/events.ts';
import type { Clock } from './clock.ts';

/** What there is now, read from Azure or a node. */
export type Observation =
  /** It is as it should be. */
  | { readonly is: 'so'; readonly message?: string }
  /** It is not there yet (or not as it should be, and `make` can mend it). */
  | { readonly is: 'absent' }
  /** Somebody (perhaps an earlier run) is making, changing or deleting it: wait and look again, do not write. */
  | { readonly is: 'pending'; readonly waitingFor: string }
  /** It is there, and neither waiting nor `make` can make it so. */
  | { readonly is: 'wrong'; readonly problem: Problem };

/** A fact for the journal, without the parts the engine adds. */
export type Fact =
  Extract<JournalEvent, { type: 'node' | 'node-gone' | 'priced' | 'tagged' | 'shared' | 'measured' }> extends infer E
    ? E extends JournalEvent
      ? Omit<E, 'time' | 'cluster'>
      : never
    : never;

/** What a running task can use of its run. */
export interface TaskRun {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Tells the readers what is happening. `message` is the last line of output, `waitingFor` what it waits for. */
  report(progress: { message?: string; waitingFor?: string; usualSeconds?: [number, number] }): void;
  /** Writes a fact to the journal: what was learned of the world. */
  learn(fact: Fact): void;
}

/**
 * The unit of work (design 3, A task). Running it = observe; if it is not so, make, then observe again.
 * `make` may return what it read back from the world after its write; that counts as the second observation.
 * Both throw ProblemError for expected failures.
 */
export interface Task {
  readonly id: string;
  readonly stage: StageId;
  /** A few words for the screen: "placement group gloclusterPPG". */
  readonly title: string;
  /** Ids of tasks that must be so first. */
  readonly needs: readonly string[];
  /** Tasks of one lane share a bound on how many run at once (see `Lanes`). */
  readonly lane: 'free' | 'write' | 'network-write' | 'machine' | 'node' | 'head';
  /** The node it is about. */
  readonly node?: string;
  /** Why, what it costs, what could go wrong: plain text. */
  readonly explain?: string;
  /** The `az` or shell lines that do the same by hand. */
  readonly commands?: readonly string[];
  /** How long it usually takes, in seconds of the world: [low, high]. */
  readonly usualSeconds?: readonly [number, number];
  observe(run: TaskRun): Promise<Observation>;
  make?(run: TaskRun): Promise<Observation | void>;
  undo?(run: TaskRun): Promise<void>;
}

/** How many tasks of a lane may run at once. NIC writes in one VNet collide (azure-facts 6.3). */
export const lanes: Readonly<Record<Task['lane'], number>> = {
  free: Number.POSITIVE_INFINITY,
  write: 16,
  'network-write': 2,
  machine: Number.POSITIVE_INFINITY,
  node: 32,
  head: 8,
};

/**
 * Thrown by `make` when a write was sent and no answer came: it may or may not have taken effect.
 * The engine observes before it decides to write again.
 */
export class AnswerLostError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AnswerLostError';
  }
}

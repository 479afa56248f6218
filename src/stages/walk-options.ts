import type { World } from '../engine/world.ts';
import type { Choices } from '../state/choices.ts';
import type { JournalEvent } from '../state/events.ts';

/** What a run does otherwise than to make true what is not. */
export interface RunHow {
  /** Ids of tasks that are carried out again although they are so. */
  readonly anew?: readonly string[];
  /** Hello runs with the flags of H18, to compare. */
  readonly transports?: boolean;
  /** Whether what was shared another way before is copied to what comes; it is, unless told otherwise. */
  readonly copyShared?: boolean;
  /** The benchmark measures again, though these very nodes were measured. */
  readonly remeasure?: boolean;
}

export interface WalkOptions {
  readonly home: string;
  readonly world: World;
  readonly choices: Choices;
  /** What the lock should say of this program, for example `rank0 up`. */
  readonly command: string;
  /** Events that happened before the walk was open (signing in), to be kept first. */
  readonly before?: readonly JournalEvent[];
}

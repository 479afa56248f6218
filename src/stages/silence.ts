import { type Problem, ProblemError, problemOf } from '../state/problem.ts';
import { closedDoor, type Door, lookAtDoor, type Silent } from './why-silent.ts';

/** Codes of a node that could not be reached at all. */
const unreached = /^(ssh-timeout|ssh-lost)$/;

/** Why nodes are silent, asked once for all of them: whether port 22 is closed to the address that one comes from. */
export interface Silence {
  /** Whom port 22 is open to and where one comes from; undefined where Azure could not be asked. */
  door(signal: AbortSignal): Promise<Door | undefined>;
  /** The failure of a node, told by what caused it where port 22 is closed to one. Never throws. */
  explained(error: unknown, signal: AbortSignal): Promise<Problem>;
}

/** For the nodes of one cluster. */
export function silenceOf({ azure, choices }: Silent): Silence {
  let asked: Promise<Door | undefined> | undefined;
  const door = (signal: AbortSignal): Promise<Door | undefined> => {
    asked ??= lookAtDoor({ azure, choices }, signal).catch((error: unknown) => {
      // It only explains: where Azure cannot be asked either, the failure is told as it is.
      if (error instanceof ProblemError || signal.aborted) return undefined;
      throw error;
    });
    return asked;
  };
  return {
    door,
    explained: async (error, signal) => {
      const problem = problemOf(error);
      if (!unreached.test(problem.code)) return problem;
      const found = await door(signal);
      return (found && closedDoor(found, choices, false)) ?? problem;
    },
  };
}

/** One line for eyes, where port 22 is closed to one; undefined where it is not. */
export function closedNote(door: Door | undefined, { choices }: Pick<Silent, 'choices'>): string | undefined {
  const closed = door && closedDoor(door, choices, false);
  return closed && `note: ${closed.message}. ${closed.next[0]?.label}: ${closed.next[0]?.command}`;
}

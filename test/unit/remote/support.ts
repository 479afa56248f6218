import { ProblemError } from '../../../src/state/problem.ts';

/** The ProblemError that a call ends with; fails where it ends otherwise. */
export function problemThrownBy(call: () => unknown): ProblemError {
  try {
    call();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The same for a promise. */
export async function problemOfPromise(promise: Promise<unknown>): Promise<ProblemError> {
  const ended = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (ended instanceof ProblemError) return ended;
  throw ended instanceof Error ? ended : new Error('nothing was thrown');
}

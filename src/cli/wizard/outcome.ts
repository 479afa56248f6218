import type { RunOutcome } from '../../engine/run.ts';
import { ProblemError } from '../../state/problem.ts';

/** @throws ProblemError where a run failed, and what stopped it where it was stopped. */
export function orThrow(outcome: RunOutcome, signal: AbortSignal): void {
  if (outcome.result === 'failed') throw new ProblemError(outcome.problem, { exitCode: outcome.exitCode, cause: outcome.cause });
  if (outcome.result === 'interrupted') signal.throwIfAborted();
}

import type { RunOutcome } from '../../engine/run.ts';
import { ProblemError } from '../../state/problem.ts';
import type { WizardWalk } from './services.ts';

/** @throws ProblemError where a run failed, and what stopped it where it was stopped. */
export function orThrow(outcome: RunOutcome, signal: AbortSignal): void {
  if (outcome.result === 'failed') throw new ProblemError(outcome.problem, { exitCode: outcome.exitCode, cause: outcome.cause });
  if (outcome.result === 'interrupted') signal.throwIfAborted();
}

/** Writes down how work from the last screen came out. @throws as `orThrow`. */
export function settle(walk: Pick<WizardWalk, 'end'>, outcome: RunOutcome, signal: AbortSignal): void {
  if (outcome.result === 'failed') walk.end('failed');
  orThrow(outcome, signal);
  walk.end('ready');
}

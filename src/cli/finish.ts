import type { RunOutcome } from '../engine/run.ts';
import { exitCodeOf, problemOf } from '../state/problem.ts';
import type { Output } from './output.ts';

/** What the last line of a command says of a run that did not end well, and its exit code. `null` where it did. */
export function notDone(outcome: RunOutcome, cluster: string, output: Output, goOn = `rank0 up --name ${cluster}`): number | null {
  if (outcome.result === 'done') return null;
  if (outcome.result === 'interrupted') {
    output.object({ result: 'interrupted', cluster });
    output.say(`Interrupted. What Azure is doing goes on there. Go on with: ${goOn}`);
    return 130;
  }
  output.problem(outcome.problem);
  output.object({ result: 'failed', cluster, task: outcome.task, error: outcome.problem });
  return outcome.exitCode;
}

/** How a run is written down as the end of a cluster's walk. */
export const endOf = ({ result }: RunOutcome): 'ready' | 'interrupted' | 'failed' => (result === 'done' ? 'ready' : result);

/** The same for something that was thrown before or after a run. */
export function thrown(error: unknown, cluster: string | undefined, output: Output): number {
  const exitCode = exitCodeOf(error);
  const problem = problemOf(error);
  if (exitCode === 130) {
    output.object({ result: 'interrupted', ...(cluster === undefined ? {} : { cluster }) });
    return exitCode;
  }
  output.problem(problem);
  output.object({ result: 'failed', ...(cluster === undefined ? {} : { cluster }), error: problem });
  return exitCode;
}

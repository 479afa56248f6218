import type { Choices } from '../state/choices.ts';
import type { RunOutcome } from '../engine/run.ts';
import { usageError } from '../state/problem.ts';
import type { Session } from '../state/session.ts';
import type { StageId } from '../state/stage-id.ts';
import { standardChoices } from './choices.ts';
import type { RunHow } from './walk-options.ts';

/** Runs stages; `before` is carried out once the plan has run, before anything is built. */
export type RunStages = (stages: readonly StageId[], signal: AbortSignal, how?: RunHow, before?: () => Promise<RunOutcome>) => Promise<RunOutcome>;

export interface ScalingFirst {
  readonly run: RunStages;
  session(): Session;
  choices(): Choices;
  /** Makes these the choices of this program. */
  use(choices: Choices): void;
  /** Removes what was to go. */
  finish(signal: AbortSignal): Promise<RunOutcome>;
}

/**
 * Runs stages, and a scaling that was cut off is finished first: what it was to remove would be built again otherwise. One to 0 is not
 * finished by the way, because it destroys everything.
 */
export function withScalingFirst({ run, session, choices, use, finish }: ScalingFirst): RunStages {
  return async (stages, signal, how) => {
    const { scaling } = session();
    if (!scaling) return run(stages, signal, how);
    if (scaling.to === 0) {
      const error = scalingUnfinished(choices());
      return { result: 'failed', task: 'scaling', problem: error.problem, exitCode: 2, cause: error };
    }
    use({ ...choices(), count: scaling.to });
    return run(stages, signal, how, () => finish(signal));
  };
}

const scalingUnfinished = ({ name }: Choices) =>
  usageError(
    'scaling-unfinished',
    `${name} was being scaled to 0, and that was not finished`,
    'Some of its nodes may be there still, and cost. Nothing is built before it is decided whether they go.',
    [
      { label: 'Finish it: all nodes go, with their disks', command: `rank0 scale ${name} 0` },
      { label: 'Have nodes again', command: `rank0 scale ${name} ${standardChoices.count}` },
      { label: 'Or delete the cluster', command: `rank0 down ${name}` },
    ],
  );

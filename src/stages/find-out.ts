import { openAzure } from '../azure/azure.ts';
import type { PreflightResult } from '../azure/preflight.ts';
import { runTasks, type RunOutcome } from '../engine/run.ts';
import type { World } from '../engine/world.ts';
import type { Choices } from '../state/choices.ts';
import type { TaskEvent } from '../state/events.ts';
import { plan } from './plan.ts';
import { signIn } from './sign-in.ts';

/** What a plan came to, with everything that was found out until it ended. */
export interface FoundOut {
  readonly outcome: RunOutcome;
  readonly preflight: Partial<PreflightResult>;
}

/** Runs sign-in and plan alone: nothing is written, neither in Azure nor here, and no lock is taken. */
export async function findOut(world: World, choices: Choices, event: (event: TaskEvent) => void, signal: AbortSignal): Promise<FoundOut> {
  let preflight: Partial<PreflightResult> = {};
  const context = {
    world,
    azure: openAzure(world, choices.subscription),
    choices,
    planned: (part: Partial<PreflightResult>): void => {
      preflight = { ...preflight, ...part };
    },
  };
  const outcome = await runTasks({
    tasks: [...signIn.tasks(context), ...plan.tasks(context)],
    clock: world.clock,
    signal,
    event: (one) => event({ ...one, type: 'task', cluster: choices.name }),
    learn: () => {},
  });
  return { outcome, preflight };
}

import type { Azure } from '../azure/azure.ts';
import { type DownPlan, downPlan, downTasks, whatIsLeft } from '../azure/down.ts';
import type { ResourceRef } from '../azure/live.ts';
import { runTasks, type RunOutcome } from '../engine/run.ts';
import type { World } from '../engine/world.ts';
import type { Choices } from '../state/choices.ts';
import type { TaskEvent } from '../state/events.ts';
import type { Session } from '../state/session.ts';

/** What a deletion came to. `left` is every resource of the cluster that Azure still lists. */
export interface Deletion {
  readonly outcome: RunOutcome;
  readonly left: readonly ResourceRef[];
  /** Where the cluster's folder was put, when nothing was left. */
  readonly putAway?: string;
}

/** What deleting needs where no session is. */
export interface UnrememberedDeletion {
  readonly world: World;
  readonly azure: Azure;
  readonly target: { readonly resourceGroup: string; readonly cluster: string };
  event(event: TaskEvent): void;
  /** Shown what will go, answers whether it may. */
  agree(plan: DownPlan): Promise<boolean>;
}

/** Deletes a cluster that nothing here remembers, by the tags that its resources carry. Undefined where it was not agreed to. */
export async function deleteUnremembered({ world, azure, target, event, agree }: UnrememberedDeletion, signal: AbortSignal): Promise<Deletion | undefined> {
  const deletion = await downPlan(azure, target, signal);
  if (!(await agree(deletion))) return undefined;
  const outcome = await runTasks({
    tasks: downTasks(azure, deletion),
    clock: world.clock,
    signal,
    event: (one) => event({ ...one, type: 'task', cluster: target.cluster }),
    learn: () => {},
  });
  // Once the group is gone its tags are too: what the plan read of them is asked for.
  const whoseIs = { ...target, ...(deletion.clusterId === undefined ? {} : { clusterId: deletion.clusterId }) };
  return { outcome, left: outcome.result === 'interrupted' ? [] : await whatIsLeft(azure, whoseIs, signal) };
}

/** The cluster that a session is about, as deleting names it. */
export const whose = (choices: Choices, session: Session) => ({
  resourceGroup: choices.resourceGroup,
  cluster: choices.name,
  ...(session.clusterId === undefined ? {} : { clusterId: session.clusterId }),
});

import type { Azure } from '../azure/azure.ts';
import { type DownPlan, type DownTarget, downPlan, downTasks, groupNow, whatIsLeft } from '../azure/down.ts';
import type { ResourceRef } from '../azure/live.ts';
import { runTasks, type RunOutcome } from '../engine/run.ts';
import type { World } from '../engine/world.ts';
import type { Choices } from '../state/choices.ts';
import type { TaskEvent } from '../state/events.ts';
import { usageError } from '../state/problem.ts';
import type { Session } from '../state/session.ts';
import { few } from '../state/words.ts';

/** What Azure says after a deletion, asked anew. */
export interface Proof {
  /** Every resource of the cluster that Azure still has. */
  readonly left: readonly ResourceRef[];
  /** The resource group: not there any more, there because it holds what is not the cluster's, or still going. */
  readonly group: 'gone' | 'kept' | 'deleting';
  /** What is in a group that stays; nobody asked for it to be deleted. */
  readonly others: readonly ResourceRef[];
  /** When it was asked, ISO 8601 on the world's clock. */
  readonly askedAt: string;
  /** Storage accounts that went: Azure may bring one back for a while. */
  readonly recoverable?: readonly string[];
}

/** What a deletion came to; no proof where it was cut off. */
export interface Deletion extends Partial<Proof> {
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
  readonly unlock: boolean;
  event(event: TaskEvent): void;
  /** Shown what will go, answers whether it may. */
  agree(plan: DownPlan): Promise<boolean>;
}

/** How often Azure is asked again while it still lists something, and after how many milliseconds of its clock: its listings lag. */
const looks = 3;
const lookAfter = 10_000;

/** Asks Azure whether anything is left: the group, the tag in the whole subscription, and each part that was to go; `most` times. */
export async function proveDeleted(azure: Azure, target: DownTarget, plan: DownPlan, signal: AbortSignal, most = looks): Promise<Proof> {
  const { clock } = azure.world;
  for (let look = 1; ; look += 1) {
    const { group, inside } = await groupNow(azure, target.resourceGroup, signal);
    const left = await whatIsLeft(azure, target, signal, plan.resources);
    const others = inside.filter(({ id }) => !left.some((one) => one.id.toLowerCase() === id.toLowerCase()));
    const recoverable = plan.resources.flatMap(({ id, type, name }) =>
      /^microsoft\.storage\/storageaccounts$/i.test(type) && !left.some((one) => one.id.toLowerCase() === id.toLowerCase()) ? [name] : [],
    );
    const proof: Proof = {
      ...{ left, group, others: group === 'kept' ? others : [], askedAt: new Date(clock.now()).toISOString() },
      ...(recoverable.length > 0 ? { recoverable } : {}),
    };
    if ((left.length === 0 && group !== 'deleting') || look >= most) return proof;
    await clock.sleep(lookAfter, signal);
  }
}

/**
 * Deletes a cluster that nothing here remembers, by the tags that its resources carry. Undefined where it was not agreed to.
 * @throws ProblemError exit code 2 `group-not-ours`: the group is there and holds nothing of such a cluster.
 */
export async function deleteUnremembered(
  { world, azure, target, unlock, event, agree }: UnrememberedDeletion,
  signal: AbortSignal,
): Promise<Deletion | undefined> {
  const deletion = await downPlan(azure, target, signal);
  if (deletion.groupExists && deletion.clusterId === undefined) throw notOurs(target, deletion);
  if (!(await agree(deletion))) return undefined;
  const outcome = await runTasks({
    tasks: downTasks(azure, deletion, { unlock }),
    clock: world.clock,
    signal,
    event: (one) => event({ ...one, type: 'task', cluster: target.cluster }),
    learn: () => {},
  });
  if (outcome.result === 'interrupted') return { outcome, left: [] };
  // Once the group is gone its tags are too: what the plan read of them is asked for.
  const whoseIs = { ...target, ...(deletion.clusterId === undefined ? {} : { clusterId: deletion.clusterId }) };
  return { outcome, ...(await proveDeleted(azure, whoseIs, deletion, signal, outcome.result === 'done' ? looks : 1)) };
}

/** The cluster that a session is about, as deleting names it. */
export const whose = (choices: Choices, session: Session): DownTarget => ({
  resourceGroup: choices.resourceGroup,
  cluster: choices.name,
  ...(session.clusterId === undefined ? {} : { clusterId: session.clusterId }),
});

const notOurs = ({ resourceGroup, cluster }: DownTarget, { foreign }: DownPlan) =>
  usageError(
    'group-not-ours',
    `${resourceGroup} holds no cluster ${cluster} of rank0: nothing in it carries its tags`,
    `rank0 deletes only what it made or was told to adopt. In that group: ${
      few(
        foreign.map(({ name }) => name),
        4,
      ) || 'nothing'
    }. Nothing was deleted.`,
    [
      { label: 'See what is in it', command: `az resource list --resource-group ${resourceGroup} --output table` },
      { label: 'A cluster that was made by hand', command: `rank0 adopt ${resourceGroup}` },
      { label: 'Another group', command: `rank0 down ${cluster} --resource-group GROUP` },
    ],
  );

import type { Observation, Task, TaskRun } from '../engine/task.ts';
import type { Azure } from './azure.ts';
import { az } from './commands.ts';
import { askAzureIfThere } from './errors.ts';
import { deletions, kindOf, otherDeletion, waves } from './down-kinds.ts';
import { listGroup, listTagged, ownOf, type ResourceRef } from './live.ts';
import { carryOut } from './operation.ts';
import { ProblemError } from '../state/problem.ts';
import { deleteNamingLocks, listLocks, locksInTheWay, type ScopeLock, unlockTask } from './locks.ts';

/** Which cluster is to go. Without `clusterId` it is the one that the tags of the group or of its resources name. */
export interface DownTarget {
  readonly resourceGroup: string;
  readonly cluster: string;
  readonly clusterId?: string;
}

/** What will be deleted. */
export interface DownPlan {
  readonly resourceGroup: string;
  /** The whole group goes: rank0 made it, and everything in it is the cluster's. */
  readonly whole: boolean;
  /** The cluster's resources as Azure lists them. */
  readonly resources: readonly ResourceRef[];
  /** What else is in the group; it is left alone. */
  readonly foreign: readonly ResourceRef[];
  /** Whether the group is there at all. */
  readonly groupExists: boolean;
  readonly clusterId?: string;
  /** Locks that Azure would refuse it for. */
  readonly locks?: readonly ScopeLock[];
}

/**
 * What deleting a cluster comes to, asked of Azure and not of memory.
 * The group goes as a whole only if it carries the cluster's tags *and* everything in it is the cluster's (`--yes` does not
 * widen this); else only the cluster's own resources, wherever in the subscription they are.
 */
export async function downPlan(azure: Azure, target: DownTarget, signal?: AbortSignal): Promise<DownPlan> {
  const group = await askAzureIfThere(`resource group ${target.resourceGroup}`, signal, () =>
    azure.resources.resourceGroups.get(target.resourceGroup, signal ? { abortSignal: signal } : {}),
  );
  const inside = group ? await listGroup(azure, target.resourceGroup, signal) : [];
  const clusterId = target.clusterId ?? idOf([group?.tags ?? {}, ...inside.map(({ tags }) => tags)], target.cluster);
  const own = clusterId === undefined ? [] : ownOf(inside, clusterId);
  const foreign = inside.filter((one) => !own.includes(one));
  const outside = clusterId === undefined ? [] : (await listTagged(azure, clusterId, signal)).filter((one) => !sameGroup(one, target.resourceGroup));
  const groupIsOurs = group !== undefined && group.tags?.['createdBy'] === 'rank0' && clusterId !== undefined && group.tags['rank0-id'] === clusterId;
  const whole = groupIsOurs && foreign.length === 0;
  const resources = [...own, ...outside].map(plain);
  const locks = group && (whole || own.length > 0) ? await listLocks(azure, target.resourceGroup, signal) : [];
  return {
    resourceGroup: target.resourceGroup,
    whole,
    resources,
    foreign: foreign.map(plain),
    groupExists: group !== undefined,
    locks: locksInTheWay(locks, { resourceGroup: target.resourceGroup, whole, resources }),
    ...(clusterId === undefined ? {} : { clusterId }),
  };
}

/**
 * The tasks that delete it; with `unlock` its locks are taken away first. `so` means gone; something that is being deleted already is
 * waited for. All of it can be run again at any time, and on a half-built cluster.
 */
export function downTasks(azure: Azure, plan: DownPlan, { unlock = false }: { readonly unlock?: boolean } = {}): Task[] {
  const unlocking = unlock ? (plan.locks ?? []).map((lock) => unlockTask(azure, lock)) : [];
  const first = unlocking.map(({ id }) => id);
  const deleting = deletingTasks(azure, plan).map((task) => ({ ...task, needs: [...first, ...task.needs] }));
  return [...unlocking, ...deleting];
}

function deletingTasks(azure: Azure, plan: DownPlan): Task[] {
  if (plan.whole) {
    const outside = plan.resources.filter((one) => !sameGroup(one, plan.resourceGroup));
    const alone = oneByOne(azure, outside, plan.clusterId);
    return [
      ...alone,
      groupTask(
        azure,
        plan,
        alone.map(({ id }) => id),
      ),
    ];
  }
  return oneByOne(azure, plan.resources, plan.clusterId);
}

/** What a group is now, and what Azure lists in it. */
export async function groupNow(
  azure: Azure,
  resourceGroup: string,
  signal?: AbortSignal,
): Promise<{ readonly group: 'gone' | 'kept' | 'deleting'; readonly inside: readonly ResourceRef[] }> {
  const found = await askAzureIfThere(`resource group ${resourceGroup}`, signal, () =>
    azure.resources.resourceGroups.get(resourceGroup, signal ? { abortSignal: signal } : {}),
  );
  if (!found) return { group: 'gone', inside: [] };
  const inside = (await listGroup(azure, resourceGroup, signal)).map(plain);
  return { group: found.properties?.provisioningState === 'Deleting' ? 'deleting' : 'kept', inside };
}

/**
 * Every resource of the cluster that Azure still has, asked anew: in its group, by its tag in the whole subscription, and each that was to
 * go (`planned`): a disk that outlived its machine carries no tag, and nothing else tells whose it is.
 */
export async function whatIsLeft(azure: Azure, target: DownTarget, signal?: AbortSignal, planned: readonly ResourceRef[] = []): Promise<ResourceRef[]> {
  const inside = await listGroup(azure, target.resourceGroup, signal);
  const clusterId =
    target.clusterId ??
    idOf(
      inside.map(({ tags }) => tags),
      target.cluster,
    );
  const tagged = clusterId === undefined ? [] : await listTagged(azure, clusterId, signal);
  const own = clusterId === undefined ? [] : ownOf(inside, clusterId);
  const listed = new Set(inside.map(({ id }) => id.toLowerCase()));
  const untold = planned.filter((one) => !sameGroup(one, target.resourceGroup) || listed.has(one.id.toLowerCase()));
  const all = new Map([...own, ...tagged, ...untold].map((one) => [one.id.toLowerCase(), one]));
  const there = await Promise.all([...all.values()].map((one) => stillThere(azure, one, signal)));
  return [...all.values()].filter((_, index) => there[index]).map(plain);
}

/** ARM's listings lag behind deletions, so what they show is asked for itself. */
async function stillThere(azure: Azure, one: ResourceRef, signal: AbortSignal | undefined): Promise<boolean> {
  const kind = deletions[kindOf(one)] ?? otherDeletion;
  return (await askAzureIfThere(one.name, signal, () => kind.get(azure, one, signal))) !== undefined;
}

const plain = ({ id, type, name, group }: ResourceRef): ResourceRef => ({ id, type, name, group });
const sameGroup = (one: ResourceRef, group: string): boolean => one.group.toLowerCase() === group.toLowerCase();

/** The tag of a cluster that nothing here remembers, from the tags that name it. */
const idOf = (tags: readonly Readonly<Record<string, string>>[], cluster: string): string | undefined =>
  tags.find((one) => one['createdBy'] === 'rank0' && one['rank0-cluster'] === cluster)?.['rank0-id'];

function groupTask(azure: Azure, plan: DownPlan, needs: string[]): Task {
  const { resourceGroup, clusterId } = plan;
  const title = `resource group ${resourceGroup} with ${plan.resources.length} resources`;
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const group = await askAzureIfThere(title, signal, () => azure.resources.resourceGroups.get(resourceGroup, { abortSignal: signal }));
    if (!group) return { is: 'so', message: 'gone' };
    if (group.properties?.provisioningState === 'Deleting') return { is: 'pending', waitingFor: `Azure: ${resourceGroup} is being deleted` };
    return { is: 'absent' };
  };
  return {
    id: `down/${resourceGroup}`,
    stage: 'your-cluster',
    title,
    needs,
    lane: 'write',
    explain:
      'Deletes the group and everything in it: rank0 made it, and nothing in it is of anybody else. Machines, disks and addresses stop costing when they are gone.',
    commands: [az('group', 'delete', '--name', resourceGroup, '--force-deletion-types', 'Microsoft.Compute/virtualMachines')],
    usualSeconds: [120, 600],
    observe: look,
    make: async (run) => {
      // Once more, as late as can be: what came into the group since the plan was shown is not rank0's to delete.
      const now = await listGroup(azure, resourceGroup, run.signal);
      const strangers = clusterId === undefined ? now : now.filter((one) => !ownOf(now, clusterId).includes(one));
      if (strangers.length > 0) return { is: 'wrong', problem: notAlone(resourceGroup, strangers) };
      await unlessGone(() =>
        deleteNamingLocks(azure, plan, run, () =>
          carryOut(azure, `deletion of ${resourceGroup}`, run, (options) =>
            azure.resources.resourceGroups.delete(resourceGroup, { ...options, forceDeletionTypes: 'Microsoft.Compute/virtualMachines' }),
          ),
        ),
      );
      return look(run);
    },
  };
}

const notAlone = (resourceGroup: string, strangers: readonly ResourceRef[]) => ({
  code: 'group-not-empty-of-others',
  message: `${resourceGroup} now has ${strangers.map(({ name }) => name).join(', ')}, which ${strangers.length === 1 ? 'is' : 'are'} not the cluster's`,
  means: 'Something came into the group after the plan for deletion was made, so the group is not deleted as a whole.',
  next: [{ label: "Delete only the cluster's own", command: 'rank0 down' }],
});

/** One task a resource, each after all that uses it, in an order that Azure accepts. */
function oneByOne(azure: Azure, resources: readonly ResourceRef[], clusterId: string | undefined): Task[] {
  const ordered = waves(resources);
  return ordered.flatMap((wave, index) => {
    const before = ordered.slice(0, index).flat().map(taskId);
    return wave.map((one) => resourceTask(azure, one, before, clusterId));
  });
}

/** Unique also where a resource of the same name is in another group: the group's name is in the id. */
const taskId = (one: ResourceRef): string => `down/${one.type.split('/').at(-1)}/${one.group}/${one.name}`;

/** What has gone in the meantime need not be deleted. */
async function unlessGone(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof ProblemError) || !/^(ResourceNotFound|NotFound|ResourceGroupNotFound)$/i.test(error.problem.code)) throw error;
  }
}

function resourceTask(azure: Azure, one: ResourceRef, needs: string[], clusterId: string | undefined): Task {
  const kind = kindOf(one);
  const steps = deletions[kind] ?? otherDeletion;
  const title = `${steps.word} ${one.name}`;
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const seen = await askAzureIfThere(title, signal, () => steps.get(azure, one, signal));
    if (!seen) return { is: 'so', message: 'gone' };
    if (clusterId !== undefined && seen.tags !== undefined && 'rank0-id' in seen.tags && seen.tags['rank0-id'] !== clusterId)
      return { is: 'so', message: 'another of that name, left alone' };
    return seen.provisioningState === 'Deleting' ? { is: 'pending', waitingFor: `Azure: ${one.name} is being deleted` } : { is: 'absent' };
  };
  return {
    id: taskId(one),
    stage: 'your-cluster',
    title,
    needs,
    lane: kind.startsWith('microsoft.network/') ? 'network-write' : 'machine',
    explain: `Deletes ${one.id}. It goes after everything that uses it, because Azure refuses to delete what is in use.`,
    commands: [
      kind === 'microsoft.compute/virtualmachines'
        ? az('vm', 'delete', '--ids', one.id, '--force-deletion', 'true', '--yes')
        : az('resource', 'delete', '--ids', one.id),
    ],
    usualSeconds: steps.usualSeconds,
    observe: look,
    make: async (run) => {
      await unlessGone(() =>
        deleteNamingLocks(azure, { resourceGroup: one.group, whole: false, resources: [one] }, run, () =>
          carryOut(azure, `deletion of ${one.name}`, run, (options) => steps.remove(azure, one, options)),
        ),
      );
      return look(run);
    },
  };
}

import { type Azure, allOf } from './azure.ts';
import { sameId, resourceIds } from './blueprint.ts';
import { askAzure, askAzureIfThere } from './errors.ts';
import type { PowerState } from '../state/power.ts';

/** A machine as Azure sees it now. */
export interface MachineState {
  readonly name: string;
  readonly power: PowerState;
  /** `Succeeded`, `Creating`, `Failed`… */
  readonly provisioning: string;
  /** When Azure's last operation on it ended, ISO 8601: it was made, started, deallocated. A shutdown from inside is none. */
  readonly since?: string;
  /** False for an instance of an earlier model of its scale set. */
  readonly latestModelApplied?: boolean;
}

const powers = ['running', 'starting', 'stopping', 'stopped', 'deallocating', 'deallocated'] as const;

/** The power state in an instance view's statuses; unknown where there is none (a machine that is being made has none yet). */
export function powerOf(statuses: readonly { code?: string }[] | undefined): MachineState['power'] {
  const code = statuses?.find((one) => /^PowerState\//i.test(one.code ?? ''))?.code?.split('/')[1];
  return powers.find((power) => power === code?.toLowerCase()) ?? 'unknown';
}

/** When the last operation on a machine ended, by its instance view; a machine that is deallocated has been so at least since then. */
export function changedAt(statuses: readonly { code?: string; time?: Date }[] | undefined): { readonly since?: string } {
  const time = statuses?.find((one) => /^ProvisioningState\//i.test(one.code ?? ''))?.time;
  return time === undefined ? {} : { since: time.toISOString() };
}

/**
 * State of a cluster's machines by ONE call, however many they are: the subscription's list with status only. A group's own
 * list carries no state, and this one leaves out tags, so machines are matched by id (azure-facts 15.1b).
 * A machine that Azure does not list is not in the map.
 */
export async function machineStates(azure: Azure, resourceGroup: string, names: readonly string[], signal?: AbortSignal): Promise<Map<string, MachineState>> {
  const options = { statusOnly: 'true', ...(signal ? { abortSignal: signal } : {}) };
  const all = await askAzure('state of the machines', signal, () => allOf(azure.compute.virtualMachines.listAll(options)));
  const ids = resourceIds(azure.subscriptionId, resourceGroup);
  const found = new Map<string, MachineState>();
  for (const name of names) {
    const machine = all.find((one) => sameId(one.id, ids.machine(name)));
    const statuses = machine?.instanceView?.statuses;
    if (machine) found.set(name, { name, power: powerOf(statuses), provisioning: machine.provisioningState ?? 'unknown', ...changedAt(statuses) });
  }
  return found;
}

/** A resource as ARM lists it. */
export interface ResourceRef {
  readonly id: string;
  /** `Microsoft.Compute/virtualMachines`. */
  readonly type: string;
  readonly name: string;
  readonly group: string;
}

/** What a listing shows of a resource. */
export interface ListedResource extends ResourceRef {
  readonly tags: Readonly<Record<string, string>>;
  /** ARM id of what it belongs to: the machine of a disk. */
  readonly managedBy?: string;
}

interface Generic {
  id?: string;
  type?: string;
  name?: string;
  managedBy?: string;
  tags?: Record<string, string>;
}

const listed = (one: Generic): ListedResource => ({
  id: one.id ?? '',
  type: one.type ?? '',
  name: one.name ?? '',
  group: /\/resourceGroups\/([^/]+)/i.exec(one.id ?? '')?.[1] ?? '',
  tags: one.tags ?? {},
  ...(one.managedBy ? { managedBy: one.managedBy } : {}),
});

/** Everything in a group as Azure lists it now; nothing where the group is not there. */
export async function listGroup(azure: Azure, resourceGroup: string, signal?: AbortSignal): Promise<ListedResource[]> {
  const options = signal ? { abortSignal: signal } : {};
  const found = await askAzureIfThere(`resources of ${resourceGroup}`, signal, () =>
    allOf(azure.resources.resources.listByResourceGroup(resourceGroup, options)),
  );
  return (found ?? []).map(listed);
}

/** Everything in the subscription that carries a cluster's tag, in whatever group. Azure leaves the tags out of such an answer. */
export async function listTagged(azure: Azure, clusterId: string, signal?: AbortSignal): Promise<ListedResource[]> {
  const options = { filter: `tagName eq 'rank0-id' and tagValue eq '${clusterId}'`, ...(signal ? { abortSignal: signal } : {}) };
  return (await askAzure('resources with the tag of the cluster', signal, () => allOf(azure.resources.resources.list(options)))).map(listed);
}

/** A cluster's resources as Azure lists them: those with its tag, and the disks of its machines, which Azure makes without it. */
export async function listClusterResources(azure: Azure, cluster: { resourceGroup: string; clusterId: string }, signal?: AbortSignal): Promise<ResourceRef[]> {
  const all = await listGroup(azure, cluster.resourceGroup, signal);
  return ownOf(all, cluster.clusterId).map(({ id, type, name, group }) => ({ id, type, name, group }));
}

/** Those of a listing that are a cluster's: tagged, or belonging to a tagged machine (its disks and extensions). */
export function ownOf(all: readonly ListedResource[], clusterId: string): ListedResource[] {
  const tagged = all.filter((one) => one.tags['rank0-id'] === clusterId);
  const machines = tagged.filter((one) => /\/virtualMachines$/i.test(one.type));
  const isPartOf = (part: ListedResource): boolean => machines.some((machine) => part.id.toLowerCase().startsWith(`${machine.id.toLowerCase()}/`));
  const isDiskOf = (disk: ListedResource): boolean =>
    /\/disks$/i.test(disk.type) &&
    machines.some((machine) => sameId(disk.managedBy, machine.id) || disk.name.toLowerCase().startsWith(`${machine.name.toLowerCase()}_`));
  return all.filter((one) => tagged.includes(one) || isDiskOf(one) || isPartOf(one));
}

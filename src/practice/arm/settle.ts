import { grantQuota } from '../quota-requests.ts';
import type { Operation, Resource, Step, WorldState } from '../state.ts';
import { resourceAt, resourcesOf } from './call.ts';
import { at, listAt, textAt } from './json.ts';
import { nicIdsOf, tell } from './machine-spec.ts';
import { freePublicAddress } from './address-pool.ts';
import { dueSchedule, fire } from './firing.ts';
import { addresses, disks, instances, scaleSets, storageAccounts } from './types.ts';

/** How long an ended operation can still be asked for, in milliseconds of the world. */
const remembered = 24 * 3600_000;

/**
 * Lets everything happen that was due by `now`, in the order of its moments. Operations go on and schedules fire whether or not
 * anyone asks: this is called before anything is looked at.
 * @returns whether anything changed.
 */
export function settle(state: WorldState, now: number, addressPools: readonly string[]): boolean {
  let changed = false;
  for (let due = dueSchedule(state, now); due; due = dueSchedule(state, now)) {
    settleUntil(state, due.fires as number, addressPools);
    fire(state, due);
    changed = true;
  }
  return settleUntil(state, now, addressPools) || changed;
}

function settleUntil(state: WorldState, now: number, addressPools: readonly string[]): boolean {
  let changed = grantQuota(state, now);
  for (const provider of Object.values(state.providers)) {
    if (provider.registeringUntil === undefined || provider.registeringUntil > now) continue;
    provider.registered = true;
    delete provider.registeringUntil;
    changed = true;
  }
  const due: { time: number; happen(): void }[] = [];
  for (const operation of Object.values(state.operations)) {
    if (operation.status !== 'InProgress') {
      if (now - (operation.ended ?? now) > remembered) delete state.operations[operation.id];
      continue;
    }
    for (const step of operation.steps) if (step.at <= now) due.push({ time: step.at, happen: () => take(state, operation, step) });
    if (operation.due <= now) due.push({ time: operation.due, happen: () => finish(state, operation, addressPools) });
  }
  due.sort((a, b) => a.time - b.time);
  for (const one of due) one.happen();
  state.networkWrites = state.networkWrites.filter((write) => write.until > now);
  return changed || due.length > 0;
}

/** The moment of the next thing that happens by itself; undefined where nothing is in flight. */
export function nextDue(state: WorldState): number | undefined {
  const times = [
    ...Object.values(state.providers).flatMap((provider) => provider.registeringUntil ?? []),
    ...Object.values(state.resources).flatMap((resource) => resource.fires ?? []),
    ...Object.values(state.operations).flatMap((operation) =>
      operation.status === 'InProgress' ? [operation.due, ...operation.steps.map((step) => step.at)] : [],
    ),
  ];
  return times.length > 0 ? Math.min(...times) : undefined;
}

function take(state: WorldState, operation: Operation, step: Step): void {
  operation.steps = operation.steps.filter((other) => other !== step);
  const resource = state.resources[step.target];
  if (!resource) return;
  if (step.what === 'vanish') remove(state, resource, step.at);
  else if (resource.machine) {
    resource.machine.changedAt = step.at;
    if (step.what === 'boot') {
      resource.machine.power = 'running';
      resource.machine.bootedAt = step.at;
    }
    if (step.becomes !== undefined) {
      resource.machine.power = step.becomes;
      delete resource.machine.bootedAt;
    }
    tell(state, resource, step.what, step.at);
  }
}

function finish(state: WorldState, operation: Operation, addressPools: readonly string[]): void {
  operation.status = operation.error ? 'Failed' : 'Succeeded';
  operation.ended = operation.due;
  if (operation.kind === 'delete-group') {
    if (!operation.error) removeGroup(state, operation.target, operation.due);
    else (state.groups[operation.target] as { provisioningState: string }).provisioningState = 'Succeeded';
    return;
  }
  const resource = state.resources[operation.target];
  if (!resource) {
    if (operation.kind !== 'delete') preempt(operation, operation.due);
    return;
  }
  if (operation.kind === 'delete') {
    if (operation.error) setState(resource, 'Failed');
    else remove(state, resource, operation.due);
    return;
  }
  if (operation.error && resource.type === storageAccounts) {
    // An account that could not be made is not there.
    remove(state, resource, operation.due);
    return;
  }
  setState(resource, operation.error ? 'Failed' : 'Succeeded');
  if (resource.machine) resource.machine.changedAt = operation.due;
  if (resource.type === scaleSets) settleInstances(state, resource, operation.error !== undefined);
  if (operation.error) {
    // What found no room to start has no hardware, as before.
    if (resource.machine?.power === 'starting') resource.machine.power = 'deallocated';
    return;
  }
  if (resource.type === addresses) resource.body.properties['ipAddress'] ??= freePublicAddress(state, addressPools);
  if (!resource.machine) return;
  if (operation.kind === 'deallocate' || operation.kind === 'power-off') {
    resource.machine.power = operation.kind === 'deallocate' ? 'deallocated' : 'stopped';
    // It gives up its hardware, and gets other when it starts.
    if (operation.kind === 'deallocate' && resource.machine.trouble === 'slow-network') delete resource.machine.trouble;
    delete resource.machine.bootedAt;
    tell(state, resource, 'halt', operation.due);
  }
}

/** Instances that were being made or changed are what their scale set is. */
function settleInstances(state: WorldState, scaleSet: Resource, failed: boolean): void {
  const inside = `${scaleSet.id.toLowerCase()}/virtualmachines/`;
  for (const [id, instance] of Object.entries(state.resources)) {
    if (!id.startsWith(inside) || instance.type !== instances) continue;
    const now = textAt(instance.body.properties, 'provisioningState');
    if (failed && instance.machine?.power === 'starting') instance.machine.power = 'deallocated';
    if (now === 'Creating' || now === 'Updating') instance.body.properties['provisioningState'] = failed ? 'Failed' : 'Succeeded';
  }
}

/** Ends an operation that a later one has overtaken: a deletion does not wait for a creation. */
export function preempt(operation: Operation, time: number): void {
  operation.status = 'Failed';
  operation.ended = time;
  operation.steps = [];
  operation.error = { code: 'OperationPreempted', message: 'Operation execution has been preempted by a more recent operation.' };
}

/** Sets the state of a resource and of what is inside it. */
export function setState(resource: Resource, provisioningState: string): void {
  const inner = ['securityRules', 'defaultSecurityRules', 'subnets', 'ipConfigurations'].flatMap((name) => listAt(resource.body.properties, name));
  for (const properties of [resource.body.properties, ...inner.map((one) => at(one, 'properties'))]) {
    // A rule or subnet that is being deleted stays so until it is gone.
    properties['provisioningState'] = provisioningState;
  }
}

/** Takes a resource away, and with a machine what its delete options name (azure-facts 6.4). */
export function remove(state: WorldState, resource: Resource, time: number): void {
  delete state.resources[resource.id.toLowerCase()];
  if (resource.type === scaleSets || resource.type === instances || resource.type === storageAccounts) {
    removeInside(state, resource, time);
    return;
  }
  if (!resource.machine) return;
  tell(state, resource, 'destroy', time);
  for (const id of nicIdsOf(resource)) {
    const nic = resourceAt(state, id);
    const goes = listAt(resource.body.properties, 'networkProfile', 'networkInterfaces').some(
      (entry) => textAt(entry, 'id')?.toLowerCase() === id.toLowerCase() && textAt(entry, 'properties', 'deleteOption') === 'Delete',
    );
    if (!nic || !goes) continue;
    delete state.resources[nic.id.toLowerCase()];
    for (const configuration of listAt(nic.body.properties, 'ipConfigurations')) {
      const address = at(configuration, 'properties', 'publicIPAddress');
      if (textAt(address, 'properties', 'deleteOption') === 'Delete') delete state.resources[String(address['id']).toLowerCase()];
    }
  }
  for (const disk of resourcesOf(state, disks)) {
    if (String(disk.body['managedBy']).toLowerCase() !== resource.id.toLowerCase()) continue;
    if (textAt(resource.body.properties, 'storageProfile', 'osDisk', 'deleteOption') === 'Delete') delete state.resources[disk.id.toLowerCase()];
    else {
      delete disk.body['managedBy'];
      disk.body.properties['diskState'] = 'Unattached';
    }
  }
}

/** A scale set takes its instances with it, an instance its card and address, a storage account its containers. */
function removeInside(state: WorldState, resource: Resource, time: number): void {
  if (resource.machine) tell(state, resource, 'destroy', time);
  const inside = `${resource.id.toLowerCase()}/`;
  for (const [id, one] of Object.entries(state.resources)) {
    if (!id.startsWith(inside)) continue;
    if (one.machine) tell(state, one, 'destroy', time);
    delete state.resources[id];
  }
}

function removeGroup(state: WorldState, name: string, time: number): void {
  for (const resource of Object.values(state.resources)) if (resource.group.toLowerCase() === name) remove(state, resource, time);
  const scope = `/resourcegroups/${name}`;
  state.locks = state.locks.filter((lock) => !`${lock.scope}/`.includes(`${scope}/`));
  delete state.groups[name];
}

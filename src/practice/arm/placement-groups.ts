import type { Resource } from '../state.ts';
import { badRequest, conflict, ok } from './answer.ts';
import { type Call, existing, groupOf, type Handler, idOf, part, resourceAt, resourcesOf } from './call.ts';
import { offered, sizeOf, type Size } from './catalog.ts';
import { at, given, listAt, textAt } from './json.ts';
import { refuseLocked } from './locks.ts';
import { keep, targetOf } from './tracked.ts';
import { machines, placementGroups } from './types.ts';
import { computeId, view } from './view.ts';

/** Machines in a placement group. */
const membersOf = (call: Call, group: Resource): Resource[] =>
  resourcesOf(call.state, machines).filter((vm) => textAt(vm.body.properties, 'proximityPlacementGroup', 'id')?.toLowerCase() === group.id.toLowerCase());

const overconstrained = (why: string) =>
  conflict(
    'OverconstrainedAllocationRequest',
    `Create or update of Proximity Placement Group is not successful because ${why} Please relax the constraints and try again. Learn more about proximity placement groups at https://aka.ms/ppg`,
  );

/** Whether one datacentre has both: sizes with InfiniBand stand in halls of their own. */
const together = (one: Size, other: Size): boolean => (one.rdma === undefined) === (other.rdma === undefined);

/** Intent reserves nothing, but sizes that no datacentre has together are refused (azure-facts 3). */
export const putPlacementGroup: Handler = (call, parts) => {
  const target = targetOf(call, parts, placementGroups);
  const type = textAt(call.body, 'properties', 'proximityPlacementGroupType') ?? 'Standard';
  if (type !== 'Standard') throw badRequest('InvalidParameter', `The value '${type}' of parameter proximityPlacementGroupType is invalid.`);
  const names = listAt(call.body, 'properties', 'intent', 'vmSizes').map(String);
  const zones = listAt(call.body, 'zones').map(String);
  if (zones.length > 0 && names.length === 0)
    throw badRequest('InvalidParameter', 'A zone can be specified for a Proximity Placement Group only together with an intent.');
  const wanted = names.map((name) => {
    const size = sizeOf(name);
    if (!size) throw badRequest('InvalidParameter', `The value ${name} provided for the VM size in the intent is not valid.`);
    return size;
  });
  const missing = wanted.find((size) => !offered(size, target.location));
  if (missing) throw overconstrained(`no datacenter in ${target.location} has the VM size '${missing.name}'.`);
  const first = wanted[0];
  const apart = wanted.find((size) => first && !together(first, size));
  if (first && apart) throw overconstrained(`no datacenter has both VM sizes '${first.name}' and '${apart.name}'.`);
  const resource = keep(
    call,
    target,
    placementGroups,
    given({
      properties: given({ proximityPlacementGroupType: type, intent: names.length > 0 ? { vmSizes: names } : undefined }),
      zones: zones.length > 0 ? zones : undefined,
    }) as Resource['body'],
  );
  return { status: target.old ? 200 : 201, body: view(call.state, resource) };
};

/** @throws ArmRefusal 409 where a machine of this size cannot stand where the group's first machine is. */
export function refuseApart(call: Call, group: Resource, size: Size): void {
  // The first machine pins the datacentre; deallocated ones hold none (azure-facts 3).
  const pinned = membersOf(call, group)
    .filter(({ machine }) => machine?.power !== 'deallocated')
    .map((vm) => sizeOf(textAt(vm.body.properties, 'hardwareProfile', 'vmSize')));
  const wanted = listAt(group.body.properties, 'intent', 'vmSizes').map((name) => sizeOf(String(name)));
  const other = [...pinned, ...wanted].find((one) => one && !together(one, size));
  if (!other) return;
  throw conflict(
    'OverconstrainedAllocationRequest',
    `Allocation failed. VM size '${size.name}' is not available where the Proximity Placement Group '${group.name}' is placed with '${other.name}'. Please remove the placement constraint, or use another size, and try again.`,
  );
}

export const getPlacementGroup: Handler = (call, parts) => {
  const resource = existing(call, part(parts, 'group'), placementGroups, part(parts, 'name'));
  const seen = view(call.state, resource);
  if (call.query.get('includeColocationStatus')?.toLowerCase() !== 'true') return ok(seen);
  const members = membersOf(call, resource);
  const status = {
    code: 'ColocationStatus/Aligned',
    level: 'Info',
    displayStatus: 'Aligned',
    message: 'All resources in the proximity placement group are aligned.',
  };
  return ok({
    ...seen,
    properties: {
      ...at(seen, 'properties'),
      colocationStatus: status,
      ...(members.length > 0 ? { virtualMachines: members.map((vm) => ({ id: computeId(vm), colocationStatus: status })) } : {}),
    },
  });
};

export const deletePlacementGroup: Handler = (call, parts) => {
  groupOf(call, part(parts, 'group'));
  const resource = resourceAt(call.state, idOf(call, part(parts, 'group'), placementGroups, part(parts, 'name')));
  if (!resource) return { status: 200 };
  refuseLocked(call, resource.id);
  const [member] = membersOf(call, resource);
  if (member)
    throw conflict(
      'OperationNotAllowed',
      `Proximity Placement Group '${resource.name}' cannot be deleted because it is in use by the virtual machine ${member.id}.`,
    );
  delete call.state.resources[resource.id.toLowerCase()];
  return { status: 200 };
};

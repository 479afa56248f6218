import type { Resource, WorldState } from '../state.ts';
import { everyInterface, resourcesOf } from './call.ts';
import { at, listAt, textAt } from './json.ts';
import { nicIdsOf } from './machine-spec.ts';
import { addresses, interfaces, machines, networks, natGateways, placementGroups, securityGroups } from './types.ts';

/** What a GET of the resource answers: what was put, what Azure added, and what refers to it. */
export function view(state: WorldState, resource: Resource): Record<string, unknown> {
  const { id, name, type, location, tags, body } = resource;
  const seen = seenProperties(state, resource);
  return { name, id, type, location, ...(tags ? { tags } : {}), ...body, properties: { ...body.properties, ...seen } };
}

function seenProperties(state: WorldState, resource: Resource): Record<string, unknown> {
  switch (resource.type) {
    case interfaces:
      return seenOfInterface(state, resource);
    case addresses: {
      const configuration = configurationsOf(state).find((one) => refersTo(one, 'publicIPAddress', resource.id));
      if (configuration) return { ipConfiguration: { id: configuration['id'] } };
      const gateway = resourcesOf(state, natGateways).find((one) =>
        listAt(one.body.properties, 'publicIpAddresses').some((address) => textAt(address, 'id')?.toLowerCase() === resource.id.toLowerCase()),
      );
      return gateway ? { natGateway: { id: gateway.id } } : {};
    }
    case natGateways: {
      const users = subnetsOfGateway(state, resource.id);
      return users.length > 0 ? { subnets: users.map((id) => ({ id })) } : {};
    }
    case securityGroups:
      return seenOfSecurityGroup(state, resource.id);
    case networks:
      return { subnets: listAt(resource.body.properties, 'subnets').map((subnet) => subnetView(state, subnet)) };
    case placementGroups: {
      const members = resourcesOf(state, machines).filter(
        (vm) => textAt(vm.body.properties, 'proximityPlacementGroup', 'id')?.toLowerCase() === resource.id.toLowerCase(),
      );
      return members.length > 0 ? { virtualMachines: members.map((vm) => ({ id: computeId(vm) })) } : {};
    }
    default:
      return {};
  }
}

/** As Compute writes ids where it lists machines: the group in capitals (recorded answers). Whoever compares ids minds no case. */
export const computeId = (vm: Resource): string =>
  vm.id.replace(/(\/resourceGroups\/)([^/]+)/i, (_, before: string, group: string) => `${before}${group.toUpperCase()}`);

const configurationsOf = (state: WorldState): Record<string, unknown>[] =>
  everyInterface(state).flatMap((nic) => listAt(nic.body.properties, 'ipConfigurations'));

/** Whether something names this id under a property. */
export const refersTo = (one: unknown, property: string, id: string): boolean => textAt(one, 'properties', property, 'id')?.toLowerCase() === id.toLowerCase();

function seenOfInterface(state: WorldState, nic: Resource): Record<string, unknown> {
  const wanted = nic.id.toLowerCase();
  const vm = resourcesOf(state, machines).find((one) => nicIdsOf(one).some((id) => id.toLowerCase() === wanted));
  if (!vm) return {};
  return {
    virtualMachine: { id: vm.id },
    primary: nicIdsOf(vm)[0]?.toLowerCase() === wanted,
    ...(vm.machine?.power ? { macAddress: macOf(textAt(nic.body.properties, 'resourceGuid') ?? '') } : {}),
  };
}

/** A hardware address of Microsoft's range. */
function macOf(guid: string): string {
  const digits = guid.replaceAll('-', '').toUpperCase();
  return `00-0D-3A-${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4, 6)}`;
}

/** What a security group is on. */
export function usersOfSecurityGroup(state: WorldState, id: string): { interfaces: string[]; subnets: string[] } {
  const wanted = id.toLowerCase();
  return {
    interfaces: everyInterface(state)
      .filter((nic) => textAt(nic.body.properties, 'networkSecurityGroup', 'id')?.toLowerCase() === wanted)
      .map((nic) => nic.id),
    subnets: resourcesOf(state, networks)
      .flatMap((network) => listAt(network.body.properties, 'subnets'))
      .filter((subnet) => refersTo(subnet, 'networkSecurityGroup', id))
      .map((subnet) => String(subnet['id'])),
  };
}

function seenOfSecurityGroup(state: WorldState, id: string): Record<string, unknown> {
  const users = usersOfSecurityGroup(state, id);
  const references = (ids: string[]) => ids.map((one) => ({ id: one }));
  return {
    ...(users.interfaces.length > 0 ? { networkInterfaces: references(users.interfaces) } : {}),
    ...(users.subnets.length > 0 ? { subnets: references(users.subnets) } : {}),
  };
}

/** Ids of the subnets that go out through a NAT gateway. */
export const subnetsOfGateway = (state: WorldState, id: string): string[] =>
  resourcesOf(state, networks)
    .flatMap((network) => listAt(network.body.properties, 'subnets'))
    .filter((subnet) => refersTo(subnet, 'natGateway', id))
    .map((subnet) => String(subnet['id']));

/** Configurations of network interfaces in a subnet. */
export const usersOfSubnet = (state: WorldState, subnetId: string): string[] =>
  configurationsOf(state)
    .filter((configuration) => refersTo(configuration, 'subnet', subnetId))
    .map((configuration) => String(configuration['id']));

export function subnetView(state: WorldState, subnet: Record<string, unknown>): Record<string, unknown> {
  const users = usersOfSubnet(state, String(subnet['id']));
  return { ...subnet, properties: { ...at(subnet, 'properties'), ...(users.length > 0 ? { ipConfigurations: users.map((id) => ({ id })) } : {}) } };
}

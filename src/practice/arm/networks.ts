import type { Operation, Resource } from '../state.ts';
import { type Answer, ArmRefusal, badRequest, ok } from './answer.ts';
import { type Call, existing, groupOf, type Handler, needsProvider, part, type Parts, referred, resourceAt } from './call.ts';
import { prefixOf } from './address-pool.ts';
import { at, given, listAt, textAt } from './json.ts';
import { gatewayFrom, gatewayOf, rewireSubnet } from './nat-gateways.ts';
import { refuseBusyNetwork, writeOnNetwork } from './network-writes.ts';
import { accepted, asyncHeader, begin } from './operations.ts';
import { setState } from './settle.ts';
import { deleteOne, guidFor, keep, newEtag, refuseWhileChanging, targetOf } from './tracked.ts';
import { networks } from './types.ts';
import { subnetView, usersOfSubnet, view } from './view.ts';

const provider = 'Microsoft.Network';

/** Prefixes as a request gives them: one, or a list. */
const prefixesOf = (properties: unknown): string[] => {
  const one = textAt(properties, 'addressPrefix');
  return [...(one === undefined ? [] : [one]), ...listAt(properties, 'addressPrefixes').map(String)];
};

interface Space {
  readonly networkId: string;
  readonly networkName: string;
  readonly location: string;
  readonly prefixes: readonly string[];
}

/** A subnet as it is kept, from a request. @throws ArmRefusal 400 for what Azure refuses. */
function subnetFrom(call: Call, space: Space, name: string, asked: unknown, etag: string): Record<string, unknown> {
  const id = `${space.networkId}/subnets/${name}`;
  const properties = at(asked, 'properties');
  if (!/^[a-z0-9]([-\w.]{0,78}\w)?$/i.test(name))
    throw badRequest('InvalidResourceName', `Resource name ${name} is invalid. The name can be up to 80 characters long.`);
  const prefixes = prefixesOf(properties);
  if (prefixes.length === 0) throw badRequest('InvalidRequestFormat', `Subnet ${id} has no address prefix.`);
  for (const prefix of prefixes) {
    const range = prefixOf(prefix);
    if (!range || range.bits > 29)
      throw badRequest(
        'InvalidAddressPrefixFormat',
        `Address prefix ${prefix} of resource ${id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
      );
    const inside = space.prefixes.map(prefixOf).some((outer) => outer && outer.first <= range.first && range.last <= outer.last);
    if (!inside) {
      throw badRequest(
        'NetcfgSubnetRangeOutsideVnet',
        `Subnet '${name}' is not valid because its IP address range is outside the IP address range of virtual network '${space.networkName}'.`,
      );
    }
  }
  const group = textAt(properties, 'networkSecurityGroup', 'id');
  const kept = group === undefined ? undefined : referred(call, group, id, space.location);
  return {
    name,
    id,
    etag,
    type: 'Microsoft.Network/virtualNetworks/subnets',
    properties: given({
      provisioningState: 'Updating',
      addressPrefix: prefixes[0],
      networkSecurityGroup: kept ? { id: kept.id } : undefined,
      natGateway: gatewayFrom(call, properties['natGateway'], id, space.location),
      serviceEndpoints: listAt(properties, 'serviceEndpoints').map((endpoint) => ({
        provisioningState: 'Succeeded',
        service: endpoint['service'],
        locations: [space.location],
      })),
      delegations: [],
      privateEndpointNetworkPolicies: properties['privateEndpointNetworkPolicies'] ?? 'Disabled',
      privateLinkServiceNetworkPolicies: properties['privateLinkServiceNetworkPolicies'] ?? 'Enabled',
      // New subnets are private unless they are asked not to be (azure-facts 6.2).
      defaultOutboundAccess: properties['defaultOutboundAccess'] ?? false,
    }),
  };
}

function refuseOverlap(networkName: string, list: readonly Record<string, unknown>[]): void {
  const ranges = list.map((subnet) => ({ name: String(subnet['name']), range: prefixOf(textAt(subnet, 'properties', 'addressPrefix') ?? '') }));
  for (const [index, one] of ranges.entries()) {
    const other = ranges.slice(index + 1).find(({ range }) => one.range && range && one.range.first <= range.last && range.first <= one.range.last);
    if (other)
      throw badRequest(
        'NetcfgSubnetRangesOverlap',
        `Subnet '${other.name}' is not valid because its IP address range overlaps with that of an existing subnet '${one.name}' in virtual network '${networkName}'.`,
      );
  }
}

const subnetsOf = (network: Resource) => listAt(network.body.properties, 'subnets');
const named = (list: readonly Record<string, unknown>[], name: string) => list.find((subnet) => String(subnet['name']).toLowerCase() === name.toLowerCase());

/** @throws ArmRefusal 400 InUseSubnetCannotBeDeleted. */
function refuseSubnetInUse(call: Call, subnet: Record<string, unknown>): void {
  const users = usersOfSubnet(call.state, String(subnet['id']));
  if (users.length === 0) return;
  throw badRequest(
    'InUseSubnetCannotBeDeleted',
    `Subnet ${String(subnet['name'])} is in use by ${users[0]} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
  );
}

export const putNetwork: Handler = (call, parts) => {
  const target = targetOf(call, parts, networks);
  const prefixes = listAt(call.body, 'properties', 'addressSpace', 'addressPrefixes').map(String);
  if (prefixes.length === 0) throw badRequest('InvalidRequestFormat', `The address space of virtual network ${target.id} is empty.`);
  for (const prefix of prefixes) {
    if (!prefixOf(prefix))
      throw badRequest(
        'InvalidAddressPrefixFormat',
        `Address prefix ${prefix} of resource ${target.id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
      );
  }
  const etag = newEtag(call, target.id);
  const space = { networkId: target.id, networkName: target.name, location: target.location, prefixes };
  const subnets = listAt(call.body, 'properties', 'subnets').map((subnet) => subnetFrom(call, space, textAt(subnet, 'name') ?? '', subnet, etag));
  refuseOverlap(target.name, subnets);
  for (const subnet of target.old ? subnetsOf(target.old) : []) if (!named(subnets, String(subnet['name']))) refuseSubnetInUse(call, subnet);
  refuseWhileChanging(call, target.old);
  refuseBusyNetwork(call, target.id);
  const before = target.old ? subnetsOf(target.old) : [];
  const resource = keep(call, target, networks, {
    etag,
    properties: {
      provisioningState: 'Updating',
      resourceGuid: guidFor(call, target),
      addressSpace: { addressPrefixes: prefixes },
      subnets,
      virtualNetworkPeerings: [],
      enableDdosProtection: false,
    },
  });
  const operation = begin(call, { kind: 'put', target: target.id, provider, location: target.location }, 'put Microsoft.Network/virtualNetworks');
  writeOnNetwork(call, target.id, operation.due - call.now);
  tellOfGateways(call, before, subnets);
  return { status: target.old ? 200 : 201, headers: asyncHeader(call, operation), body: view(call.state, resource) };
};

export const deleteNetwork = deleteOne(networks, 'delete Microsoft.Network', (call, resource) => {
  for (const subnet of subnetsOf(resource)) refuseSubnetInUse(call, subnet);
});

const parent = (call: Call, parts: Parts): Resource => existing(call, part(parts, 'group'), networks, part(parts, 'name'));

export const listSubnets: Handler = (call, parts) => ok({ value: subnetsOf(parent(call, parts)).map((subnet) => subnetView(call.state, subnet)) });

export const getSubnet: Handler = (call, parts) => {
  const found = named(subnetsOf(parent(call, parts)), part(parts, 'subnet'));
  if (!found) throw new ArmRefusal(404, 'NotFound', `Resource ${parent(call, parts).id}/subnets/${part(parts, 'subnet')} not found.`);
  return ok(subnetView(call.state, found));
};

export const putSubnet: Handler = (call, parts): Answer => {
  needsProvider(call, provider);
  groupOf(call, part(parts, 'group'), true);
  const network = parent(call, parts);
  const old = named(subnetsOf(network), part(parts, 'subnet'));
  const name = String(old?.['name'] ?? part(parts, 'subnet'));
  const prefixes = listAt(network.body.properties, 'addressSpace', 'addressPrefixes').map(String);
  const etag = newEtag(call, network.id);
  const subnet = subnetFrom(call, { networkId: network.id, networkName: network.name, location: network.location, prefixes }, name, call.body, etag);
  const list = [...subnetsOf(network).filter((other) => other !== old), subnet];
  refuseOverlap(network.name, list);
  if (old && textAt(old, 'properties', 'addressPrefix') !== textAt(subnet, 'properties', 'addressPrefix')) refuseSubnetInUse(call, old);
  const operation = changeSubnets(call, network, list);
  return { status: old ? 200 : 201, headers: asyncHeader(call, operation), body: subnetView(call.state, subnet) };
};

export const deleteSubnet: Handler = (call, parts): Answer => {
  groupOf(call, part(parts, 'group'), true);
  const network = parent(call, parts);
  const old = named(subnetsOf(network), part(parts, 'subnet'));
  if (!old) return { status: 204 };
  refuseSubnetInUse(call, old);
  return accepted(
    call,
    changeSubnets(
      call,
      network,
      subnetsOf(network).filter((other) => other !== old),
    ),
  );
};

function changeSubnets(call: Call, network: Resource, list: readonly Record<string, unknown>[]): Operation {
  refuseWhileChanging(call, network);
  refuseBusyNetwork(call, network.id);
  const before = subnetsOf(network);
  network.body.properties['subnets'] = list;
  network.body['etag'] = newEtag(call, network.id);
  setState(network, 'Updating');
  const operation = begin(call, { kind: 'put', target: network.id, provider, location: network.location }, 'put Microsoft.Network/virtualNetworks/subnets');
  writeOnNetwork(call, network.id, operation.due - call.now);
  tellOfGateways(call, before, list);
  return operation;
}

/** Machines of subnets that have another way out than before. */
function tellOfGateways(call: Call, before: readonly Record<string, unknown>[], after: readonly Record<string, unknown>[]): void {
  for (const subnet of after) {
    const old = named(before, String(subnet['name']));
    if (old && gatewayOf(old) !== gatewayOf(subnet)) rewireSubnet(call.state, String(subnet['id']), call.now);
  }
}

/** A subnet by its id, with its VNet. */
export function subnetAt(call: Call, id: unknown): { readonly network: Resource; readonly subnet: Record<string, unknown> } | undefined {
  const text = typeof id === 'string' ? id : '';
  const network = resourceAt(call.state, text.replace(/\/subnets\/[^/]+$/i, ''));
  const subnet = network && named(subnetsOf(network), text.split('/').at(-1) ?? '');
  return network && subnet ? { network, subnet } : undefined;
}

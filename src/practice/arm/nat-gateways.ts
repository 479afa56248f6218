import type { Resource, WorldState } from '../state.ts';
import { badRequest } from './answer.ts';
import { everyMachine, type Handler, referred, resourceAt } from './call.ts';
import { at, given, listAt, textAt } from './json.ts';
import { nicIdsOf, tell } from './machine-spec.ts';
import { asyncHeader, begin } from './operations.ts';
import { deleteOne, guidFor, keep, newEtag, refuseWhileChanging, targetOf } from './tracked.ts';
import { natGateways } from './types.ts';
import { subnetsOfGateway, view } from './view.ts';

/** A NAT gateway: a way out for a subnet, behind one or more Standard addresses. Nothing comes in through it (azure-facts 6.2). */
export const putNatGateway: Handler = (call, parts) => {
  const target = targetOf(call, parts, natGateways);
  const properties = at(call.body, 'properties');
  const sku = textAt(call.body, 'sku', 'name') ?? 'Standard';
  if (sku !== 'Standard') throw badRequest('InvalidParameter', `NAT gateway ${target.name}: the practice cloud has the sku Standard, not ${sku}.`);
  const minutes = properties['idleTimeoutInMinutes'] ?? 4;
  if (!Number.isInteger(minutes) || Number(minutes) < 4 || Number(minutes) > 120) {
    throw badRequest('NatGatewayIdleTimeoutOutOfRange', `The idle timeout of NAT gateway ${target.id} is ${String(minutes)} minutes. Allowed are 4 to 120.`);
  }
  const ids = listAt(properties, 'publicIpAddresses').map((one) => textAt(one, 'id'));
  for (const id of ids) {
    const address = referred(call, id, target.id, target.location);
    const user = userOf(call.state, address, target.id);
    if (user !== undefined) {
      throw badRequest(
        'PublicIPAddressInUse',
        `Resource ${target.id} is referencing public IP address ${address.id} that is already allocated to resource ${user}.`,
      );
    }
  }
  refuseWhileChanging(call, target.old);
  const resource = keep(call, target, natGateways, {
    etag: newEtag(call, target.id),
    sku: { name: sku },
    properties: given({
      provisioningState: 'Updating',
      resourceGuid: guidFor(call, target),
      idleTimeoutInMinutes: minutes,
      publicIpAddresses: ids.length > 0 ? ids.map((id) => ({ id })) : undefined,
    }),
  });
  const operation = begin(
    call,
    { kind: 'put', target: target.id, provider: 'Microsoft.Network', location: target.location },
    'put Microsoft.Network/natGateways',
  );
  return { status: target.old ? 200 : 201, headers: asyncHeader(call, operation), body: view(call.state, resource) };
};

/** What has the address already, other than this gateway. */
function userOf(state: WorldState, address: Resource, gateway: string): string | undefined {
  const seen = at(view(state, address), 'properties');
  const other = textAt(seen, 'natGateway', 'id');
  return textAt(seen, 'ipConfiguration', 'id') ?? (other?.toLowerCase() === gateway.toLowerCase() ? undefined : other);
}

export const deleteNatGateway = deleteOne(natGateways, 'delete Microsoft.Network', (call, resource) => {
  const users = subnetsOfGateway(call.state, resource.id);
  if (users.length === 0) return;
  throw badRequest(
    'CannotDeleteNatGatewayAssociatedToSubnet',
    `NAT Gateway ${resource.id} is still configured on ${users.length} subnets. Remove NAT Gateway from all referenced subnets and then delete NAT Gateway.`,
  );
});

/** Tells the machines of a subnet whose way out has changed. */
export function rewireSubnet(state: WorldState, subnetId: string, now: number): void {
  for (const vm of everyMachine(state)) {
    const nic = resourceAt(state, nicIdsOf(vm)[0]);
    const mine = listAt(nic?.body.properties, 'ipConfigurations').some(
      (one) => textAt(one, 'properties', 'subnet', 'id')?.toLowerCase() === subnetId.toLowerCase(),
    );
    if (mine) tell(state, vm, 'rewire', now);
  }
}

/** Whether a subnet of that id has a NAT gateway. */
export const gatewayOf = (subnet: unknown): string | undefined => textAt(subnet, 'properties', 'natGateway', 'id')?.toLowerCase();

/** The gateway of a request's subnet. @throws ArmRefusal where there is none of that id here, or it is not ready. */
export function gatewayFrom(call: Parameters<Handler>[0], asked: unknown, subnetId: string, location: string): { readonly id: string } | undefined {
  const id = textAt(asked, 'id');
  return id === undefined ? undefined : { id: referred(call, id, subnetId, location).id };
}

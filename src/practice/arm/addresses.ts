import { addressLimit } from '../quota.ts';
import { badRequest } from './answer.ts';
import { type Call, type Handler, resourcesOf } from './call.ts';
import { given, textAt } from './json.ts';
import { asyncHeader, begin } from './operations.ts';
import { deleteOne, guidFor, keep, newEtag, refuseWhileChanging, type Target, targetOf } from './tracked.ts';
import { addresses } from './types.ts';
import { view } from './view.ts';
import { at } from './json.ts';

/** A public address. The number itself is there when the operation has ended. Basic is gone since 2025-09-30 (azure-facts 6.1). */
export const putAddress: Handler = (call, parts) => {
  const target = targetOf(call, parts, addresses);
  const properties = at(call.body, 'properties');
  const sku = textAt(call.body, 'sku', 'name') ?? 'Basic';
  const method = textAt(properties, 'publicIPAllocationMethod') ?? 'Dynamic';
  const before = target.old && String(at(target.old.body, 'sku')['name']);
  // Those that were made in time are still there, and can be changed and upgraded; a new one nobody gets.
  if (sku === 'Basic' && before !== 'Basic') {
    throw badRequest(
      'IPv4BasicSkuPublicIpCountLimitReached',
      'Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region.',
    );
  }
  if (method !== 'Static' && sku !== 'Basic') {
    throw badRequest('StandardSkuPublicIPAddressMustBeStatic', `Standard sku publicIp ${target.id} must have AllocationMethod set to Static.`);
  }
  if (before === 'Basic' && sku === 'Standard') refuseUpgrade(call, target);
  const here = resourcesOf(call.state, addresses).filter((one) => one.location === target.location).length;
  const limit = addressLimit(call.state, call.quotas);
  if (!target.old && here >= limit) {
    throw badRequest('PublicIPCountLimitReached', `Cannot create more than ${limit} public IP addresses for this subscription in this region.`);
  }
  refuseWhileChanging(call, target.old);
  const resource = keep(call, target, addresses, {
    etag: newEtag(call, target.id),
    properties: given({
      provisioningState: 'Updating',
      resourceGuid: guidFor(call, target),
      ipAddress: target.old?.body.properties['ipAddress'],
      publicIPAddressVersion: 'IPv4',
      publicIPAllocationMethod: method,
      idleTimeoutInMinutes: properties['idleTimeoutInMinutes'] ?? 4,
      dnsSettings: properties['dnsSettings'],
      ipTags: [],
      ddosSettings: { protectionMode: 'VirtualNetworkInherited' },
    }),
    sku: { name: sku, tier: textAt(call.body, 'sku', 'tier') ?? 'Regional' },
  });
  const operation = begin(
    call,
    { kind: 'put', target: target.id, provider: 'Microsoft.Network', location: target.location },
    'put Microsoft.Network/publicIPAddresses',
  );
  return { status: target.old ? 200 : 201, headers: asyncHeader(call, operation), body: view(call.state, resource) };
};

/** An address is upgraded only while nothing has it, and only where it is fixed already (azure-facts 6.1). */
function refuseUpgrade(call: Call, { id, old }: Target): void {
  if (!old) return;
  if (textAt(view(call.state, old), 'properties', 'ipConfiguration', 'id') !== undefined) {
    throw badRequest('PublicIpSkuCannotBeUpgradedWhileInUse', `Public IP address ${id} cannot be upgraded while it is associated to a resource.`);
  }
  if (old.body.properties['publicIPAllocationMethod'] !== 'Static') {
    throw badRequest('PublicIPAddressMustBeStaticToUpgrade', `Public IP address ${id} must have AllocationMethod Static before its sku is upgraded.`);
  }
}

export const deleteAddress = deleteOne(addresses, 'delete Microsoft.Network', (call, resource) => {
  const seen = at(view(call.state, resource), 'properties');
  const configuration = textAt(seen, 'ipConfiguration', 'id') ?? textAt(seen, 'natGateway', 'id');
  if (configuration === undefined) return;
  throw badRequest(
    'PublicIPAddressCannotBeDeleted',
    `Public IP address ${resource.id} can not be deleted since it is still allocated to resource ${configuration}. In order to delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do this, see aka.ms/deletepublicip.`,
  );
});

import { badRequest } from './answer.ts';
import { type Call, everyInterface, type Handler, referred } from './call.ts';
import { at, given, listAt, textAt } from './json.ts';
import { asyncHeader, begin } from './operations.ts';
import { deleteOne, guidFor, keep, newEtag, refuseWhileChanging, targetOf } from './tracked.ts';
import { loadBalancers } from './types.ts';
import { view } from './view.ts';

/** A Standard load balancer, as far as a scale set needs one: frontends, pools and rules are kept; Basic is gone since 2025-09-30. */
export const putLoadBalancer: Handler = (call, parts) => {
  const target = targetOf(call, parts, loadBalancers);
  const properties = at(call.body, 'properties');
  const sku = textAt(call.body, 'sku', 'name') ?? 'Basic';
  if (sku !== 'Standard')
    throw badRequest('BasicLoadBalancerNotAllowed', `Load balancer ${target.name}: the sku ${sku} is not available any more. Use Standard.`);
  refuseWhileChanging(call, target.old);
  const etag = newEtag(call, target.id);
  const part = (name: string) =>
    listAt(properties, name).map((one) => ({
      name: one['name'],
      id: `${target.id}/${name}/${String(one['name'])}`,
      etag,
      properties: { ...at(one, 'properties'), provisioningState: 'Succeeded' },
    }));
  for (const one of listAt(properties, 'frontendIPConfigurations')) {
    const address = textAt(one, 'properties', 'publicIPAddress', 'id');
    if (address !== undefined) referred(call, address, target.id, target.location);
  }
  const resource = keep(call, target, loadBalancers, {
    etag,
    sku: { name: 'Standard', tier: 'Regional' },
    properties: given({
      provisioningState: 'Updating',
      resourceGuid: guidFor(call, target),
      frontendIPConfigurations: part('frontendIPConfigurations'),
      backendAddressPools: part('backendAddressPools'),
      loadBalancingRules: part('loadBalancingRules'),
      probes: part('probes'),
      inboundNatRules: [],
      outboundRules: part('outboundRules'),
      inboundNatPools: [],
    }),
  });
  const operation = begin(
    call,
    { kind: 'put', target: target.id, provider: 'Microsoft.Network', location: target.location },
    'put Microsoft.Network/loadBalancers',
  );
  return { status: target.old ? 200 : 201, headers: asyncHeader(call, operation), body: view(call.state, resource) };
};

export const deleteLoadBalancer = deleteOne(loadBalancers, 'delete Microsoft.Network', (call, resource) => {
  const pool = `${resource.id}/backendAddressPools/`.toLowerCase();
  const user = usersOf(call, pool);
  if (user === undefined) return;
  throw badRequest(
    'InUseLoadBalancerCannotBeDeleted',
    `Load balancer ${resource.id} cannot be deleted since network interfaces such as ${user} are in its backend pool.`,
  );
});

const usersOf = (call: Call, pool: string): string | undefined =>
  everyInterface(call.state).find((nic) =>
    listAt(nic.body.properties, 'ipConfigurations').some((one) =>
      listAt(one, 'properties', 'loadBalancerBackendAddressPools').some((entry) => (textAt(entry, 'id') ?? '').toLowerCase().startsWith(pool)),
    ),
  )?.id;

import type { Resource } from '../state.ts';
import { badRequest, conflict } from './answer.ts';
import { type Call, guidOf, everyInterface, type Handler, ready, referred } from './call.ts';
import { freePrivateAddress, usable, usedPrivateAddresses } from './address-pool.ts';
import { at, given, listAt, textAt } from './json.ts';
import { machineOfNic, tell } from './machine-spec.ts';
import { refuseBusyNetwork, writeOnNetwork, writeTime } from './network-writes.ts';
import { subnetAt } from './networks.ts';
import { deleteOne, guidFor, keep, newEtag, refuseWhileChanging, type Target, targetOf } from './tracked.ts';
import { interfaces } from './types.ts';
import { refersTo, view } from './view.ts';

/** One address configuration as it is kept, from a request. @throws ArmRefusal for what Azure refuses. */
function configurationFrom(call: Call, target: Target, asked: Record<string, unknown>, primary: boolean, etag: string) {
  const properties = at(asked, 'properties');
  const name = textAt(asked, 'name') ?? '';
  const id = `${target.id}/ipConfigurations/${name}`;
  if (!/^[a-z0-9]([-\w.]{0,78}\w)?$/i.test(name)) throw badRequest('InvalidResourceName', `Resource name ${name} is invalid.`);
  const subnetId = textAt(properties, 'subnet', 'id');
  const found = subnetAt(call, subnetId);
  if (!found || found.network.location !== target.location) {
    throw badRequest(
      'InvalidResourceReference',
      `Resource ${String(subnetId)} referenced by resource ${target.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    );
  }
  const { network, subnet } = found;
  ready(String(subnet['id']), textAt(subnet, 'properties', 'provisioningState'), target.id);
  const address = properties['publicIPAddress'] === undefined ? undefined : publicAddressFrom(call, target, at(properties, 'publicIPAddress'));
  const old = listAt(target.old?.body.properties, 'ipConfigurations').find((one) => one['name'] === name);
  const privateAddress = privateAddressFor(
    call,
    target,
    { id: String(subnet['id']), prefix: textAt(subnet, 'properties', 'addressPrefix') ?? '' },
    properties,
    old,
  );
  return {
    network,
    configuration: {
      name,
      id,
      etag,
      type: 'Microsoft.Network/networkInterfaces/ipConfigurations',
      properties: given({
        provisioningState: 'Succeeded',
        privateIPAddress: privateAddress,
        privateIPAllocationMethod: properties['privateIPAllocationMethod'] ?? 'Dynamic',
        publicIPAddress: address,
        subnet: { id: subnet['id'] },
        primary,
        privateIPAddressVersion: 'IPv4',
      }),
    },
  };
}

function publicAddressFrom(call: Call, target: Target, asked: Record<string, unknown>) {
  const found = referred(call, asked['id'], target.id, target.location);
  const other = everyInterface(call.state).find(
    (nic) =>
      nic.id.toLowerCase() !== target.id.toLowerCase() &&
      listAt(nic.body.properties, 'ipConfigurations').some((one) => refersTo(one, 'publicIPAddress', found.id)),
  );
  if (other)
    throw badRequest(
      'PublicIPAddressInUse',
      `Resource ${target.id} is referencing public IP address ${found.id} that is already allocated to resource ${other.id}.`,
    );
  const deleteOption = textAt(asked, 'properties', 'deleteOption');
  return { id: found.id, ...(deleteOption === undefined ? {} : { properties: { deleteOption } }) };
}

function privateAddressFor(call: Call, target: Target, subnet: { id: string; prefix: string }, asked: unknown, old: unknown): string {
  const used = usedPrivateAddresses(call.state, subnet.id, target.id);
  if (textAt(asked, 'privateIPAllocationMethod') === 'Static') {
    const wanted = textAt(asked, 'privateIPAddress') ?? '';
    if (!usable(subnet.prefix, wanted))
      throw badRequest('PrivateIPAddressNotInSubnet', `Private static IP address ${wanted} does not belong to the range of subnet prefix ${subnet.prefix}.`);
    if (used.has(wanted))
      throw badRequest(
        'PrivateIPAddressInUse',
        `IP configuration of ${target.id} is using the private IP address ${wanted} which is already allocated to another resource.`,
      );
    return wanted;
  }
  const kept = textAt(old, 'properties', 'privateIPAddress');
  if (kept !== undefined && usable(subnet.prefix, kept) && textAt(old, 'properties', 'subnet', 'id')?.toLowerCase() === subnet.id.toLowerCase()) return kept;
  const free = freePrivateAddress(subnet.prefix, used);
  if (free === undefined)
    throw badRequest('SubnetIsFull', `Subnet ${subnet.id} with address prefix ${subnet.prefix} does not have enough capacity for 1 IP addresses.`);
  return free;
}

/** A network interface is there when the answer comes; until then its VNet takes no other write. */
export const putInterface: Handler = (call, parts) => {
  const target = targetOf(call, parts, interfaces);
  const properties = at(call.body, 'properties');
  const asked = listAt(properties, 'ipConfigurations');
  if (asked.length === 0)
    throw badRequest('NetworkInterfaceMustHaveIpConfiguration', `Network interface ${target.id} must have at least one IP configuration.`);
  const etag = newEtag(call, target.id);
  const all = asked.map((one, index) => configurationFrom(call, target, one, index === 0, etag));
  const group = textAt(properties, 'networkSecurityGroup', 'id');
  const securityGroup = group === undefined ? undefined : referred(call, group, target.id, target.location);
  const network = (all[0] as (typeof all)[number]).network;
  const vm = target.old && machineOfNic(call.state, target.old.id);
  const accelerated = properties['enableAcceleratedNetworking'] === true;
  if (vm && target.old && accelerated !== (target.old.body.properties['enableAcceleratedNetworking'] === true) && vm.machine?.power !== 'deallocated') {
    throw conflict(
      'CannotChangeAcceleratedNetworkingOnRunningVM',
      `Accelerated networking of ${target.id} can be changed only while the virtual machine ${vm.id} is deallocated.`,
    );
  }
  refuseWhileChanging(call, target.old);
  refuseBusyNetwork(call, network.id);
  const resource = keep(call, target, interfaces, {
    etag,
    properties: given({
      provisioningState: 'Succeeded',
      resourceGuid: guidFor(call, target),
      ipConfigurations: all.map((one) => one.configuration),
      dnsSettings: {
        dnsServers: [],
        appliedDnsServers: [],
        internalDomainNameSuffix: `${guidOf(network.id).replaceAll('-', '').slice(0, 26)}.dx.internal.cloudapp.net`,
      },
      enableAcceleratedNetworking: accelerated,
      enableIPForwarding: properties['enableIPForwarding'] === true,
      disableTcpStateTracking: false,
      networkSecurityGroup: securityGroup ? { id: securityGroup.id } : undefined,
      hostedWorkloads: [],
      tapConfigurations: [],
      nicType: 'Standard',
      auxiliaryMode: 'None',
      auxiliarySku: 'None',
    }),
  });
  const after = writeTime(call, target.id);
  writeOnNetwork(call, network.id, after);
  if (vm && changed(target.old, resource)) tell(call.state, vm, 'rewire', call.now);
  return { status: target.old ? 200 : 201, body: view(call.state, resource), headers: { etag }, after };
};

/** Whether a machine that has it would notice. */
function changed(before: Resource | undefined, after: Resource): boolean {
  const shape = (nic: Resource | undefined) =>
    JSON.stringify(listAt(nic?.body.properties, 'ipConfigurations').map((one) => given({ ...at(one, 'properties'), etag: undefined })));
  return shape(before) !== shape(after);
}

export const deleteInterface = deleteOne(interfaces, 'delete Microsoft.Network', (call, resource) => {
  const vm = machineOfNic(call.state, resource.id);
  if (vm) {
    throw badRequest(
      'NicInUse',
      `Network Interface ${resource.id} is used by existing resource ${vm.id}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
    );
  }
  const network = subnetAt(call, textAt(listAt(resource.body.properties, 'ipConfigurations')[0], 'properties', 'subnet', 'id'))?.network;
  if (!network) return;
  refuseBusyNetwork(call, network.id);
  writeOnNetwork(call, network.id, writeTime(call, resource.id));
});

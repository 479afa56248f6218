import type { MachineSpec } from '../machines.ts';
import type { MachineEvent, Resource, WorldState } from '../state.ts';
import { everyMachine, nextNumber, resourceAt } from './call.ts';
import { findImage, sizeOf, urnOf } from './catalog.ts';
import { at, listAt, textAt } from './json.ts';

/** Ids of a machine's network interfaces, the primary one first. */
export function nicIdsOf(vm: Resource): string[] {
  const list = listAt(vm.body.properties, 'networkProfile', 'networkInterfaces');
  return [...list]
    .sort((a, b) => Number(at(b, 'properties')['primary'] === true) - Number(at(a, 'properties')['primary'] === true))
    .flatMap((nic) => textAt(nic, 'id') ?? []);
}

/** The machine that a network interface belongs to. */
export function machineOfNic(state: WorldState, nicId: string): Resource | undefined {
  const wanted = nicId.toLowerCase();
  return everyMachine(state).find((vm) => nicIdsOf(vm).some((id) => id.toLowerCase() === wanted));
}

/** The VNet, subnet and addresses behind a network interface's primary configuration. */
export function placeOf(state: WorldState, nic: Resource) {
  const configuration = listAt(nic.body.properties, 'ipConfigurations')[0];
  const subnetId = textAt(configuration, 'properties', 'subnet', 'id') ?? '';
  const networkId = subnetId.replace(/\/subnets\/[^/]+$/i, '');
  const network = resourceAt(state, networkId);
  const subnet = listAt(network?.body.properties, 'subnets').find((one) => textAt(one, 'id')?.toLowerCase() === subnetId.toLowerCase());
  const publicAddress = resourceAt(state, textAt(configuration, 'properties', 'publicIPAddress', 'id'));
  return {
    networkId: network?.id ?? networkId,
    subnet,
    privateAddress: textAt(configuration, 'properties', 'privateIPAddress'),
    publicAddress: textAt(publicAddress?.body.properties, 'ipAddress'),
  };
}

/** A machine's user data, base64. */
export const customDataOf = (state: WorldState, vm: Resource): string | undefined => state.customData[vm.machine?.customData ?? ''];

/** What the machine is told of itself as the world stands now. */
export function specOf(state: WorldState, vm: Resource): MachineSpec {
  const properties = vm.body.properties;
  const nic = resourceAt(state, nicIdsOf(vm)[0]);
  if (!vm.machine || !nic) throw new Error(`${vm.id} has no network interface`);
  const { networkId, subnet, privateAddress, publicAddress } = placeOf(state, nic);
  const size = sizeOf(textAt(properties, 'hardwareProfile', 'vmSize'));
  const found = findImage(at(properties, 'storageProfile', 'imageReference'));
  const outbound = outboundOf(subnet, publicAddress);
  const customData = customDataOf(state, vm);
  const placementGroup = textAt(properties, 'proximityPlacementGroup', 'id');
  const infiniBand = fabricOf(state, vm, size?.rdma);
  return {
    vmId: vm.machine.vmId,
    id: vm.id,
    computerName: textAt(properties, 'osProfile', 'computerName') ?? vm.name,
    adminUsername: textAt(properties, 'osProfile', 'adminUsername') ?? '',
    publicKeys: listAt(properties, 'osProfile', 'linuxConfiguration', 'ssh', 'publicKeys').flatMap((key) => textAt(key, 'keyData')?.trim() ?? []),
    ...(customData === undefined ? {} : { customData: Buffer.from(customData, 'base64').toString('utf8') }),
    size: { name: size?.name ?? '', vCPUs: size?.vCPUs ?? 1, memoryGB: size?.memoryGB ?? 1 },
    image: found ? urnOf(found.image, found.version) : '',
    privateAddress: privateAddress ?? '',
    subnetPrefix: textAt(subnet, 'properties', 'addressPrefix') ?? '',
    networkId,
    ...(publicAddress === undefined ? {} : { publicAddress }),
    ...(outbound === undefined ? {} : { outbound }),
    acceleratedNetworking: nic.body.properties['enableAcceleratedNetworking'] === true,
    ...(placementGroup === undefined ? {} : { placementGroup }),
    ...(infiniBand === undefined ? {} : { infiniBand }),
    ...(vm.machine.trouble === undefined ? {} : { trouble: vm.machine.trouble }),
  };
}

/** Only instances of one scale set in a single placement group share a fabric (azure-facts 4.2); a machine of its own has none to share. */
function fabricOf(state: WorldState, vm: Resource, gigabits: number | undefined): MachineSpec['infiniBand'] {
  const scaleSet = resourceAt(state, /^(.*\/virtualMachineScaleSets\/[^/]+)\/virtualMachines\//i.exec(vm.id)?.[1]);
  if (gigabits === undefined || scaleSet?.body.properties['singlePlacementGroup'] !== true) return undefined;
  return { fabric: String(scaleSet.body.properties['uniqueId']), gigabits };
}

/** Azure-facts 6.2: a NAT gateway or an own address is explicit; else only a subnet that is not private has a way out. */
function outboundOf(subnet: unknown, publicAddress: string | undefined): MachineSpec['outbound'] {
  if (textAt(subnet, 'properties', 'natGateway', 'id')) return 'nat-gateway';
  if (publicAddress) return 'public-address';
  return at(subnet, 'properties')['defaultOutboundAccess'] === true ? 'default' : undefined;
}

/** Tells a machine something, in its turn. A rewire is for a machine that runs; one that never booted is told nothing else. */
export function tell(state: WorldState, vm: Resource, what: MachineEvent['what'], time: number): void {
  if (!vm.machine || (what === 'rewire' && vm.machine.power !== 'running')) return;
  if (what === 'boot') vm.machine.exists = true;
  else if (!vm.machine.exists) return;
  const spec = what === 'boot' || what === 'rewire' ? { spec: specOf(state, vm) } : {};
  state.machineEvents.push({ number: nextNumber(state), what, vmId: vm.machine.vmId, at: time, ...spec });
}

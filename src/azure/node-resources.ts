import type { Azure } from './azure.ts';
import { type NodeNames, sameId } from './blueprint.ts';
import { askAzure, askAzureIfThere } from './errors.ts';
import { listGroup, powerOf } from './live.ts';

/** A resource of one node as Azure has it now. */
export interface NodeResource {
  /** `virtual machine`, `network card`… */
  readonly kind: string;
  readonly name: string;
  /** Its `provisioningState` and what else says how it is, `not there` where Azure has none of this name. */
  readonly state: string;
  /** What it is, as Azure says: size, addresses, kind of disk. What Azure leaves out is left out. */
  readonly facts: readonly string[];
}

/**
 * Everything in Azure that belongs to one node: its machine, card, address and disk, each asked for itself, because a listing
 * has no state. The card is the machine's own and the address the card's own, whatever their names are.
 */
export async function nodeResources(azure: Azure, resourceGroup: string, names: NodeNames, signal: AbortSignal): Promise<NodeResource[]> {
  const options = { abortSignal: signal };
  const machine = await askAzureIfThere(`virtual machine ${names.machine}`, signal, () =>
    azure.compute.virtualMachines.get(resourceGroup, names.machine, { ...options, expand: 'instanceView' }),
  );
  const diskName = machine?.storageProfile?.osDisk?.name ?? (await leftDisk(azure, resourceGroup, names.machine, signal));
  const nicName = nameIn(machine?.networkProfile?.networkInterfaces?.[0]?.id) ?? names.nic;
  const [nic, disk] = await Promise.all([
    askAzureIfThere(`network card ${nicName}`, signal, () => azure.network.networkInterfaces.get(resourceGroup, nicName, options)),
    diskName === undefined ? undefined : askAzureIfThere(`disk ${diskName}`, signal, () => azure.compute.disks.get(resourceGroup, diskName, options)),
  ]);
  const own = nic?.ipConfigurations?.find((one) => one.primary !== false);
  const addressName = nameIn(own?.publicIPAddress?.id) ?? names.address;
  const address = await askAzureIfThere(`address ${addressName}`, signal, () => azure.network.publicIPAddresses.get(resourceGroup, addressName, options));
  const statuses = machine?.instanceView?.statuses ?? [];
  return [
    {
      kind: 'virtual machine',
      name: names.machine,
      state: stateOf(machine, machine && powerOf(statuses)),
      facts: facts(
        machine?.hardwareProfile?.vmSize,
        machine?.zones?.[0] && `zone ${machine.zones[0]}`,
        machine?.timeCreated && `made ${machine.timeCreated.toISOString()}`,
        machine?.instanceView?.vmAgent?.statuses?.[0]?.displayStatus && `agent: ${machine.instanceView.vmAgent.statuses[0].displayStatus}`,
        ...statuses.filter(({ level }) => level === 'Error').map(({ message, displayStatus }) => message ?? displayStatus),
      ),
    },
    {
      kind: 'network card',
      name: nicName,
      state: stateOf(nic, nic && (!machine || !sameId(nic.virtualMachine?.id, machine.id)) ? 'not attached to the machine' : undefined),
      facts: facts(
        own?.privateIPAddress,
        nic && `accelerated networking ${nic.enableAcceleratedNetworking ? 'on' : 'off'}`,
        nic?.macAddress && `MAC ${nic.macAddress}`,
        nameIn(nic?.networkSecurityGroup?.id) && `security group ${nameIn(nic?.networkSecurityGroup?.id)}`,
      ),
    },
    {
      kind: 'public address',
      name: addressName,
      state: stateOf(address, address && !address.ipConfiguration ? 'bound to no card' : undefined),
      facts: facts(address?.ipAddress, address?.sku?.name, address?.publicIPAllocationMethod),
    },
    {
      kind: 'disk',
      name: diskName ?? `of ${names.machine}`,
      state: stateOf(disk, disk?.diskState),
      facts: facts(disk?.diskSizeGB === undefined ? undefined : `${disk.diskSizeGB} GB`, disk?.sku?.name, disk?.osType),
    },
  ];
}

/** A disk whose machine is gone bears its name still. */
async function leftDisk(azure: Azure, resourceGroup: string, machine: string, signal: AbortSignal): Promise<string | undefined> {
  const all = await askAzure(`resources of ${resourceGroup}`, signal, () => listGroup(azure, resourceGroup, signal));
  return all.find(({ type, name }) => /\/disks$/i.test(type) && name.toLowerCase().startsWith(`${machine.toLowerCase()}_`))?.name;
}

const stateOf = (one: { provisioningState?: string } | undefined, more: string | undefined): string =>
  one ? [one.provisioningState ?? 'unknown', ...(more === undefined ? [] : [more])].join(', ') : 'not there';

const facts = (...all: readonly (string | false | undefined)[]): string[] => all.filter((one): one is string => typeof one === 'string' && one !== '');

const nameIn = (id: string | undefined): string | undefined => id?.split('/').at(-1);

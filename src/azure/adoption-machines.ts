import type { VirtualMachine } from '@azure/arm-compute';
import type { NetworkInterface } from '@azure/arm-network';
import { groupOf, lastOf, named, oddities, securityGroupOf, subnetOf, urn } from './adoption-parts.ts';
import { adoptionProblems } from './adoption-problems.ts';
import { type Azure, allOf } from './azure.ts';
import { networkPlan, resourceNames, sameId } from './blueprint.ts';
import { askAzure, askAzureIfThere } from './errors.ts';
import { type ListedResource, machineStates } from './live.ts';
import type { Judged, StandingNode } from './standing-cluster.ts';

const isWindows = ({ osProfile, storageProfile }: VirtualMachine): boolean =>
  osProfile?.windowsConfiguration !== undefined || storageProfile?.osDisk?.osType === 'Windows';

/**
 * Virtual machines with a name and a number, as `az vm create --count` makes them (azure-facts 5.1).
 * @throws ProblemError exit code 3 where they are named or joined otherwise, or one of them runs Windows.
 */
export async function standingMachines(
  azure: Azure,
  resourceGroup: string,
  cluster: string,
  all: readonly VirtualMachine[],
  listed: readonly ListedResource[],
  signal: AbortSignal,
): Promise<Judged> {
  const numberOf = ({ name = '' }: VirtualMachine): number => {
    const digits = name.toLowerCase().startsWith(cluster.toLowerCase()) ? name.slice(cluster.length) : '';
    return /^(0|[1-9]\d*)$/.test(digits) ? Number(digits) : Number.NaN;
  };
  const machines = all.filter((one) => !Number.isNaN(numberOf(one))).sort((a, b) => numberOf(a) - numberOf(b));
  const [head] = machines;
  const windows = machines.filter(isWindows).map(({ name = '' }) => name);
  if (windows.length > 0) throw adoptionProblems.windows(resourceGroup, windows);
  if (!head) throw adoptionProblems.noNodes(resourceGroup, listed.length);
  const count = Math.max(...machines.map(numberOf)) + 1;
  const names = resourceNames(cluster, count);
  const options = { abortSignal: signal };
  const [cards, addresses, rules, states] = await Promise.all([
    askAzure(`network cards of ${resourceGroup}`, signal, () => allOf(azure.network.networkInterfaces.list(resourceGroup, options))),
    askAzure(`public addresses of ${resourceGroup}`, signal, () => allOf(azure.network.publicIPAddresses.list(resourceGroup, options))),
    securityGroupOf(azure, resourceGroup, names.securityGroup, signal),
    machineStates(
      azure,
      resourceGroup,
      machines.map(({ name = '' }) => name),
      signal,
    ),
  ]);
  const { odd, expect } = oddities();
  const cardOf = new Map<string, NetworkInterface>();
  for (const machine of machines) {
    const node = names.nodes[numberOf(machine)];
    const id = machine.networkProfile?.networkInterfaces?.[0]?.id;
    expect(`the network card of ${machine.name}`, lastOf(id), node?.nic ?? '');
    const card = cards.find((one) => one.name?.toLowerCase() === lastOf(id)?.toLowerCase());
    if (!card) continue;
    cardOf.set(machine.name ?? '', card);
    const [configuration] = card.ipConfigurations ?? [];
    expect(`the subnet of ${card.name}`, subnetOf(configuration?.subnet?.id), `${names.network}/subnets/${names.subnet}`);
    expect(`the security group of ${card.name}`, lastOf(card.networkSecurityGroup?.id), names.securityGroup);
  }
  const sizes = new Set(machines.map((machine) => machine.hardwareProfile?.vmSize ?? ''));
  if (sizes.size > 1) odd.push(`the machines are of several sizes: ${[...sizes].join(', ')}`);
  const subnet = await askAzureIfThere(`network ${names.network}`, signal, () => azure.network.virtualNetworks.get(resourceGroup, names.network, options));
  if (subnet) expect(`the range of ${names.subnet}`, subnet.subnets?.find((one) => one.name === names.subnet)?.addressPrefix, networkPlan.subnetPrefix);
  if (odd.length > 0) throw adoptionProblems.unlike(resourceGroup, odd);
  const nodes = machines.map((machine): StandingNode => {
    const name = machine.name ?? '';
    const [configuration] = cardOf.get(name)?.ipConfigurations ?? [];
    const outer = addresses.find((one) => one.name?.toLowerCase() === lastOf(configuration?.publicIPAddress?.id)?.toLowerCase());
    return {
      name,
      machineId: machine.id ?? '',
      power: states.get(name)?.power ?? 'unknown',
      privateAddress: configuration?.privateIPAddress ?? '',
      ...(outer?.ipAddress === undefined ? {} : { publicAddress: outer.ipAddress }),
      ...(machine.timeCreated ? { madeAt: machine.timeCreated.toISOString() } : {}),
    };
  });
  const groups = new Set(machines.map((machine) => machine.proximityPlacementGroup?.id ?? ''));
  const [placement = ''] = groups;
  const placed = groups.size === 1 && groupOf(placement) === groupOf(head.id) ? (lastOf(placement) ?? '') : '';
  const bound = [...cardOf.values()].flatMap((card) => (card.ipConfigurations ?? []).flatMap((one) => lastOf(one.publicIPAddress?.id) ?? []));
  const keeps = (machine: VirtualMachine): boolean => {
    const card = cardOf.get(machine.name ?? '');
    const [configuration] = card?.ipConfigurations ?? [];
    const { osDisk } = machine.storageProfile ?? {};
    const address = configuration?.publicIPAddress;
    const kept = (option: string | undefined): boolean => option !== 'Delete';
    return (
      kept(osDisk?.deleteOption) || kept(machine.networkProfile?.networkInterfaces?.[0]?.deleteOption) || (address !== undefined && kept(address.deleteOption))
    );
  };
  return {
    network: 'ethernet',
    location: head.location,
    size: head.hardwareProfile?.vmSize ?? '',
    image: urn(head.storageProfile?.imageReference),
    user: head.osProfile?.adminUsername ?? '',
    count,
    nodes,
    placementGroup: placed,
    slowCards: nodes.filter(({ name }) => cardOf.get(name)?.enableAcceleratedNetworking !== true).map(({ name }) => name),
    outliving: machines.filter(keeps).map(({ name = '' }) => name),
    basic: nodes.flatMap(({ name }) => {
      const [configuration] = cardOf.get(name)?.ipConfigurations ?? [];
      const address = addresses.find((one) => sameId(one.id, configuration?.publicIPAddress?.id));
      return address?.sku?.name === 'Basic' ? [{ name: address.name ?? '', node: name }] : [];
    }),
    passwords: machines.filter((one) => one.osProfile?.linuxConfiguration?.disablePasswordAuthentication !== true).map(({ name = '' }) => name),
    ...(rules === undefined ? {} : { source: rules }),
    resources: [
      ...machines.flatMap(({ name = '' }) => named(listed, 'Compute/virtualMachines', name)),
      ...[...cardOf.values()].flatMap(({ name = '' }) => named(listed, 'Network/networkInterfaces', name)),
      ...bound.flatMap((name) => named(listed, 'Network/publicIPAddresses', name)),
      ...named(listed, 'Network/networkSecurityGroups', names.securityGroup),
      ...named(listed, 'Network/virtualNetworks', names.network),
      ...(placed === '' ? [] : named(listed, 'Compute/proximityPlacementGroups', placed)),
    ],
  };
}

import type { VirtualMachine } from '@azure/arm-compute';
import type { NetworkInterface } from '@azure/arm-network';
import type { PowerState } from '../state/power.ts';
import { adoptionProblems } from './adoption-problems.ts';
import { type Azure, allOf } from './azure.ts';
import { networkPlan, resourceNames } from './blueprint.ts';
import { askAzure, askAzureIfThere } from './errors.ts';
import { instanceAddresses, listInstances } from './instances.ts';
import { listGroup, type ListedResource, machineStates } from './live.ts';
import { sourceOf } from './ssh-rule.ts';

/** A machine of a cluster that rank0 does not know yet. */
export interface StandingNode {
  readonly name: string;
  readonly machineId: string;
  readonly power: PowerState;
  readonly privateAddress: string;
  readonly publicAddress?: string;
  /** When it was made, ISO 8601, where Azure says it. */
  readonly madeAt?: string;
}

/** A cluster as it stands in a resource group, by Azure's word alone. */
export interface StandingCluster {
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly network: 'ethernet' | 'infiniband';
  readonly size: string;
  /** URN as the machines were made from it. */
  readonly image: string;
  readonly user: string;
  /** Highest number and one more: a machine that is missing in between counts. */
  readonly count: number;
  /** Head first. */
  readonly nodes: readonly StandingNode[];
  /** Name of its proximity placement group; '' where it has none. */
  readonly placementGroup: string;
  /** Nodes whose network card has accelerated networking off. */
  readonly slowCards: readonly string[];
  /** Resources that outlive their machine: names of machines, by what is kept. */
  readonly outliving: readonly string[];
  /** Public addresses and load balancers of the retired Basic kind. */
  readonly basic: readonly string[];
  /** Who may reach port 22; undefined where nobody may. */
  readonly source?: string;
  /** Its resources, to be tagged. */
  readonly resources: readonly ListedResource[];
  /** What else is in the group. */
  readonly others: readonly ListedResource[];
  /** The tag of the rank0 that made it; undefined for one that was made by hand. */
  readonly clusterId?: string;
  /** When the oldest machine was made. */
  readonly madeAt?: string;
}

/**
 * The cluster in a group, as Azure's command line makes it (azure-facts 5), or another rank0.
 * @param name which one, where there are several.
 * @throws ProblemError exit code 3: no such group, no machines in it, several clusters, machines that are named or joined otherwise.
 */
export async function standingCluster(azure: Azure, resourceGroup: string, name: string | undefined, signal: AbortSignal): Promise<StandingCluster> {
  const options = { abortSignal: signal };
  const group = await askAzureIfThere(`resource group ${resourceGroup}`, signal, () => azure.resources.resourceGroups.get(resourceGroup, options));
  if (!group) throw adoptionProblems.noGroup(resourceGroup, azure.subscriptionId);
  const [listed, machines, sets] = await Promise.all([
    listGroup(azure, resourceGroup, signal),
    askAzure(`virtual machines of ${resourceGroup}`, signal, () => allOf(azure.compute.virtualMachines.list(resourceGroup, options))),
    askAzure(`scale sets of ${resourceGroup}`, signal, () => allOf(azure.compute.virtualMachineScaleSets.list(resourceGroup, options))),
  ]);
  const flexible = sets.find((set) => set.orchestrationMode === 'Flexible');
  const own = machines.filter((machine) => machine.virtualMachineScaleSet === undefined);
  const bases = new Set(own.flatMap((machine) => /^(.+?)0$/.exec(machine.name ?? '')?.[1] ?? []));
  const uniform = sets.filter((set) => set.orchestrationMode !== 'Flexible').map((set) => set.name ?? '');
  const candidates = [...new Set([...bases, ...uniform])];
  const fitting = name === undefined ? candidates : candidates.filter((one) => one.toLowerCase() === name.toLowerCase());
  const [only, second] = fitting;
  if (only === undefined) {
    if (flexible && uniform.length === 0) throw adoptionProblems.flexible(resourceGroup, flexible.name ?? '');
    if (name !== undefined && candidates.length > 0) throw adoptionProblems.noSuch(resourceGroup, name, candidates);
    if (machines.length > 0) throw adoptionProblems.unlike(resourceGroup, [`no machine's name ends with 0: ${machines.map((one) => one.name).join(', ')}`]);
    throw adoptionProblems.noNodes(resourceGroup, listed.length);
  }
  if (second !== undefined) throw adoptionProblems.several(resourceGroup, candidates);
  const { tags = {} } = group;
  const judged = uniform.includes(only)
    ? await standingScaleSet(azure, resourceGroup, only, listed, signal)
    : await standingMachines(azure, resourceGroup, only, own, listed, signal);
  if (judged.nodes.length === 0) throw adoptionProblems.noNodes(resourceGroup, listed.length);
  const clusterId =
    judged.resources.find((one) => one.tags['createdBy'] === 'rank0')?.tags['rank0-id'] ??
    (tags['createdBy'] === 'rank0' && tags['rank0-cluster'] === only ? tags['rank0-id'] : undefined);
  const mine = new Set(judged.resources.map(({ id }) => id.toLowerCase()));
  const madeAt = judged.nodes.flatMap((node) => node.madeAt ?? []).sort()[0];
  return {
    ...judged,
    name: only,
    resourceGroup: group.name ?? resourceGroup,
    others: listed.filter((one) => !mine.has(one.id.toLowerCase()) && !isDisk(one)),
    ...(clusterId === undefined ? {} : { clusterId }),
    ...(madeAt === undefined ? {} : { madeAt }),
  };
}

const isDisk = ({ type, managedBy }: ListedResource): boolean => /\/disks$/i.test(type) && managedBy !== undefined;
const lastOf = (id: string | undefined): string | undefined => id?.split('/').at(-1);
const named = (listed: readonly ListedResource[], type: string, name: string): ListedResource[] =>
  listed.filter((one) => one.type.toLowerCase() === `microsoft.${type}`.toLowerCase() && one.name.toLowerCase() === name.toLowerCase());
const urn = (image: { publisher?: string; offer?: string; sku?: string; version?: string; id?: string } | undefined): string =>
  [image?.publisher, image?.offer, image?.sku, image?.version ?? 'latest'].join(':');
const group = (id: string | undefined): string => /\/resourceGroups\/([^/]+)/i.exec(id ?? '')?.[1]?.toLowerCase() ?? '';

/** What is not as `az` makes it; `expect` notes one more where it differs. */
function oddities() {
  const odd: string[] = [];
  const expect = (what: string, is: string | undefined, wanted: string): void => {
    if (is?.toLowerCase() !== wanted.toLowerCase()) odd.push(`${what} is ${is ?? 'missing'}, not ${wanted}`);
  };
  return { odd, expect };
}

/** `gloclusterVNET/subnets/gloclusterSubnet`. */
const subnetOf = (id: string | undefined): string | undefined => id?.split('/').slice(-3).join('/');

type Judged = Omit<StandingCluster, 'name' | 'resourceGroup' | 'others' | 'clusterId' | 'madeAt'>;

async function standingMachines(
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
  const placed = groups.size === 1 && group(placement) === group(head.id) ? (lastOf(placement) ?? '') : '';
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
    basic: addresses.filter((one) => one.sku?.name === 'Basic' && bound.includes(one.name ?? '')).map(({ name = '' }) => name),
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

async function standingScaleSet(azure: Azure, resourceGroup: string, cluster: string, listed: readonly ListedResource[], signal: AbortSignal): Promise<Judged> {
  const names = resourceNames(cluster, 0);
  const options = { abortSignal: signal };
  const [set, instances, addresses, source] = await Promise.all([
    askAzure(`scale set ${cluster}`, signal, () => azure.compute.virtualMachineScaleSets.get(resourceGroup, cluster, options)),
    listInstances(azure, resourceGroup, cluster, signal),
    instanceAddresses(azure, resourceGroup, cluster, signal),
    securityGroupOf(azure, resourceGroup, names.securityGroup, signal),
  ]);
  const profile = set.virtualMachineProfile;
  const [card] = profile?.networkProfile?.networkInterfaceConfigurations ?? [];
  const { odd, expect } = oddities();
  expect('the security group', lastOf(card?.networkSecurityGroup?.id), names.securityGroup);
  expect('the subnet', subnetOf(card?.ipConfigurations?.[0]?.subnet?.id), `${names.network}/subnets/${names.subnet}`);
  if (set.singlePlacementGroup !== true) odd.push(`scale set ${cluster} has several placement groups, and so no InfiniBand between all its instances`);
  if (odd.length > 0) throw adoptionProblems.unlike(resourceGroup, odd);
  return {
    network: 'infiniband',
    location: set.location,
    size: set.sku?.name ?? '',
    image: urn(profile?.storageProfile?.imageReference),
    user: profile?.osProfile?.adminUsername ?? '',
    count: instances.length,
    nodes: instances.map(({ name, machineId, power }) => ({
      ...{ name, machineId, power, privateAddress: '' },
      ...addresses.get(machineId.toLowerCase()),
      ...(set.timeCreated ? { madeAt: set.timeCreated.toISOString() } : {}),
    })),
    placementGroup: '',
    slowCards: card?.enableAcceleratedNetworking === true ? [] : instances.map(({ name }) => name),
    outliving: [],
    basic: [],
    ...(source === undefined ? {} : { source }),
    resources: [
      ...named(listed, 'Compute/virtualMachineScaleSets', cluster),
      ...named(listed, 'Network/loadBalancers', names.loadBalancer),
      ...named(listed, 'Network/publicIPAddresses', names.balancerAddress),
      ...named(listed, 'Network/networkSecurityGroups', names.securityGroup),
      ...named(listed, 'Network/virtualNetworks', names.network),
    ],
  };
}

async function securityGroupOf(azure: Azure, resourceGroup: string, name: string, signal: AbortSignal): Promise<string | undefined> {
  const found = await askAzureIfThere(`security group ${name}`, signal, () =>
    azure.network.networkSecurityGroups.get(resourceGroup, name, { abortSignal: signal }),
  );
  return sourceOf(found);
}

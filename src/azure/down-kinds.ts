import type { Azure } from './azure.ts';
import type { ResourceRef } from './live.ts';
import type { CallOptions } from './operation.ts';

/** How a kind of resource is looked at and deleted. */
export interface Deletion {
  readonly word: string;
  readonly usualSeconds: readonly [number, number];
  get(azure: Azure, one: ResourceRef, signal: AbortSignal | undefined): Promise<{ provisioningState?: string; tags?: Record<string, string> }>;
  remove(azure: Azure, one: ResourceRef, options: CallOptions): { submitted(): Promise<void> };
}

const within = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } => (signal ? { abortSignal: signal } : {});

/** `microsoft.compute/virtualmachines`. */
export const kindOf = (one: ResourceRef): string => one.type.toLowerCase();

/** The kinds that a cluster consists of, in the order in which Azure lets go of them. */
export const deletions: Readonly<Record<string, Deletion>> = {
  'microsoft.compute/virtualmachines': {
    word: 'virtual machine',
    usualSeconds: [20, 90],
    get: (azure, { group, name }, signal) => azure.compute.virtualMachines.get(group, name, within(signal)),
    remove: (azure, { group, name }, options) => azure.compute.virtualMachines.delete(group, name, { ...options, forceDeletion: true }),
  },
  'microsoft.compute/virtualmachinescalesets': {
    word: 'scale set',
    usualSeconds: [30, 120],
    get: (azure, { group, name }, signal) => azure.compute.virtualMachineScaleSets.get(group, name, within(signal)),
    remove: (azure, { group, name }, options) => azure.compute.virtualMachineScaleSets.delete(group, name, { ...options, forceDeletion: true }),
  },
  'microsoft.network/loadbalancers': {
    word: 'load balancer',
    usualSeconds: [2, 15],
    get: (azure, { group, name }, signal) => azure.network.loadBalancers.get(group, name, within(signal)),
    remove: (azure, { group, name }, options) => azure.network.loadBalancers.delete(group, name, options),
  },
  'microsoft.network/networkinterfaces': {
    word: 'network card',
    usualSeconds: [2, 15],
    get: (azure, { group, name }, signal) => azure.network.networkInterfaces.get(group, name, within(signal)),
    remove: (azure, { group, name }, options) => azure.network.networkInterfaces.delete(group, name, options),
  },
  'microsoft.compute/disks': {
    word: 'disk',
    usualSeconds: [2, 15],
    get: (azure, { group, name }, signal) => azure.compute.disks.get(group, name, within(signal)),
    remove: (azure, { group, name }, options) => azure.compute.disks.delete(group, name, options),
  },
  'microsoft.network/publicipaddresses': {
    word: 'address',
    usualSeconds: [2, 15],
    get: (azure, { group, name }, signal) => azure.network.publicIPAddresses.get(group, name, within(signal)),
    remove: (azure, { group, name }, options) => azure.network.publicIPAddresses.delete(group, name, options),
  },
  'microsoft.network/virtualnetworks': {
    word: 'network',
    usualSeconds: [2, 15],
    get: (azure, { group, name }, signal) => azure.network.virtualNetworks.get(group, name, within(signal)),
    remove: (azure, { group, name }, options) => azure.network.virtualNetworks.delete(group, name, options),
  },
  'microsoft.network/natgateways': {
    word: 'NAT gateway',
    usualSeconds: [2, 15],
    get: (azure, { group, name }, signal) => azure.network.natGateways.get(group, name, within(signal)),
    remove: (azure, { group, name }, options) => azure.network.natGateways.delete(group, name, options),
  },
  'microsoft.network/networksecuritygroups': {
    word: 'security group',
    usualSeconds: [2, 15],
    get: (azure, { group, name }, signal) => azure.network.networkSecurityGroups.get(group, name, within(signal)),
    remove: (azure, { group, name }, options) => azure.network.networkSecurityGroups.delete(group, name, options),
  },
  'microsoft.storage/storageaccounts': {
    word: 'storage account',
    usualSeconds: [2, 15],
    get: async (azure, { group, name }, signal) => (await azure.storage()).storageAccounts.getProperties(group, name, within(signal)),
    remove: (azure, { group, name }, options) => ({ submitted: async () => (await azure.storage()).storageAccounts.delete(group, name, options) }),
  },
  'microsoft.compute/proximityplacementgroups': {
    word: 'placement group',
    usualSeconds: [1, 5],
    get: async (azure, { group, name }, signal) => azure.compute.proximityPlacementGroups.get(group, name, within(signal)),
    remove: (azure, { group, name }, options) => ({ submitted: () => azure.compute.proximityPlacementGroups.delete(group, name, options) }),
  },
};

const gateways = 'microsoft.network/natgateways';
const addresses = 'microsoft.network/publicipaddresses';

/** Machines first; then cards and disks; then addresses; the network; and last what they all refer to. */
const order: readonly (readonly string[])[] = [
  ['microsoft.compute/virtualmachines', 'microsoft.compute/virtualmachinescalesets', 'microsoft.devtestlab/schedules'],
  // Shared files after the machines that have them mounted.
  ['microsoft.network/networkinterfaces', 'microsoft.compute/disks', 'microsoft.network/loadbalancers', 'microsoft.storage/storageaccounts'],
  [addresses, 'microsoft.network/virtualnetworks'],
  ['microsoft.network/networksecuritygroups', 'microsoft.compute/proximityplacementgroups', gateways],
];

/** Resources in waves: a wave can go at once, after all before it. What is of no known kind goes last. */
export function waves(resources: readonly ResourceRef[]): ResourceRef[][] {
  // A NAT gateway goes after the network whose subnet uses it, and addresses after the gateway that one of them is of.
  const behind = resources.some((one) => kindOf(one) === gateways);
  const turns = behind ? [...order.map((kinds) => kinds.filter((kind) => kind !== addresses)), [addresses]] : order;
  const known = turns.map((kinds) => resources.filter((one) => kinds.includes(kindOf(one))));
  const rest = resources.filter((one) => !order.some((kinds) => kinds.includes(kindOf(one))));
  return [...known, rest].filter((wave) => wave.length > 0);
}

/** A kind that rank0 does not make, but that carries its tag (an extension, a schedule): through ARM's generic calls. */
export const otherDeletion: Deletion = {
  word: 'resource',
  usualSeconds: [2, 60],
  get: async (azure, one, signal) => {
    const found = await azure.resources.resources.getById(withoutSlash(one.id), await apiVersionOf(azure, one, signal), within(signal));
    const state = (found.properties as { provisioningState?: string } | undefined)?.provisioningState;
    return { ...(state === undefined ? {} : { provisioningState: state }), ...(found.tags ? { tags: found.tags } : {}) };
  },
  remove: (azure, one, options) => ({
    submitted: async () => {
      const version = await apiVersionOf(azure, one, options.abortSignal);
      await azure.resources.resources.deleteById(withoutSlash(one.id), version, options).submitted();
    },
  }),
};

/** The SDK would send `//subscriptions` for an id that begins with a slash. */
const withoutSlash = (id: string): string => id.replace(/^\//, '');

/** The newest api-version that a provider names for a kind, finished ones before previews. */
async function apiVersionOf(azure: Azure, one: ResourceRef, abortSignal: AbortSignal | undefined): Promise<string> {
  const [namespace = '', ...kind] = one.type.split('/');
  const provider = await azure.resources.providers.get(namespace, within(abortSignal));
  const versions = provider.resourceTypes?.find((type) => type.resourceType?.toLowerCase() === kind.join('/').toLowerCase())?.apiVersions ?? [];
  return versions.find((version) => !/preview/i.test(version)) ?? versions[0] ?? '2021-04-01';
}

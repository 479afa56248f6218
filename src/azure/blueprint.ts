import type { Choices } from '../state/choices.ts';

/** Everything that decides what is built, resolved by the plan. */
export interface Blueprint {
  readonly choices: Choices;
  /** The tag that marks this cluster's resources. */
  readonly clusterId: string;
  readonly acceleratedNetworking: boolean;
  /** `TrustedLaunch` where image and size allow it; undefined leaves the machine without a security profile. */
  readonly securityType: 'TrustedLaunch' | undefined;
  readonly imageReference: { readonly publisher: string; readonly offer: string; readonly sku: string; readonly version: string };
  /** rank0's own login key for this cluster, `ssh-ed25519 AAAA… comment`. */
  readonly loginPublicKey: string;
  /** User data as text; it goes base64 into the machine. */
  readonly customData: string;
}

/** Which cluster a resource is of, as much as its tags and its place say. */
export type Owner = Pick<Blueprint, 'choices' | 'clusterId'>;

/** Addresses and the one rule, as `az vm create --count` makes them (azure-facts 5.1). */
export const networkPlan = {
  networkPrefix: '10.0.0.0/16',
  subnetPrefix: '10.0.0.0/24',
  rule: 'default-allow-ssh',
  priority: 1000,
} as const;

/** The OS disk's kind: steady enough for a head node, cheaper than Premium. */
export const diskSku = 'StandardSSD_LRS';

/** One node's resources. */
export interface NodeNames {
  /** Name of the virtual machine and of its host. */
  readonly machine: string;
  readonly address: string;
  readonly nic: string;
  readonly ipConfiguration: string;
}

/** Names as `az vm create --count` gives them (azure-facts 5.1). */
export interface ResourceNames {
  readonly placementGroup: string;
  readonly securityGroup: string;
  readonly network: string;
  readonly subnet: string;
  /** Of the InfiniBand road: the scale set, and the load balancer that gives its instances Standard addresses (azure-facts 4.5). */
  readonly scaleSet: string;
  readonly loadBalancer: string;
  readonly balancerAddress: string;
  /** The way out of nodes without a public address, and its own address. */
  readonly natGateway: string;
  readonly natAddress: string;
  /** Head first. */
  readonly nodes: readonly NodeNames[];
}

/** The names of a cluster's resources. */
export function resourceNames(cluster: string, count: number): ResourceNames {
  return {
    placementGroup: `${cluster}PPG`,
    securityGroup: `${cluster}NSG`,
    network: `${cluster}VNET`,
    subnet: `${cluster}Subnet`,
    scaleSet: cluster,
    loadBalancer: `${cluster}LB`,
    balancerAddress: `${cluster}LBPublicIP`,
    natGateway: `${cluster}NAT`,
    natAddress: `${cluster}NATPublicIP`,
    nodes: Array.from({ length: count }, (_, index) => nodeResources(cluster, index)),
  };
}

/** The names of one node's resources. @param index or what stands for it in a line for any of them */
export const nodeResources = (cluster: string, index: number | string): NodeNames => ({
  machine: `${cluster}${index}`,
  address: `${cluster}PublicIP${index}`,
  nic: `${cluster}VMNic${index}`,
  ipConfiguration: `ipconfig${cluster}${index}`,
});

/** The proximity placement group of a cluster: its own name's, or that of an adopted one, which may have none (''). */
export const placementGroupOf = ({ name, placementGroup }: Pick<Choices, 'name' | 'placementGroup'>): string => placementGroup ?? `${name}PPG`;

/** Names of the nodes, head first. */
export const nodeNames = (cluster: string, count: number): string[] => resourceNames(cluster, count).nodes.map(({ machine }) => machine);

/** Tags of the group and of every resource in it. */
export const tagsOf = (cluster: string, clusterId: string): Record<string, string> => ({
  createdBy: 'rank0',
  'rank0-cluster': cluster,
  'rank0-id': clusterId,
});

/** ARM ids of a cluster's resources. */
export function resourceIds(subscriptionId: string, resourceGroup: string) {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  return {
    group,
    placementGroup: (name: string) => `${group}/providers/Microsoft.Compute/proximityPlacementGroups/${name}`,
    machine: (name: string) => `${group}/providers/Microsoft.Compute/virtualMachines/${name}`,
    securityGroup: (name: string) => `${group}/providers/Microsoft.Network/networkSecurityGroups/${name}`,
    network: (name: string) => `${group}/providers/Microsoft.Network/virtualNetworks/${name}`,
    subnet: (network: string, name: string) => `${group}/providers/Microsoft.Network/virtualNetworks/${network}/subnets/${name}`,
    address: (name: string) => `${group}/providers/Microsoft.Network/publicIPAddresses/${name}`,
    scaleSet: (name: string) => `${group}/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`,
    loadBalancer: (name: string) => `${group}/providers/Microsoft.Network/loadBalancers/${name}`,
    natGateway: (name: string) => `${group}/providers/Microsoft.Network/natGateways/${name}`,
    storageAccount: (name: string) => `${group}/providers/Microsoft.Storage/storageAccounts/${name}`,
    nic: (name: string) => `${group}/providers/Microsoft.Network/networkInterfaces/${name}`,
  };
}

/** ARM ids are the same whatever their case. */
export const sameId = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();

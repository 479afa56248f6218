import { lastOf, named, oddities, securityGroupOf, subnetOf, urn } from './adoption-parts.ts';
import { adoptionProblems } from './adoption-problems.ts';
import type { Azure } from './azure.ts';
import { resourceNames } from './blueprint.ts';
import { askAzure } from './errors.ts';
import { instanceAddresses, listInstances } from './instances.ts';
import type { ListedResource } from './live.ts';
import type { Judged } from './standing-cluster.ts';

/**
 * A Uniform scale set, as `az vmss create` makes it (azure-facts 5.2).
 * @throws ProblemError exit code 3 where it is joined otherwise, or has no InfiniBand between all its instances.
 */
export async function standingScaleSet(
  azure: Azure,
  resourceGroup: string,
  cluster: string,
  listed: readonly ListedResource[],
  signal: AbortSignal,
): Promise<Judged> {
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
  if (profile?.osProfile?.windowsConfiguration !== undefined) throw adoptionProblems.windows(resourceGroup, [cluster]);
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
    passwords: profile?.osProfile?.linuxConfiguration?.disablePasswordAuthentication === true ? [] : instances.map(({ name }) => name),
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

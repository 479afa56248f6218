import type { Choices } from '../state/choices.ts';
import { ProblemError } from '../state/problem.ts';
import { type Azure, allOf } from './azure.ts';
import { resourceNames } from './blueprint.ts';
import { askAzureIfThere } from './errors.ts';
import { imageName, listInstances } from './instances.ts';

/** A machine of a cluster, whether it is finished, being made, or being deleted. */
export interface ClusterMember {
  readonly name: string;
  /** Instance id, or the number at the end of the machine's name. */
  readonly number: number;
  readonly machineId: string;
  readonly provisioning: string;
  /** What the latest model of its scale set would change, for an instance of an earlier one. */
  readonly behind?: Behind;
}

/** How an instance differs from the latest model of its scale set, in what an update of it would cost. */
export interface Behind {
  /** Another image: its disk would be replaced, with everything on it. */
  readonly image: boolean;
  /** Another size: it would be restarted. */
  readonly size: boolean;
  /** The model gives no public address: it would lose its own. */
  readonly address: boolean;
}

/**
 * Every machine of a cluster, by one list.
 * @throws ProblemError `cluster-gone` where there is nothing to count from.
 */
export async function clusterMembers(azure: Azure, choices: Choices, clusterId: string | undefined, signal: AbortSignal): Promise<ClusterMember[]> {
  const { name, resourceGroup, network } = choices;
  if (network === 'infiniband') {
    const { scaleSet } = resourceNames(name, 0);
    const set = await askAzureIfThere(`scale set ${scaleSet}`, signal, () =>
      azure.compute.virtualMachineScaleSets.get(resourceGroup, scaleSet, { abortSignal: signal }),
    );
    if (set === undefined || (clusterId !== undefined && set.tags?.['rank0-id'] !== clusterId)) throw clusterGone(choices, `the scale set ${scaleSet}`);
    const all = await listInstances(azure, resourceGroup, scaleSet, signal);
    const { imageReference } = set.virtualMachineProfile?.storageProfile ?? {};
    const [card] = set.virtualMachineProfile?.networkProfile?.networkInterfaceConfigurations ?? [];
    return all.map(({ name: host, instanceId, machineId, provisioning, latestModelApplied, image, size }) => ({
      ...{ name: host, number: Number(instanceId), machineId, provisioning },
      ...(latestModelApplied
        ? {}
        : {
            behind: {
              image: imageName(imageReference) !== image,
              size: size.toLowerCase() !== (set.sku?.name ?? size).toLowerCase(),
              address: card?.ipConfigurations?.[0]?.publicIPAddressConfiguration === undefined,
            },
          }),
    }));
  }
  const machines = await askAzureIfThere(`virtual machines of ${resourceGroup}`, signal, () =>
    allOf(azure.compute.virtualMachines.list(resourceGroup, { abortSignal: signal })),
  );
  const found = (machines ?? []).flatMap((one): ClusterMember[] => {
    const digits = one.name?.toLowerCase().startsWith(name.toLowerCase()) ? one.name.slice(name.length) : '';
    if (!/^\d+$/.test(digits) || (clusterId !== undefined && one.tags?.['rank0-id'] !== clusterId)) return [];
    const { name: machine = '', id = '', provisioningState = 'unknown' } = one;
    return [{ name: machine, number: Number(digits), machineId: id, provisioning: provisioningState }];
  });
  if (found.length === 0) throw clusterGone(choices, 'no machine of it');
  return found;
}

const clusterGone = ({ name, resourceGroup, cloud }: Choices, what: string): ProblemError =>
  new ProblemError({
    code: 'cluster-gone',
    message: `${name} has nothing to scale: ${what.startsWith('no ') ? `Azure has ${what}` : `Azure does not have ${what}`} in ${resourceGroup}`,
    means: 'It was deleted, here or elsewhere.',
    next: [
      { label: 'See what is there', command: `rank0 status ${name}` },
      { label: 'Build it again', command: `rank0 up --name ${name} --cloud ${cloud}` },
    ],
  });

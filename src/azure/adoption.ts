import { standingMachines } from './adoption-machines.ts';
import { adoptionProblems } from './adoption-problems.ts';
import { standingScaleSet } from './adoption-scale-set.ts';
import { type Azure, allOf } from './azure.ts';
import { askAzure, askAzureIfThere } from './errors.ts';
import { leftoversIn } from './leftovers.ts';
import { listGroup, type ListedResource } from './live.ts';
import type { StandingCluster } from './standing-cluster.ts';

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
  const others = listed.filter((one) => !mine.has(one.id.toLowerCase()) && !isDisk(one));
  const madeAt = judged.nodes.flatMap((node) => node.madeAt ?? []).sort()[0];
  return {
    ...judged,
    name: only,
    resourceGroup: group.name ?? resourceGroup,
    others,
    leftovers: await leftoversIn(azure, resourceGroup, only, others, signal),
    ...(clusterId === undefined ? {} : { clusterId }),
    ...(madeAt === undefined ? {} : { madeAt }),
  };
}

const isDisk = ({ type, managedBy }: ListedResource): boolean => /\/disks$/i.test(type) && managedBy !== undefined;

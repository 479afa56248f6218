import type { VirtualMachine } from '@azure/arm-compute';
import { groupOf } from './adoption-parts.ts';
import { type Azure, allOf } from './azure.ts';
import { askAzure } from './errors.ts';

/** What looks like a cluster, in some group of a subscription. */
export interface Adoptable {
  /** In small letters: Compute's lists write it in capitals. */
  readonly group: string;
  readonly name: string;
  readonly network: 'ethernet' | 'infiniband';
  readonly size: string;
  readonly location: string;
  readonly count: number;
  /** It has the tag of a rank0. */
  readonly byRank0: boolean;
  /** Why it cannot be adopted, as far as that shows already. */
  readonly problem?: string;
}

/**
 * What looks like clusters in a subscription, by two lists: machines of one name with numbers, and scale sets. What each comes to is seen
 * when it is looked at.
 * @throws ProblemError where Azure refuses to show them.
 */
export async function adoptableIn(azure: Azure, signal: AbortSignal): Promise<readonly Adoptable[]> {
  const options = { abortSignal: signal };
  const [machines, sets] = await Promise.all([
    askAzure('virtual machines of the subscription', signal, () => allOf(azure.compute.virtualMachines.listAll(options))),
    askAzure('scale sets of the subscription', signal, () => allOf(azure.compute.virtualMachineScaleSets.listAll(options))),
  ]);
  const own = machines.filter((machine) => machine.virtualMachineScaleSet === undefined);
  const byGroup = Map.groupBy(own, ({ id }) => groupOf(id));
  const scaleSets = sets.map(({ id, name = '', sku, location, tags, orchestrationMode }): Adoptable => {
    const count = sku?.capacity ?? 0;
    const problem =
      orchestrationMode === 'Flexible' ? 'a Flexible scale set: its machines share no InfiniBand' : count === 0 ? 'its scale set has no instance' : undefined;
    return {
      ...{ group: groupOf(id), name, network: 'infiniband', size: sku?.name ?? '', location, count, byRank0: tags?.['createdBy'] === 'rank0' },
      ...(problem === undefined ? {} : { problem }),
    };
  });
  return [...[...byGroup].flatMap(([group, all]) => clustersAmong(group, all)), ...scaleSets].sort((a, b) =>
    `${a.group}/${a.name}` < `${b.group}/${b.name}` ? -1 : 1,
  );
}

/** Those of one name with numbers from 0 on, as `az vm create --count` makes them. */
function clustersAmong(group: string, all: readonly VirtualMachine[]): Adoptable[] {
  const bases = [...new Set(all.flatMap(({ name = '' }) => /^(.+?)0$/.exec(name)?.[1] ?? []))];
  return bases.flatMap((name): Adoptable[] => {
    const nodes = all.filter((one) => one.name?.startsWith(name) === true && /^(0|[1-9]\d*)$/.test(one.name.slice(name.length)));
    const [first] = nodes;
    if (!first) return [];
    const windows = nodes.some((one) => one.storageProfile?.osDisk?.osType === 'Windows');
    const { hardwareProfile, location, tags } = first;
    return [
      {
        ...{ group, name, network: 'ethernet', size: hardwareProfile?.vmSize ?? '', location, count: nodes.length, byRank0: tags?.['createdBy'] === 'rank0' },
        ...(windows ? { problem: 'a machine of it runs Windows' } : {}),
      },
    ];
  });
}

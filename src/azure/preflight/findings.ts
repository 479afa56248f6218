import type { Choices } from '../../state/choices.ts';
import { type Azure, allOf } from '../azure.ts';
import { resourceNames } from '../blueprint.ts';
import { askAzureIfThere } from '../errors.ts';
import { groupState, type GroupState } from '../group-state.ts';
import { listInstances } from '../instances.ts';
import { listGroup } from '../live.ts';
import { neededProviders, providerState } from '../tasks/group.ts';
import { type ResolvedImage, resolveImage } from './images.ts';
import { neighbours, type Region, regionsOf } from './regions.ts';
import type { RegionOffer } from './proposals.ts';
import { regionSizes, type SizeOffer } from './sizes.ts';

/** How many other regions are looked at for a proposal: each costs a long list of SKUs. */
const neighboursAsked = 3;

/** What the plan asks Azure, each thing once, however many tasks want it. */
export interface Findings {
  regions(signal: AbortSignal): Promise<readonly Region[]>;
  region(signal: AbortSignal): Promise<RegionOffer>;
  /** The wanted size. Rejects (a bug) where the region does not have it: `plan/size` has looked. */
  size(signal: AbortSignal): Promise<SizeOffer>;
  image(size: SizeOffer, signal: AbortSignal): Promise<ResolvedImage>;
  group(signal: AbortSignal): Promise<{ state: GroupState; deleting: boolean }>;
  /** How many of the cluster's machines exist already. */
  existingMachines(signal: AbortSignal): Promise<number>;
  /** Names of ours that something else has in an existing group. */
  takenNames(signal: AbortSignal): Promise<string[]>;
  providers(signal: AbortSignal): Promise<{ namespace: string; state: string }[]>;
  /** The nearest other regions with what they offer; those that do not answer are left out. */
  elsewhere(signal: AbortSignal): Promise<RegionOffer[]>;
}

/** Opens the findings of one plan. Nothing is asked before it is wanted. */
export function openFindings(azure: Azure, choices: Choices): Findings {
  const { location, resourceGroup, name, count } = choices;
  const once = <T>(ask: (signal: AbortSignal) => Promise<T>): ((signal: AbortSignal) => Promise<T>) => {
    let asked: Promise<T> | undefined;
    return (signal) => {
      if (!asked) {
        const now = ask(signal);
        asked = now;
        now.catch(() => {
          if (asked === now) asked = undefined;
        });
      }
      return asked;
    };
  };
  const regions = once((signal) => regionsOf(azure, signal));
  const region = once(async (signal) => ({ location, ...(await regionSizes(azure, location, signal)) }));
  const images = new Map<string, (signal: AbortSignal) => Promise<ResolvedImage>>();
  const group = once(async (signal) => {
    const found = await askAzureIfThere(`resource group ${resourceGroup}`, signal, () =>
      azure.resources.resourceGroups.get(resourceGroup, { abortSignal: signal }),
    );
    const deleting = found?.properties?.provisioningState === 'Deleting';
    return { state: deleting ? ('absent' as const) : groupState(found?.tags, found !== undefined, name), deleting };
  });
  const names = resourceNames(name, count);
  const ourNames = new Set(
    (choices.network === 'infiniband'
      ? [names.securityGroup, names.network, names.loadBalancer, names.balancerAddress, names.scaleSet]
      : [names.placementGroup, names.securityGroup, names.network, ...names.nodes.flatMap(({ machine, address, nic }) => [machine, address, nic])]
    ).map((one) => one.toLowerCase()),
  );
  const isOurs = (tags: Record<string, string> | undefined): boolean => tags?.['createdBy'] === 'rank0' && tags['rank0-cluster'] === name;
  return {
    regions,
    region,
    size: async (signal) => {
      const found = (await region(signal)).sizes.find((one) => one.name === choices.size);
      if (!found) throw new Error(`${choices.size} was to be looked for first`);
      return found;
    },
    image: (size, signal) => {
      const ask = images.get(size.name) ?? once((within) => resolveImage(azure, choices, size, within));
      images.set(size.name, ask);
      return ask(signal);
    },
    group,
    existingMachines: once(async (signal) => {
      if ((await group(signal)).state === 'absent') return 0;
      if (choices.network === 'infiniband') return (await listInstances(azure, resourceGroup, names.scaleSet, signal)).length;
      const machines = await askAzureIfThere(`virtual machines of ${resourceGroup}`, signal, () =>
        allOf(azure.compute.virtualMachines.list(resourceGroup, { abortSignal: signal })),
      );
      return (machines ?? []).filter((one) => isOurs(one.tags) && ourNames.has((one.name ?? '').toLowerCase())).length;
    }),
    takenNames: once(async (signal) => {
      if ((await group(signal)).state !== 'existing') return [];
      const all = await listGroup(azure, resourceGroup, signal);
      return all.filter((one) => ourNames.has(one.name.toLowerCase()) && !isOurs(one.tags)).map((one) => one.name);
    }),
    providers: once((signal) => Promise.all(neededProviders.map(async (namespace) => ({ namespace, state: await providerState(azure, namespace, signal) })))),
    elsewhere: once(async (signal) => {
      const near = neighbours(await regions(signal), location).slice(0, neighboursAsked);
      const found = await Promise.allSettled(near.map(async (one) => ({ location: one.name, ...(await regionSizes(azure, one.name, signal)) })));
      return found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    }),
  };
}

import type { Usage } from '@azure/arm-compute';
import type { Choices } from '../../state/choices.ts';
import type { NextStep } from '../../state/problem.ts';
import { word } from '../commands.ts';
import { exceeded, mostNodes, quotaLines } from './quota.ts';
import { byUse, type SizeOffer } from './sizes.ts';

/** What a region can give. */
export interface RegionOffer {
  readonly location: string;
  readonly sizes: readonly SizeOffer[];
  readonly usages: readonly Usage[];
}

/** A plan that fits: proved by the same figures as the refusal. */
export interface Proposal {
  readonly location: string;
  readonly size: string;
  readonly count: number;
}

/** Whether so many machines of a size can be made in a region. */
export function fits(region: RegionOffer, size: SizeOffer | undefined, count: number): size is SizeOffer {
  return size !== undefined && size.problem === undefined && exceeded(quotaLines(region.usages, size, count)).length === 0;
}

/**
 * Up to three plans that fit, nearest to what was wanted: the same with fewer nodes, another size, another region.
 * @param takes whether the image can run on a size, and the size has the network that was chosen.
 */
export function proposalsFor(wanted: Proposal, here: RegionOffer, elsewhere: readonly RegionOffer[], takes: (size: SizeOffer) => boolean): Proposal[] {
  const found: Proposal[] = [];
  const size = here.sizes.find((one) => one.name === wanted.size);
  if (size && size.problem === undefined) {
    const count = Math.min(wanted.count - 1, mostNodes(here.usages, size));
    if (count >= 2 && fits(here, size, count)) found.push({ ...wanted, count });
  }
  const other = bestSize(here, wanted, size, takes);
  if (other) found.push({ ...wanted, size: other.name });
  for (const region of elsewhere) {
    const same = region.sizes.find((one) => one.name === wanted.size && takes(one));
    const there = fits(region, same, wanted.count) ? same : bestSize(region, wanted, size, takes);
    if (!there) continue;
    found.push({ location: region.location, size: there.name, count: wanted.count });
    break;
  }
  if (found.length === 0) found.push(...fewer(here, wanted, takes));
  return found.slice(0, 3);
}

/** Another size for all the nodes: a current general-purpose one with accelerated networking, as big as the wanted one or else the best there is. */
function bestSize(region: RegionOffer, wanted: Proposal, like: SizeOffer | undefined, takes: (size: SizeOffer) => boolean): SizeOffer | undefined {
  return usable(region, takes)
    .filter((one) => one.name !== wanted.size && fits(region, one, wanted.count))
    .sort((a, b) => Number(a.vCPUs !== like?.vCPUs) - Number(b.vCPUs !== like?.vCPUs) || byUse(a, b))[0];
}

/** Where nothing fits all the nodes: as many as there can be, of whatever size allows most. */
function fewer(region: RegionOffer, wanted: Proposal, takes: (size: SizeOffer) => boolean): Proposal[] {
  const best = usable(region, takes)
    .map((size) => ({ size, count: Math.min(wanted.count, mostNodes(region.usages, size)) }))
    .filter(({ count }) => count >= 2)
    .sort((a, b) => b.count - a.count || byUse(a.size, b.size))[0];
  return best ? [{ location: wanted.location, size: best.size.name, count: best.count }] : [];
}

const usable = (region: RegionOffer, takes: (size: SizeOffer) => boolean): SizeOffer[] =>
  region.sizes.filter(
    (one) => one.problem === undefined && one.retires === undefined && one.acceleratedNetworking && one.gpus === 0 && one.vCPUs > 1 && takes(one),
  );

/** The line that builds a proposal: what was chosen before, with only size, count and region changed. */
export function commandFor(choices: Choices, { location, size, count }: Proposal): string {
  const words = ['rank0 up', `--size ${size}`, `--count ${count}`];
  if (location !== choices.location || location !== 'eastus') words.push(`--location ${location}`);
  if (choices.name !== 'glocluster') words.push(`--name ${choices.name}`);
  if (choices.resourceGroup !== `${choices.name}-rg`) words.push(`--resource-group ${word(choices.resourceGroup)}`);
  if (choices.useExistingGroup) words.push('--use-existing-group');
  if (choices.network === 'infiniband') words.push('--network infiniband');
  if (choices.image !== '24.04' && !/^microsoft-dsvm:ubuntu-hpc:2404:latest$/.test(choices.image)) words.push(`--image ${choices.image}`);
  if (choices.cloud !== 'public') words.push(`--cloud ${choices.cloud}`);
  if (choices.cloud !== 'practice') words.push(`--subscription ${choices.subscription}`);
  if (choices.cloud.includes('://')) words.push(`--ssh-source '${choices.sshSource}'`);
  return words.join(' ');
}

/** Proposals as steps. */
export function steps(choices: Choices, proposals: readonly Proposal[]): NextStep[] {
  return proposals.map((proposal) => {
    const where = proposal.location === choices.location ? '' : ` in ${proposal.location}`;
    return { label: `This fits: ${proposal.count} × ${proposal.size}${where}`, command: commandFor(choices, proposal) };
  });
}

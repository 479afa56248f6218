import type { ResourceSku, Usage } from '@azure/arm-compute';
import { type Azure, allOf } from '../azure.ts';
import { askAzure } from '../errors.ts';
import { retailOrder } from './order.ts';
import { leftFor } from './quota.ts';

/** A VM size as a region offers it to this subscription (azure-facts 2.5). */
export interface SizeOffer {
  readonly name: string;
  readonly vCPUs: number;
  readonly memoryGB: number;
  /** The key of its quota row, compared without case. */
  readonly family: string;
  /** Dollars an hour of one machine, where it is known. */
  readonly pricePerHour?: number;
  readonly acceleratedNetworking: boolean;
  /** `V1`, `V2`. */
  readonly generations: readonly string[];
  /** `SCSI`, `NVMe`. */
  readonly controllers: readonly string[];
  readonly trustedLaunch: boolean;
  /** `x64` or `Arm64`. */
  readonly architecture: string;
  readonly gpus: number;
  readonly rdma: boolean;
  /** vCPUs that may still be used of it, by the region's and its family's quota. */
  readonly quotaLeft?: number;
  /** Day of its retirement, `2028-05-01`. */
  readonly retires?: string;
  /** Why it cannot be used. */
  readonly problem?: string;
  readonly warnings: readonly string[];
}

/** Series that are closed to new subscriptions since July 2026 and being retired (azure-facts 2.1). */
const closedSeries = /^Standard_(D|DS)\d+(_v2|_v3)?$|^Standard_(D\d+s?_v3|B\d+(ms?|ls|s)|F\d+s?(_v2)?|A\d+m?_v2|E\d+s?_v3|L\d+s(_v2)?)$/;

/**
 * What a region's SKU says of a size. `now` is milliseconds since 1970.
 * A `Location` restriction rules it out; a `Zone` one only those zones, and rank0 asks for none.
 */
export function offerOf(sku: ResourceSku, location: string, now: number): SizeOffer {
  const capability = (name: string): string | undefined => sku.capabilities?.find((one) => one.name?.toLowerCase() === name.toLowerCase())?.value;
  const is = (name: string): boolean => capability(name)?.toLowerCase() === 'true';
  const list = (text: string | undefined, standard: readonly string[]): string[] => (text ? text.split(',').map((one) => one.trim()) : [...standard]);
  const name = sku.name ?? '';
  const vCPUs = Number(capability('vCPUs') ?? 0);
  const generations = list(capability('HyperVGenerations'), ['V1']);
  const acceleratedNetworking = is('AcceleratedNetworkingEnabled');
  const architecture = capability('CpuArchitectureType') ?? 'x64';
  const retires = isoDay(capability('RetirementDateUtc'));
  const problem = restriction(sku, location) ?? (retires !== undefined && Date.parse(retires) <= now ? `retired on ${retires}` : undefined);
  const warnings = [
    ...(architecture === 'x64' ? [] : [`${architecture} processors: they need an image for them, Canonical:ubuntu-24_04-lts:server-arm64:latest`]),
    ...(acceleratedNetworking ? [] : ['no accelerated networking: messages take several times as long']),
    ...(retires !== undefined && problem === undefined ? [`Azure retires it on ${retires}`] : []),
    ...(closedSeries.test(name) && problem === undefined ? ['an old series: new subscriptions cannot use it, and nobody gets more quota for it'] : []),
    ...(/^Standard_B/.test(name) ? ['burstable: its speed changes as it runs, so timings are noisy'] : []),
    ...(/^Standard_[A-Z]+\d+-\d+/.test(name) ? ['some of its cores are switched off, at the price of the full size'] : []),
    ...(vCPUs === 1 ? ['one vCPU: mpirun and the system share it'] : []),
  ];
  return {
    name,
    vCPUs,
    memoryGB: Number(capability('MemoryGB') ?? 0),
    family: sku.family ?? '',
    acceleratedNetworking,
    generations,
    controllers: list(capability('DiskControllerTypes'), ['SCSI']),
    trustedLaunch: generations.includes('V2') && !is('TrustedLaunchDisabled'),
    architecture,
    gpus: Number(capability('GPUs') ?? 0),
    rdma: is('RdmaEnabled'),
    ...(retires === undefined ? {} : { retires }),
    ...(problem === undefined ? {} : { problem }),
    warnings,
  };
}

function restriction(sku: ResourceSku, location: string): string | undefined {
  const inPlace = (sku.restrictions ?? []).find((one) => {
    const where = one.restrictionInfo?.locations ?? one.values ?? [];
    return one.type === 'Location' && (where.length === 0 || where.some((place) => place.toLowerCase() === location.toLowerCase()));
  });
  if (!inPlace) return undefined;
  return inPlace.reasonCode === 'QuotaId' ? `not offered to this kind of subscription in ${location}` : `not offered to this subscription in ${location}`;
}

/** `05/01/2028` or an ISO date as `2028-05-01` (azure-facts 2.1). */
function isoDay(text: string | undefined): string | undefined {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})/.exec(text ?? '');
  if (american) return `${american[3]}-${american[1]?.padStart(2, '0')}-${american[2]?.padStart(2, '0')}`;
  return /^\d{4}-\d\d-\d\d/.exec(text ?? '')?.[0];
}

/** A region's sizes with what is left of the quota for each. The list of SKUs is long and slow: ask once. */
export async function regionSizes(azure: Azure, location: string, signal?: AbortSignal): Promise<{ sizes: SizeOffer[]; usages: Usage[] }> {
  const options = signal ? { abortSignal: signal } : {};
  const [skus, usages] = await Promise.all([
    askAzure(`sizes of ${location}`, signal, () => allOf(azure.compute.resourceSkus.list({ filter: `location eq '${location}'`, ...options }))),
    askAzure(`quota of ${location}`, signal, () => allOf(azure.compute.usage.list(location, options))),
  ]);
  const here = (sku: ResourceSku): boolean =>
    sku.resourceType === 'virtualMachines' && (sku.locations ?? [location]).some((place) => place.toLowerCase().replace(/\s/g, '') === location.toLowerCase());
  const now = azure.world.clock.now();
  const sizes = skus.filter(here).map((sku) => {
    const offer = offerOf(sku, location, now);
    const quotaLeft = leftFor(usages, offer.family);
    return quotaLeft === undefined ? offer : { ...offer, quotaLeft };
  });
  return { sizes, usages };
}

/** The sizes of a region with prices where they are known, those to choose first in front. */
export async function listSizes(azure: Azure, location: string, signal?: AbortSignal): Promise<SizeOffer[]> {
  const { sizes } = await regionSizes(azure, location, signal);
  const priced = await Promise.all(
    sizes.map(async (size) => {
      // One question a size: only those that a cluster is likely to be built of are asked for.
      const pricePerHour = retailOrder(size.name) === undefined ? undefined : (await azure.world.prices.quote({ size: size.name }, location, signal))?.dollars;
      return pricePerHour === undefined ? size : { ...size, pricePerHour };
    }),
  );
  return priced.sort(byUse);
}

/** Usable ones first, then the recommended ones in their order (azure-facts 2.3), then the smallest. */
export function byUse(a: SizeOffer, b: SizeOffer): number {
  const rank = (size: SizeOffer): number => (size.problem === undefined ? 0 : 1000) + (retailOrder(size.name) ?? 100);
  return rank(a) - rank(b) || a.vCPUs - b.vCPUs || a.name.localeCompare(b.name, 'en', { numeric: true });
}

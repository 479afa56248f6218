import * as z from 'zod';
import shipped from '../../assets/prices.json' with { type: 'json' };
import type { Prices } from '../engine/world.ts';
import type { Choices } from '../state/choices.ts';
import type { Price } from '../state/events.ts';
import { roundedDollars } from '../state/money.ts';
import { storageParts } from './storage-prices.ts';

/** How long the price service may take, in milliseconds, before the shipped table answers. */
const patience = 3000;

const service = 'https://prices.azure.com/api/retail/prices';

const filterOf = (size: string, location: string): string =>
  `serviceName eq 'Virtual Machines' and armRegionName eq '${location}' and armSkuName eq '${size}' and priceType eq 'Consumption'`;

/** The question to the price list as a line for a shell. */
export const priceCommand = ({ size, location }: { readonly size: string; readonly location: string }): string =>
  `curl --get ${service} --data-urlencode "\\$filter=${filterOf(size, location)}"`;

const pageSchema = z.object({
  Items: z.array(
    z.object({
      retailPrice: z.number(),
      productName: z.string(),
      skuName: z.string(),
      meterName: z.string(),
      type: z.string(),
      unitOfMeasure: z.string(),
      armSkuName: z.string().optional(),
      effectiveStartDate: z.string().optional(),
    }),
  ),
  NextPageLink: z.string().nullish(),
});

/**
 * Prices from Azure's public price list (azure-facts 13.1), each asked once; where it does not answer in time or does not have
 * the size, from the shipped table.
 */
export function retailPrices(get: (url: string, signal: AbortSignal) => Promise<string>, now: () => Date = () => new Date()): Prices {
  const fallback = shippedPrices();
  const known = new Map<string, Promise<number | undefined>>();
  let answered = 0;
  let failed = false;
  const ask = async (size: string, location: string, signal: AbortSignal | undefined): Promise<number | undefined> => {
    try {
      const price = await listPrice(get, size, location, signal);
      if (price !== undefined) answered += 1;
      return price;
    } catch {
      // The shipped table answers instead, and `source` says so.
      signal?.throwIfAborted();
      failed = true;
      return undefined;
    }
  };
  return {
    hourly: async (size, location, signal) => {
      const key = `${size} ${location}`;
      if (!known.has(key)) known.set(key, failed ? Promise.resolve(undefined) : ask(size, location, signal));
      return (await known.get(key)) ?? fallback.hourly(size, location, signal);
    },
    get source() {
      return answered > 0 ? `prices.azure.com, ${now().toISOString().slice(0, 10)}` : fallback.source;
    },
  };
}

async function listPrice(
  get: (url: string, signal: AbortSignal) => Promise<string>,
  size: string,
  location: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const within = AbortSignal.timeout(patience);
  const both = signal ? AbortSignal.any([signal, within]) : within;
  let url: string | undefined =
    `${service}?${new URLSearchParams({ 'api-version': '2023-01-01-preview', currencyCode: "'USD'", $filter: filterOf(size, location) })}`;
  const prices: number[] = [];
  for (let pages = 0; url && pages < 10; pages += 1) {
    const page: z.infer<typeof pageSchema> = pageSchema.parse(JSON.parse(await get(url, both)));
    prices.push(...page.Items.filter(isLinuxHour).map((item) => item.retailPrice));
    url = page.NextPageLink || undefined;
  }
  return prices.length > 0 ? Math.min(...prices) : undefined;
}

/** Pay-as-you-go Linux by the hour: not Windows, not spot, not low priority (azure-facts 13.1). */
function isLinuxHour(item: z.infer<typeof pageSchema>['Items'][number]): boolean {
  const names = `${item.skuName} ${item.meterName}`;
  return (
    item.type === 'Consumption' &&
    item.unitOfMeasure === '1 Hour' &&
    item.retailPrice > 0 &&
    !/windows/i.test(item.productName) &&
    !/spot|low priority/i.test(names)
  );
}

/** The table that is shipped, of a day that it names. It knows eastus, and a few sizes elsewhere. */
export function shippedPrices(): Prices {
  const tables: Readonly<Record<string, Readonly<Record<string, number>>>> = shipped.regions;
  return {
    source: `list prices of ${shipped.standard} of ${shipped.date}, shipped with rank0`,
    hourly: async (size, location) => tables[location]?.[size] ?? tables[shipped.standard]?.[size],
  };
}

/** What a price depends on. */
export interface PricedCluster {
  readonly size: string;
  readonly location: string;
  readonly count: number;
  readonly network?: 'ethernet' | 'infiniband';
  /** Only the head has a public address. */
  readonly prune?: boolean;
  readonly natGateway?: boolean;
  /** What is in a storage account is paid for by the GB. */
  readonly sharedFiles?: Choices['sharedFiles'];
  /** How many nodes have a public address, where that is known and neither all nor one. */
  readonly addresses?: number;
}

/** Price an hour by part: machines, OS disks and addresses. A disk's month is 730 hours. */
export async function clusterPrice(prices: Prices, cluster: PricedCluster, signal?: AbortSignal): Promise<Price> {
  const { size, location, count, network, prune = false, natGateway = false } = cluster;
  const addresses = cluster.addresses ?? (prune ? Math.min(1, count) : count);
  const machine = await prices.hourly(size, location, signal);
  const parts = [
    { what: machine === undefined ? `${size} (price not known)` : size, perHour: machine ?? 0, count },
    { what: `OS disk, ${shipped.disk.what}`, perHour: roundedDollars(shipped.disk.perMonth / 730), count },
    // A scale set's load balancer has an address of its own, and so has a NAT gateway.
    { what: 'public address', perHour: shipped.address.perHour, count: addresses + (network === 'infiniband' ? 1 : 0) + (natGateway ? 1 : 0) },
    ...(natGateway ? [{ what: 'NAT gateway, without what goes through', perHour: shipped.natGateway.perHour, count: 1 }] : []),
    ...storageParts(cluster.sharedFiles),
  ];
  return { perHour: roundedDollars(parts.reduce((sum, part) => sum + part.perHour * part.count, 0)), parts, source: prices.source };
}

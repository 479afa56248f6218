import * as z from 'zod';
import type { Priced, Prices } from '../engine/world.ts';
import { type RetailItem, retailFilter, retailPriceAmong } from './retail-meters.ts';
import { shippedPrices } from './shipped-prices.ts';

/** How long the price service may take, in milliseconds, before the shipped table answers. */
const patience = 3000;

const service = 'https://prices.azure.com/api/retail/prices';

/** The question to the price list for a size as a line for a shell. */
export const priceCommand = ({ size, location }: { readonly size: string; readonly location: string }): string =>
  `curl --get ${service} --data-urlencode "\\$filter=${retailFilter({ size }, location)}"`;

const pageSchema = z.object({
  Items: z.array(
    z.object({
      retailPrice: z.number(),
      productName: z.string(),
      skuName: z.string(),
      meterName: z.string(),
      type: z.string(),
      unitOfMeasure: z.string(),
      armRegionName: z.string().optional(),
      tierMinimumUnits: z.number().optional(),
      effectiveStartDate: z.string().optional(),
    }),
  ),
  NextPageLink: z.string().nullish(),
});

/**
 * Prices from Azure's public price list (azure-facts 13.1), each asked once; where it does not answer in time or does not have one,
 * from the shipped table. Each says which of them it is from.
 */
export function retailPrices(get: (url: string, signal: AbortSignal) => Promise<string>, now: () => Date = () => new Date()): Prices {
  const fallback = shippedPrices();
  const known = new Map<string, Promise<number | undefined>>();
  let failed = false;
  const ask = async (what: Priced, location: string, signal: AbortSignal | undefined): Promise<number | undefined> => {
    const filter = retailFilter(what, location);
    if (filter === undefined || failed) return undefined;
    try {
      return retailPriceAmong(what, await itemsOf(get, filter, signal), location, now());
    } catch {
      // The shipped table answers instead, and says so.
      signal?.throwIfAborted();
      failed = true;
      return undefined;
    }
  };
  return {
    quote: async (what, location, signal) => {
      const key = `${'size' in what ? what.size : `part ${what.part}`} ${location}`;
      if (!known.has(key)) known.set(key, ask(what, location, signal));
      const dollars = await known.get(key);
      return dollars === undefined ? fallback.quote(what, location, signal) : { dollars, source: `prices.azure.com, ${now().toISOString().slice(0, 10)}` };
    },
  };
}

/** All pages of an answer. @throws where the service does not answer in time, or not with a list of prices */
async function itemsOf(get: (url: string, signal: AbortSignal) => Promise<string>, filter: string, signal: AbortSignal | undefined): Promise<RetailItem[]> {
  const within = AbortSignal.timeout(patience);
  const both = signal ? AbortSignal.any([signal, within]) : within;
  let url: string | undefined = `${service}?${new URLSearchParams({ 'api-version': '2023-01-01-preview', currencyCode: "'USD'", $filter: filter })}`;
  const items: RetailItem[] = [];
  for (let pages = 0; url && pages < 10; pages += 1) {
    const page: z.infer<typeof pageSchema> = pageSchema.parse(JSON.parse(await get(url, both)));
    items.push(...page.Items);
    url = page.NextPageLink || undefined;
  }
  return items;
}

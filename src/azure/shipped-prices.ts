import shipped from '../../assets/prices.json' with { type: 'json' };
import type { PricedPart, Prices, Quote } from '../engine/world.ts';

/** What the shipped table calls a part beside the machines; its price is that of its standard region. */
const parts: Readonly<Record<PricedPart, number>> = {
  disk: shipped.disk.perMonth,
  'disk-64': shipped.disk64.perMonth,
  address: shipped.address.perHour,
  'nat-gateway': shipped.natGateway.perHour,
  'load-balancer': shipped.loadBalancer.perHour,
  blob: shipped.storage.blob.perGBMonth,
  'blob-premium': shipped.storage['blob-premium'].perGBMonth,
};

const of = (region: string): string => `list prices of ${region} of ${shipped.date}, shipped with rank0`;

/** The price of a part by the shipped table. */
export const shippedPart = (part: PricedPart): Quote => ({
  dollars: parts[part],
  source: part === 'blob' || part === 'blob-premium' ? shipped.storage.source : of(shipped.standard),
});

/** The table that is shipped, of a day that it names. It knows eastus, and a few sizes elsewhere. */
export function shippedPrices(): Prices {
  const tables: Readonly<Record<string, Readonly<Record<string, number>>>> = shipped.regions;
  return {
    quote: async (what, location) => {
      if ('part' in what) return shippedPart(what.part);
      const region = tables[location]?.[what.size] === undefined ? shipped.standard : location;
      const dollars = tables[region]?.[what.size];
      return dollars === undefined ? undefined : { dollars, source: of(region) };
    },
  };
}

import shipped from '../../assets/prices.json' with { type: 'json' };
import type { PricedPart, Prices, Quote } from '../engine/world.ts';
import type { Choices } from '../state/choices.ts';
import type { Price } from '../state/events.ts';
import { roundedDollars } from '../state/money.ts';
import { isBlob } from './blob-account.ts';
import { shippedPart } from './shipped-prices.ts';

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
  /** Rules of its load balancers, outbound ones too, where there are any: rank0 makes none, `az vmss create` makes one. */
  readonly balancerRules?: number;
}

type Part = Price['parts'][number];

/** Hours of a month, as Azure reckons them for disks. */
const hoursOfMonth = 730;

/** Price an hour by part: machines, their disks and addresses, and what else stands. Each part says who told its price. */
export async function clusterPrice(prices: Prices, cluster: PricedCluster, signal?: AbortSignal): Promise<Price> {
  const { size, location, count, network, prune = false, natGateway = false, sharedFiles, balancerRules = 0 } = cluster;
  const addresses = cluster.addresses ?? (prune ? Math.min(1, count) : count);
  // The HPC image is built on a disk of 64 GiB, and a disk is paid for by its tier (azure-facts 13.2).
  const disk = network === 'infiniband' ? shipped.disk64 : shipped.disk;
  const of = async (part: PricedPart): Promise<Quote> => (await prices.quote({ part }, location, signal)) ?? shippedPart(part);
  const [machine, disks, address, gateway, balancer, storage] = await Promise.all([
    prices.quote({ size }, location, signal),
    of(network === 'infiniband' ? 'disk-64' : 'disk'),
    of('address'),
    natGateway ? of('nat-gateway') : undefined,
    balancerRules > 0 ? of('load-balancer') : undefined,
    isBlob(sharedFiles) ? of(sharedFiles) : undefined,
  ]);
  const parts: Part[] = [
    {
      ...{ kind: 'machine', what: machine ? size : `${size} (price not known)`, perHour: machine?.dollars ?? 0, count },
      ...(machine ? { source: machine.source } : {}),
    },
    { kind: 'disk', what: `OS disk, ${disk.what}`, perHour: roundedDollars(disks.dollars / hoursOfMonth), count, source: disks.source },
    {
      ...{ kind: 'address', what: 'public address', perHour: address.dollars, source: address.source },
      // A scale set's load balancer has an address of its own, and so has a NAT gateway.
      count: addresses + (network === 'infiniband' ? 1 : 0) + (natGateway ? 1 : 0),
    },
    ...(gateway
      ? [{ kind: 'nat-gateway' as const, what: 'NAT gateway, without what goes through', perHour: gateway.dollars, count: 1, source: gateway.source }]
      : []),
    ...balancerPart(network, balancerRules, balancer),
    ...(storage && isBlob(sharedFiles) ? [storagePart(sharedFiles, storage)] : []),
  ];
  return { perHour: roundedDollars(parts.reduce((sum, part) => sum + part.perHour * part.count, 0)), parts, source: sourceOf(parts) };
}

/**
 * A load balancer is paid for by its rules: nothing without one, and one price for the first five together
 * (azure.microsoft.com/pricing/details/load-balancer).
 */
function balancerPart(network: PricedCluster['network'], rules: number, quote: Quote | undefined): Part[] {
  if (quote) {
    const what = `load balancer, ${rules === 1 ? 'its rule' : `its ${rules} rules`}, without what goes through`;
    return [{ kind: 'load-balancer', what, perHour: quote.dollars, count: 1, source: quote.source }];
  }
  return network === 'infiniband' ? [{ kind: 'load-balancer', what: 'load balancer without a rule', perHour: 0, count: 1 }] : [];
}

/** An empty account costs nothing by the hour: the price of what is in it stands in words. */
function storagePart(kind: 'blob' | 'blob-premium', { dollars, source }: Quote): Part {
  const { per10000Writes } = shipped.storage[kind];
  const what = `storage account, by what is in it: ${dollars} $ a GB and month, ${per10000Writes} $ for 10,000 writes`;
  return { kind: 'storage', what, perHour: 0, count: 1, source: source === shipped.storage.source ? source : `${source}; writes: ${shipped.storage.source}` };
}

/** Who told the prices: one where it is the same for all, else each with the parts it is of. */
export function sourceOf(parts: readonly Part[]): string {
  const bySource = new Map<string, string[]>();
  for (const { source, what } of parts) if (source !== undefined) bySource.set(source, [...(bySource.get(source) ?? []), what.split(',')[0] as string]);
  const [first, ...others] = [...bySource].toSorted(([, one], [, other]) => other.length - one.length);
  if (!first) return 'nobody says what it costs';
  return [first[0], ...others.map(([source, whats]) => `${whats.join(', ')}: ${source}`)].join('; ');
}

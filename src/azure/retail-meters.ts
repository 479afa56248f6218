import type { Priced, PricedPart } from '../engine/world.ts';

/** What the price list tells of one meter, as far as it is read here. */
export interface RetailItem {
  readonly retailPrice: number;
  readonly productName: string;
  readonly skuName: string;
  readonly meterName: string;
  readonly type: string;
  readonly unitOfMeasure: string;
  readonly armRegionName?: string | undefined;
  readonly tierMinimumUnits?: number | undefined;
  readonly effectiveStartDate?: string | undefined;
}

/** A meter by the names that the price list gives it. They are case-sensitive. */
interface Meter {
  readonly service: string;
  readonly product: string;
  readonly sku: string;
  readonly meter: string;
  readonly unit: string;
  /** The list has it once for all regions, under the name of Global; some regions have one of their own. */
  readonly global?: true;
}

/**
 * Meters of the parts beside the machines, by names that several public users of the price list give alike and with the prices they
 * got (2026). Premium storage and the accesses to a storage account have none here: what they are called for an account with NFS is
 * not certain, so their price stays the shipped one.
 */
const meters: Readonly<Partial<Record<PricedPart, Meter>>> = {
  disk: disk('E4'),
  'disk-64': disk('E6'),
  address: { service: 'Virtual Network', product: 'IP Addresses', sku: 'Standard', meter: 'Standard IPv4 Static Public IP', unit: '1 Hour' },
  'nat-gateway': { service: 'NAT Gateway', product: 'NAT Gateway', sku: 'Standard', meter: 'Standard Gateway', unit: '1 Hour', global: true },
  'load-balancer': {
    ...{ service: 'Load Balancer', product: 'Load Balancer', sku: 'Standard', unit: '1 Hour', global: true },
    meter: 'Standard Included LB Rules and Outbound Rules',
  },
  blob: {
    ...{ service: 'Storage', product: 'General Block Blob v2 Hierarchical Namespace', sku: 'Hot LRS' },
    ...{ meter: 'Hot LRS Data Stored', unit: '1 GB/Month' },
  },
};

function disk(tier: string): Meter {
  return { service: 'Storage', product: 'Standard SSD Managed Disks', sku: `${tier} LRS`, meter: `${tier} LRS Disk`, unit: '1/Month' };
}

/** The question to the price list (its `$filter`); undefined where it is not known by what name it has that. */
export function retailFilter(what: Priced, location: string): string | undefined {
  if ('size' in what)
    return `serviceName eq 'Virtual Machines' and armRegionName eq '${location}' and armSkuName eq '${what.size}' and priceType eq 'Consumption'`;
  const meter = meters[what.part];
  if (!meter) return undefined;
  const region = meter.global ? `(armRegionName eq '${location}' or armRegionName eq 'Global')` : `armRegionName eq '${location}'`;
  return `serviceName eq '${meter.service}' and ${region} and skuName eq '${meter.sku}' and meterName eq '${meter.meter}' and priceType eq 'Consumption'`;
}

/** The one price among the answers: of the region rather than of all, in force at `now`, of the first tier. */
export function retailPriceAmong(what: Priced, items: readonly RetailItem[], location: string, now: Date): number | undefined {
  const mine = items.filter((item) => item.type === 'Consumption' && item.retailPrice > 0 && isFor(what, item));
  if ('size' in what) return mine.length > 0 ? Math.min(...mine.map((item) => item.retailPrice)) : undefined;
  const here = mine.filter(({ armRegionName }) => armRegionName === location);
  const began = ({ effectiveStartDate }: RetailItem): number => Date.parse(effectiveStartDate ?? '') || 0;
  return (here.length > 0 ? here : mine)
    .filter((item) => (item.tierMinimumUnits ?? 0) === 0 && began(item) <= now.getTime())
    .toSorted((one, other) => began(other) - began(one))[0]?.retailPrice;
}

/** A machine is that of Linux by the hour: not Windows, not spot, not low priority (azure-facts 13.1). A part is its meter. */
function isFor(what: Priced, item: RetailItem): boolean {
  if ('size' in what) {
    const names = `${item.skuName} ${item.meterName}`;
    return item.unitOfMeasure === '1 Hour' && !/windows/i.test(item.productName) && !/spot|low priority/i.test(names);
  }
  const meter = meters[what.part];
  return meter?.product === item.productName && meter.sku === item.skuName && meter.meter === item.meterName && meter.unit === item.unitOfMeasure;
}

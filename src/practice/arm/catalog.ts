import { at, textAt } from './json.ts';
import { images, type Image } from './images.ts';

/** A VM size as the catalogue of the simulated Azure has it. Figures: azure-facts 2; names of families as ResourceSkus writes them. */
export interface Size {
  readonly name: string;
  readonly family: string;
  readonly vCPUs: number;
  readonly memoryGB: number;
  /** `V1,V2`. */
  readonly generations: string;
  /** `NVMe`; undefined = SCSI. */
  readonly controllers?: string;
  readonly architecture?: 'Arm64';
  readonly acceleratedNetworking: boolean;
  /** Speed of its InfiniBand port, in Gb/s. */
  readonly rdma?: number;
  /** MM/DD/YYYY. */
  readonly retires?: string;
  /** Closed to new subscriptions (azure-facts 2.1). */
  readonly restricted?: boolean;
  /** Where it is to be had; undefined = everywhere. */
  readonly regions?: readonly string[];
  readonly trustedLaunch: boolean;
}

const size = (name: string, family: string, vCPUs: number, memoryGB: number, generations: string, more: Partial<Size> = {}): Size => ({
  name: `Standard_${name}`,
  family,
  vCPUs,
  memoryGB,
  generations,
  acceleratedNetworking: true,
  trustedLaunch: true,
  ...more,
});

const nvme = { controllers: 'NVMe' };
const closed = { restricted: true };
const rdma = (gigabits: number) => ({ rdma: gigabits });

export const sizes: readonly Size[] = [
  size('DS1_v2', 'standardDSv2Family', 1, 3.5, 'V1,V2', { ...closed, acceleratedNetworking: false, retires: '05/01/2028' }),
  size('DS2_v2', 'standardDSv2Family', 2, 7, 'V1,V2', { ...closed, retires: '05/01/2028' }),
  size('D2_v3', 'standardDv3Family', 2, 8, 'V1', { ...closed, acceleratedNetworking: false, trustedLaunch: false, retires: '11/15/2029' }),
  size('D2s_v3', 'standardDSv3Family', 2, 8, 'V1,V2', { ...closed, acceleratedNetworking: false, retires: '11/15/2029' }),
  size('F2s_v2', 'standardFSv2Family', 2, 4, 'V1,V2', { ...closed, retires: '11/15/2028' }),
  size('B1s', 'standardBSFamily', 1, 1, 'V1,V2', { ...closed, acceleratedNetworking: false, retires: '11/15/2028' }),
  size('B2als_v2', 'standardBasv2Family', 2, 4, 'V1,V2', { acceleratedNetworking: false }),
  size('D2ls_v5', 'standardDLSv5Family', 2, 4, 'V1,V2'),
  size('D2s_v5', 'standardDSv5Family', 2, 8, 'V1,V2'),
  size('D4s_v5', 'standardDSv5Family', 4, 16, 'V1,V2'),
  size('D8s_v5', 'standardDSv5Family', 8, 32, 'V1,V2'),
  size('D16s_v5', 'standardDSv5Family', 16, 64, 'V1,V2'),
  size('D2as_v5', 'standardDASv5Family', 2, 8, 'V1,V2'),
  size('D4as_v5', 'standardDASv5Family', 4, 16, 'V1,V2'),
  size('DC2as_v5', 'standardDCASv5Family', 2, 8, 'V2', {
    acceleratedNetworking: false,
    trustedLaunch: false,
    regions: ['eastus', 'northeurope', 'westeurope'],
  }),
  size('D2als_v6', 'standardDalv6Family', 2, 4, 'V2', nvme),
  size('D2as_v6', 'standardDav6Family', 2, 8, 'V2', nvme),
  size('D4as_v6', 'standardDav6Family', 4, 16, 'V2', nvme),
  size('D2s_v6', 'StandardDsv6Family', 2, 8, 'V2', nvme),
  size('D4s_v6', 'StandardDsv6Family', 4, 16, 'V2', nvme),
  size('D2as_v7', 'StandardDasv7Family', 2, 8, 'V2', { ...nvme, regions: ['eastus', 'westus2', 'southcentralus'] }),
  size('D2ps_v6', 'StandardDpsv6Family', 2, 8, 'V2', { ...nvme, architecture: 'Arm64' }),
  size('HC44rs', 'standardHCSFamily', 44, 352, 'V1,V2', { ...rdma(100), retires: '05/31/2027', regions: ['eastus', 'southcentralus', 'westeurope'] }),
  size('HB120rs_v2', 'standardHBrsv2Family', 120, 456, 'V1,V2', {
    ...rdma(200),
    retires: '05/31/2027',
    regions: ['eastus', 'southcentralus', 'westeurope', 'westus2'],
  }),
  size('HB120rs_v3', 'standardHBv3Family', 120, 448, 'V1,V2', { ...rdma(200), regions: ['eastus', 'southcentralus', 'uksouth', 'westeurope'] }),
  size('HB120-16rs_v3', 'standardHBv3Family', 16, 448, 'V1,V2', { ...rdma(200), regions: ['eastus', 'southcentralus', 'uksouth', 'westeurope'] }),
  size('HB176rs_v4', 'standardHBv4Family', 176, 704, 'V2', { ...rdma(400), regions: ['eastus', 'eastus2', 'southcentralus', 'westeurope', 'swedencentral'] }),
  size('HX176rs', 'standardHXFamily', 176, 1408, 'V2', { ...rdma(400), regions: ['eastus', 'eastus2', 'southcentralus', 'westeurope', 'swedencentral'] }),
  size('HB368rs_v5', 'standardHBv5Family', 368, 432, 'V2', { ...rdma(400), trustedLaunch: false, regions: ['eastus', 'southcentralus', 'swedencentral'] }),
];

export const regions: readonly { readonly name: string; readonly displayName: string; readonly longitude: string; readonly latitude: string }[] = [
  { name: 'eastus', displayName: 'East US', longitude: '-79.8164', latitude: '37.3719' },
  { name: 'eastus2', displayName: 'East US 2', longitude: '-78.3889', latitude: '36.6681' },
  { name: 'southcentralus', displayName: 'South Central US', longitude: '-98.5', latitude: '29.4167' },
  { name: 'westus2', displayName: 'West US 2', longitude: '-119.852', latitude: '47.233' },
  { name: 'northeurope', displayName: 'North Europe', longitude: '-6.2597', latitude: '53.3478' },
  { name: 'westeurope', displayName: 'West Europe', longitude: '4.9', latitude: '52.3667' },
  { name: 'germanywestcentral', displayName: 'Germany West Central', longitude: '8.682127', latitude: '50.110924' },
  { name: 'swedencentral', displayName: 'Sweden Central', longitude: '17.14127', latitude: '60.67488' },
  { name: 'uksouth', displayName: 'UK South', longitude: '-0.799', latitude: '50.941' },
];

/** The region of a location as people write it: `East US` is `eastus`. */
export const regionOf = (location: unknown): string | undefined =>
  typeof location === 'string' ? regions.find((region) => region.name === location.replaceAll(' ', '').toLowerCase())?.name : undefined;

export const sizeOf = (name: string | undefined): Size | undefined => sizes.find((one) => one.name.toLowerCase() === name?.toLowerCase());

/** Whether the region has the size at all. */
export const offered = (one: Size, region: string): boolean => one.regions === undefined || one.regions.includes(region);

/** Families of sizes that a new subscription has no quota for (design 4). */
export const withoutQuota = (family: string): boolean => /^standard(HB|HC|HX)/i.test(family);

export const families: readonly string[] = [...new Set(sizes.map((one) => one.family))];

/** The image of a reference, without case; `latest` is the newest version. */
export function findImage(reference: unknown): { readonly image: Image; readonly version: string } | undefined {
  const wanted = (name: string): string => (textAt(at(reference), name) ?? '').toLowerCase();
  const image = images.find(
    (one) => one.publisher.toLowerCase() === wanted('publisher') && one.offer.toLowerCase() === wanted('offer') && one.sku.toLowerCase() === wanted('sku'),
  );
  if (!image) return undefined;
  const version = wanted('version') === 'latest' ? image.versions.at(-1) : image.versions.find((one) => one === wanted('version'));
  return version === undefined ? undefined : { image, version };
}

export const urnOf = (image: Image, version: string): string => `${image.publisher}:${image.offer}:${image.sku}:${version}`;

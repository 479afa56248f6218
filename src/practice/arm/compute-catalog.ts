import { quotaRows } from '../quota.ts';
import { ArmRefusal, badRequest, ok } from './answer.ts';
import { type Call, type Handler, part } from './call.ts';
import { offered, regionOf, regions, type Size, sizes } from './catalog.ts';
import { images, type Image } from './images.ts';

/** A region by its name in the path. @throws ArmRefusal 400 NoRegisteredProviderFound for one that Azure does not have. */
function locationOf(parts: Readonly<Record<string, string>>, type: string): string {
  const wanted = part(parts, 'location');
  const found = regionOf(wanted);
  if (found) return found;
  throw badRequest(
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '${wanted}' and API version '2026-04-01' for type 'locations/${type}'. The supported locations are '${regions.map((region) => region.name).join(', ')}'.`,
  );
}

/** `GET …/usages`: what is used of each quota (azure-facts 2.6). */
export const listUsages: Handler = (call, parts) =>
  ok({
    value: quotaRows(call.state, locationOf(parts, 'usages'), call.quotas).map(({ name, localizedName, current, limit }) => ({
      name: { value: name, localizedValue: localizedName },
      currentValue: current,
      limit,
      unit: 'Count',
    })),
  });

/** `GET …/skus`: every size of every region, or of the one that the filter names (azure-facts 2.5). */
export const listSkus: Handler = (call) => {
  const filter = call.query.get('$filter');
  const location = filter === null ? undefined : /^\s*location\s+eq\s+'([^']*)'\s*$/i.exec(filter)?.[1];
  if (filter !== null && location === undefined)
    throw badRequest('InvalidParameter', `The filter '${filter}' is not supported. Only location can be filtered by.`);
  const wanted = regions.map((region) => region.name).filter((region) => location === undefined || region === location.toLowerCase());
  return ok({ value: wanted.flatMap((region) => sizes.filter((size) => offered(size, region)).map((size) => sku(size, region))) });
};

function sku(size: Size, region: string) {
  const yesNo = (value: boolean): string => (value ? 'True' : 'False');
  const capabilities: Record<string, string | undefined> = {
    MaxResourceVolumeMB: '0',
    OSVhdSizeMB: '1047552',
    vCPUs: String(size.vCPUs),
    vCPUsAvailable: String(size.vCPUs),
    vCPUsPerCore: size.rdma || size.vCPUs === 1 ? '1' : '2',
    MemoryGB: String(size.memoryGB),
    MaxDataDiskCount: String(size.vCPUs * 2),
    MaxNetworkInterfaces: '2',
    HyperVGenerations: size.generations,
    DiskControllerTypes: size.controllers,
    CpuArchitectureType: size.architecture ?? 'x64',
    AcceleratedNetworkingEnabled: yesNo(size.acceleratedNetworking),
    RdmaEnabled: yesNo(size.rdma !== undefined),
    PremiumIO: yesNo(true),
    EphemeralOSDiskSupported: yesNo(false),
    LowPriorityCapable: yesNo(true),
    EncryptionAtHostSupported: yesNo(true),
    TrustedLaunchDisabled: size.trustedLaunch ? undefined : 'True',
    RetirementDateUtc: size.retires,
  };
  return {
    resourceType: 'virtualMachines',
    name: size.name,
    tier: 'Standard',
    size: size.name.replace(/^Standard_/, ''),
    family: size.family,
    locations: [region],
    locationInfo: [{ location: region, zones: [], zoneDetails: [] }],
    capabilities: Object.entries(capabilities).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    restrictions: size.restricted
      ? [{ type: 'Location', values: [region], restrictionInfo: { locations: [region] }, reasonCode: 'NotAvailableForSubscription' }]
      : [],
  };
}

const imageMissing = (): ArmRefusal => new ArmRefusal(404, 'NotFound', 'Artifact: VMImage was not found.');
const equal = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The images under a path of the marketplace. @throws ArmRefusal 404 where there is none. */
function found(parts: Readonly<Record<string, string>>): Image[] {
  const { publisher, offer, sku: wanted } = parts;
  const under = images.filter(
    (image) =>
      (publisher === undefined || equal(image.publisher, publisher)) &&
      (offer === undefined || equal(image.offer, offer)) &&
      (wanted === undefined || equal(image.sku, wanted)),
  );
  if (under.length === 0) throw imageMissing();
  return under;
}

/** The names on one level of the marketplace, each once, as Azure lists them. */
function names(call: Call, parts: Readonly<Record<string, string>>, level: 'publisher' | 'offer' | 'sku') {
  const location = locationOf(parts, 'publishers');
  const base = `/Subscriptions/${call.state.subscriptionId}/Providers/Microsoft.Compute/Locations/${location}/Publishers`;
  const unique = [...new Set(found(parts).map((image) => image[level]))].sort();
  return ok(
    unique.map((name) => {
      const under = found({ ...parts, [level]: name })[0] as Image;
      const path = {
        publisher: name,
        offer: `${under.publisher}/ArtifactTypes/VMImage/Offers/${name}`,
        sku: `${under.publisher}/ArtifactTypes/VMImage/Offers/${under.offer}/Skus/${name}`,
      };
      return { location, name, id: `${base}/${path[level]}` };
    }),
  );
}

export const listPublishers: Handler = (call, parts) => names(call, { location: part(parts, 'location') }, 'publisher');
export const listOffers: Handler = (call, parts) => names(call, parts, 'offer');
export const listImageSkus: Handler = (call, parts) => names(call, parts, 'sku');

const versionId = (call: Call, location: string, image: Image, version: string): string =>
  `/Subscriptions/${call.state.subscriptionId}/Providers/Microsoft.Compute/Locations/${location}/Publishers/${image.publisher}/ArtifactTypes/VMImage/Offers/${image.offer}/Skus/${image.sku}/Versions/${version}`;

export const listImageVersions: Handler = (call, parts) => {
  const location = locationOf(parts, 'publishers');
  const image = found(parts)[0] as Image;
  const descending = /desc/i.test(call.query.get('$orderby') ?? '');
  const versions = descending ? [...image.versions].reverse() : image.versions;
  const top = Number(call.query.get('$top') ?? 0);
  return ok((top > 0 ? versions.slice(0, top) : versions).map((version) => ({ location, name: version, id: versionId(call, location, image, version) })));
};

export const getImageVersion: Handler = (call, parts) => {
  const location = locationOf(parts, 'publishers');
  const image = found(parts)[0] as Image;
  const wanted = part(parts, 'version');
  const version = equal(wanted, 'latest') ? image.versions.at(-1) : image.versions.find((one) => one === wanted);
  if (version === undefined) throw imageMissing();
  return ok({
    location,
    name: version,
    id: versionId(call, location, image, version),
    properties: {
      osDiskImage: { operatingSystem: 'Linux' },
      dataDiskImages: [],
      automaticOSUpgradeProperties: { automaticOSUpgradeSupported: true },
      hyperVGeneration: image.generation,
      features: [
        { name: 'IsAcceleratedNetworkSupported', value: 'True' },
        { name: 'DiskControllerTypes', value: image.nvme ? 'SCSI, NVMe' : 'SCSI' },
        ...(image.trustedLaunch ? [{ name: 'SecurityType', value: 'TrustedLaunchSupported' }] : []),
      ],
      architecture: image.architecture,
      imageDeprecationStatus: { imageState: 'Active' },
    },
  });
};

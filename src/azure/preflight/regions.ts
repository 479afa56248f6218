import { type Azure, allOf } from '../azure.ts';
import { askAzure } from '../errors.ts';

/** A region that the subscription sees. */
export interface Region {
  readonly name: string;
  readonly displayName: string;
  readonly latitude?: number;
  readonly longitude?: number;
}

/** The regions of the subscription, without those that stand for several (`global`, `europe`). */
export async function regionsOf(azure: Azure, signal?: AbortSignal): Promise<Region[]> {
  const options = signal ? { abortSignal: signal } : {};
  const all = await askAzure('regions of the subscription', signal, () =>
    allOf(azure.subscriptions.subscriptions.listLocations(azure.subscriptionId, options)),
  );
  return all.flatMap(({ name, displayName, metadata }) => {
    if (!name || (metadata?.regionType !== undefined && metadata.regionType !== 'Physical')) return [];
    const [latitude, longitude] = [Number(metadata?.latitude ?? Number.NaN), Number(metadata?.longitude ?? Number.NaN)];
    return [{ name, displayName: displayName ?? name, ...(Number.isFinite(latitude) && Number.isFinite(longitude) ? { latitude, longitude } : {}) }];
  });
}

/** The regions of the subscription by name, for a choice. */
export async function listLocations(azure: Azure, signal?: AbortSignal): Promise<{ name: string; displayName: string }[]> {
  const all = await regionsOf(azure, signal);
  return all.map(({ name, displayName }) => ({ name, displayName })).sort((a, b) => a.displayName.localeCompare(b.displayName));
}

/** The other regions, nearest first: by latitude and longitude, which is near enough for a proposal. */
export function neighbours(regions: readonly Region[], location: string): Region[] {
  const here = regions.find((one) => one.name === location);
  const far = (one: Region): number => {
    if (here?.latitude === undefined || here.longitude === undefined || one.latitude === undefined || one.longitude === undefined) return 1e6;
    const east = Math.abs(one.longitude - here.longitude);
    return Math.hypot(one.latitude - here.latitude, Math.min(east, 360 - east) * Math.cos((here.latitude * Math.PI) / 180));
  };
  return regions.filter((one) => one.name !== location).sort((a, b) => far(a) - far(b));
}

import type { Clock } from '../../engine/clock.ts';

/** How long a listing counts as fresh, in milliseconds of the world. */
const freshFor = 20_000;

/**
 * Asks for resources of one kind by name. The first look at each is answered from one listing of all of them where it shows
 * that the name does not exist, so that a new cluster costs one read a kind and not one a node; every later look, and any
 * look at something that exists, asks for the resource itself.
 */
export function firstLooks<T>(
  clock: Clock,
  list: (signal: AbortSignal) => Promise<readonly string[]>,
  get: (name: string, signal: AbortSignal) => Promise<T | undefined>,
) {
  const looked = new Set<string>();
  let listing: { readonly names: Promise<ReadonlySet<string>>; readonly since: number } | undefined;
  return async (name: string, signal: AbortSignal): Promise<T | undefined> => {
    if (looked.has(name)) return get(name, signal);
    looked.add(name);
    if (!listing || clock.now() - listing.since > freshFor) {
      const names = list(signal).then((all) => new Set(all.map((one) => one.toLowerCase())));
      const mine = { names, since: clock.now() };
      listing = mine;
      names.catch(() => {
        if (listing === mine) listing = undefined;
      });
    }
    return (await listing.names).has(name.toLowerCase()) ? get(name, signal) : undefined;
  };
}

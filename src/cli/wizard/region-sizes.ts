import { chosenIndex, locationRows } from '../../screens/model/lists.ts';
import type { SizeView } from '../../screens/model/state.ts';
import type { Core } from './core.ts';
import type { OpenCloud } from './services.ts';

/** Which sizes a region has, asked once a region: all of Azure's regions in one answer would be tens of megabytes (azure-facts 2.5). */
export interface RegionSizes {
  /** The sizes of a region; asks where that is not known, or is older than some minutes. */
  of(location: string): Promise<readonly SizeView[]>;
  /** Whether an answer is at hand that still holds. */
  holds(location: string): boolean;
  /** Called each second: asks about the region that the mark has rested on. */
  lookAhead(): void;
}

/** How long an answer holds, in milliseconds of the world: quota is used and granted meanwhile. */
const holds = 10 * 60_000;

export function regionSizes({ held, dispatch, state }: Core): RegionSizes {
  const asked = new Map<string, { readonly of: OpenCloud; readonly since: number; readonly sizes: Promise<readonly SizeView[]> }>();
  let rested: string | undefined;
  let ahead = false;

  const knownOf = (location: string) => {
    const known = asked.get(location);
    return known && known.of === held.cloud && known.of.now() - known.since < holds ? known : undefined;
  };

  const ask = (location: string): Promise<readonly SizeView[]> => {
    const { subscription } = state();
    const { cloud } = held;
    if (!cloud || !subscription) return Promise.reject(new Error('no cloud is open'));
    const known = knownOf(location);
    if (known) return known.sizes;
    const sizes = cloud.sizes(subscription.id, location, AbortSignal.timeout(120_000));
    const one = { of: cloud, since: cloud.now(), sizes };
    asked.set(location, one);
    sizes.then(
      (found) => dispatch({ type: 'known', known: { offers: { ...state().offers, [location]: found } } }),
      // Told when the sizes are needed, by whoever waits for it then.
      () => asked.get(location) === one && asked.delete(location),
    );
    return sizes;
  };

  return {
    of: ask,
    holds: (location) => knownOf(location) !== undefined,
    lookAhead: () => {
      const { screen, running, overlay, problem } = state();
      if (screen.at !== 'location' || running || overlay !== undefined || problem) {
        rested = undefined;
        return;
      }
      const rows = locationRows(state());
      const marked = rows[chosenIndex(state(), { id: 'location', rows })]?.value;
      const rests = marked !== undefined && marked === rested;
      rested = marked;
      if (!rests || ahead || marked in state().offers) return;
      ahead = true;
      const over = (): void => {
        ahead = false;
      };
      ask(marked).then(over, over);
    },
  };
}

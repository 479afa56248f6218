import { answerOf } from '../../screens/model/lists.ts';
import type { Core } from './core.ts';
import type { RegionSizes } from './region-sizes.ts';

/** The sizes of the region that was chosen: brought while the count is asked for, waited for where they are needed. */
export interface SizeList {
  load(location: string): void;
  /** The screen of them. */
  show(): void;
  /** The same, asked for anew where that was a while ago. */
  choose(): void;
}

export function sizeList({ dispatch, show, state, job }: Core, regions: RegionSizes): SizeList {
  let sizes: Promise<void> | undefined;
  let loaded: string | undefined;

  const load = (location: string): void => {
    if (location === loaded && state().sizes && regions.holds(location)) return;
    loaded = location;
    dispatch({ type: 'known', known: { sizes: undefined } });
    const loading = regions.of(location).then((found) => {
      if (sizes === loading) dispatch({ type: 'known', known: { sizes: found } });
    });
    // Told when the sizes are needed, by whoever waits for it then.
    loading.catch(() => {});
    sizes = loading;
  };

  const shown = (): void => {
    show({ at: 'size' });
    if (state().sizes) return;
    job({ what: 'Asking Azure for the sizes', stoppable: true }, async () => {
      if (!sizes) load(answerOf(state(), 'location') ?? '');
      try {
        await sizes;
      } catch (error) {
        sizes = undefined;
        throw error;
      }
      return undefined;
    });
  };

  return {
    load,
    show: shown,
    choose: () => {
      const location = answerOf(state(), 'location') ?? '';
      if (location !== loaded || !regions.holds(location)) load(location);
      shown();
    },
  };
}

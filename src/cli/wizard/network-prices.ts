import { answerOf } from '../../screens/model/lists.ts';
import { roadDefaults } from '../../stages/roads.ts';
import type { Core } from './core.ts';
import type { OpenCloud } from './services.ts';

/** Asks what the usual size of each road costs, beside the question; where nobody knows, the question says nothing of money. */
export function askPrices(cloud: OpenCloud, { dispatch, state }: Pick<Core, 'dispatch' | 'state'>): void {
  const location = answerOf(state(), 'location') ?? 'eastus';
  const signal = AbortSignal.timeout(20_000);
  for (const network of ['ethernet', 'infiniband'] as const) {
    cloud.hourly(roadDefaults[network].size, location, signal).then(
      (price) => {
        if (price !== undefined) dispatch({ type: 'known', known: { networkPrices: { ...state().networkPrices, [network]: price } } });
      },
      () => {
        // The review shows the price, or that it is not known.
      },
    );
  }
}

import type { ScaleView } from '../../src/screens/model/scale.ts';
import { price } from './fake-records.ts';

/** What another count of a fake cluster comes to: the newest go. */
export const fakeScaling = (names: readonly string[], to: number): ScaleView => ({
  from: names.length,
  to,
  going: names.slice(to).reverse(),
  staying: names.slice(0, to),
  coming: Math.max(0, to - names.length),
  quota: [{ name: 'Total Regional vCPUs', needed: 2 * Math.max(0, to - names.length), left: 12, limit: 20 }],
  price: { ...price, perHour: (price.perHour * to) / 4 },
  nothingToDo: to === names.length,
  ...(to === 0 ? { files: 12 } : {}),
});

/** What an update of these nodes would do to them. */
export const outdatedOf = (names: readonly string[]): Partial<ScaleView> =>
  names.length === 0
    ? {}
    : {
        outdated: names,
        update: [`${names.join(', ')}: one is updated first, then the others. What runs on a node may be cut off meanwhile; its disk stays.`],
      };

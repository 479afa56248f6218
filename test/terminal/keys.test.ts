import { afterAll, describe, expect, test } from 'vitest';
import { allPoints, pointName, pressAt } from '../support/keys.ts';
import { sampleOf, seedOfRun } from '../support/sample.ts';

/** Presses of one run; the campaign (npm run campaign -- keys) has them all. */
const presses = 90;
const seed = seedOfRun();

describe('every key at every place and size', () => {
  let left = 0;
  afterAll(() => console.log(`seed ${seed} (RANK0_SEED replays it): ${presses} presses, ${left} left to the campaign`));

  test(`a sample of them, seed ${seed}: the screen answers or says why not, and stays whole`, async () => {
    const points = await allPoints();
    const sample = sampleOf(points.length, presses, seed);
    left = points.length - sample.length;
    expect(new Set(points.map(({ stop }) => stop)).size).toBeGreaterThan(80);
    expect(new Set(points.map(({ key }) => key)).size).toBeGreaterThan(40);
    for (const at of sample) {
      const point = points[at - 1];
      if (point) expect((await pressAt(point)).faults, pointName(point)).toEqual([]);
    }
  });
});

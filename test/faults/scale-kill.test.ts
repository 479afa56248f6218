import { afterAll, describe, expect, it } from 'vitest';
import { sampleOf, seedOfRun } from '../support/sample.ts';
import { killScaling, type ScaleCase, scaleGround } from '../support/scale-kills.ts';

/** How many kills of each scaling beside those at its writes to Azure; `npm run campaign` takes every one. */
const size = 3;
const cases: readonly ScaleCase[] = [
  { network: 'infiniband', from: 2, to: 4 },
  { network: 'infiniband', from: 4, to: 2 },
  { network: 'infiniband', from: 2, to: 0 },
  { network: 'infiniband', from: 0, to: 2 },
  { network: 'ethernet', from: 2, to: 4 },
  { network: 'ethernet', from: 4, to: 2 },
];
const inAzure = /^(remove\/|down\/|scale-set$|head-protection$|address\/|nic\/|machine\/)/;
const seed = seedOfRun();
const grounds = await Promise.all(cases.map(scaleGround));
afterAll(() => {
  for (const ground of grounds) ground.dispose();
});

const points = grounds.flatMap((ground) =>
  [...ground.writing.filter((task) => inAzure.test(task)), ...sampleOf(ground.most, size, seed)].map((at) => ({ ground, at, ...ground.one })),
);
console.log(`kills of scalings: ${points.length} of ${grounds.reduce((sum, { most }) => sum + most, 0)} (seed ${seed}, RANK0_SEED replays it)`);

// Two at a time: most of a walk is waiting.
describe.concurrent('SIGKILL of a scaling is survived: the same nodes at the end, nothing made twice, nothing left over', () => {
  it.each(points)('$network $from to $to, at $at', async ({ ground, at }) => expect(await killScaling(ground, at)).toEqual({ at, killed: true, faults: [] }));
});

import { beforeAll, describe, expect, it } from 'vitest';
import { eventsOfAWalk, killAndResume } from '../support/kills.ts';
import { sampleOf, seedOfRun } from '../support/sample.ts';

/** How many kills a run of all tests takes; `npm run campaign` takes every one. */
const size = 8;

describe('SIGKILL after an event', () => {
  let most = 0;
  let sample: number[] = [];

  beforeAll(async () => {
    most = await eventsOfAWalk(4);
    const seed = seedOfRun();
    sample = sampleOf(most, size, seed);
    console.log(`kills: seed ${seed} (RANK0_SEED replays it), after events ${sample.join(', ')} of ${most}; ${most - sample.length} left out`);
  });

  it.each(Array.from({ length: size }, (_, index) => index))('is survived, sample %i: finished, nothing made twice, nothing left over', async (index) => {
    const at = sample[index] as number;
    const report = await killAndResume(at, 4);
    expect(report).toEqual({ at, killed: true, faults: [] });
  });
});

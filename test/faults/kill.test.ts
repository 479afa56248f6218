import { describe, expect, it } from 'vitest';
import { eventsOfAWalk, killAndResume, type KillPoint } from '../support/kills.ts';
import { sampleOf, seedOfRun } from '../support/sample.ts';

/** How many kills beside those at the writes a run of all tests takes; `npm run campaign` takes every one. */
const size = 4;

/** The head and two others: what is written for a fourth is written as for the third. */
const nodes = 3;

const { most, writing } = await eventsOfAWalk(nodes);
const seed = seedOfRun();
const sample = sampleOf(most, size, seed);
console.log(
  `kills: as each of ${writing.length} tasks begins to write, and (seed ${seed}, RANK0_SEED replays it) after events ${sample.join(', ')} of ${most}; ${most - sample.length} left out`,
);

const survived = async (at: KillPoint): Promise<void> => expect(await killAndResume(at, nodes)).toEqual({ at, killed: true, faults: [] });

// Two at a time: most of a walk is waiting.
describe.concurrent('SIGKILL is survived: finished, nothing made twice, nothing left over', () => {
  it.each(writing)('as %s begins to write', survived);
  it.each(sample)('after event %i', survived);
});

import { describe, expect, it } from 'vitest';
import { sampleOf, seedOfRun } from '../support/sample.ts';
import { cuts, killChange } from '../support/shared-kills.ts';

/** How many cuts a run of all tests takes; RANK0_ALL_CUTS=1 takes every one. */
const size = process.env['RANK0_ALL_CUTS'] === '1' ? cuts.length : 3;
const seed = seedOfRun();
const sample = sampleOf(cuts.length, size, seed).flatMap((number) => cuts[number - 1] ?? []);
console.log(`cuts of changes of shared files (seed ${seed}, RANK0_SEED replays it): ${sample.length} of ${cuts.length}`);

describe.concurrent('SIGKILL while shared files change is survived: finished, nothing lost, nothing left over', () => {
  it.each(sample.map(({ change, at }) => [change.from, change.to, at] as const))('from %s to %s, as %s begins to write', async (from, to, at) => {
    expect(await killChange(at, { from, to })).toEqual({ killed: true, faults: [] });
  });
});

import { describe, expect, it } from 'vitest';
import { killAndResume } from '../support/kills.ts';
import { sampleOf, seedOfRun, takesAll } from '../support/sample.ts';

const road = { flags: ['--benchmark'], env: {} };

// Where the node goes on by itself (the build), where a file is half there, between two figures, and in the rounds of the pairs.
const points = ['osu/source', 'osu/build', 'osu/copy', 'benchmark/bandwidth', 'benchmark/pairs'];
const seed = seedOfRun();
const taken = sampleOf(points.length, takesAll ? points.length : 3, seed).map((number) => points[number - 1] as string);
console.log(`kills in the benchmark: ${taken.length} of ${points.length} (seed ${seed}, RANK0_SEED replays it)`);

describe.concurrent('SIGKILL in the benchmark is survived: what was measured stays, the rest follows', () => {
  it.each(taken)('as %s begins to write', async (at) => {
    expect(await killAndResume(at, 2, road)).toEqual({ at, killed: true, faults: [] });
  });
});

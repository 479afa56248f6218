import { describe, expect, it } from 'vitest';
import { killAndResume } from '../support/kills.ts';

const road = { flags: ['--benchmark'], env: {} };

// Where the node goes on by itself (the build), where a file is half there, between two figures, and in the rounds of the pairs.
describe.concurrent('SIGKILL in the benchmark is survived: what was measured stays, the rest follows', () => {
  it.each(['osu/source', 'osu/build', 'osu/copy', 'benchmark/bandwidth', 'benchmark/pairs'])('as %s begins to write', async (at) => {
    expect(await killAndResume(at, 2, road)).toEqual({ at, killed: true, faults: [] });
  });
});

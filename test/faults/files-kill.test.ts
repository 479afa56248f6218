import { describe, expect, it } from 'vitest';
import { killFiles, linesOf, type Way } from '../support/file-kills.ts';
import { sampleOf, seedOfRun, takesAll } from '../support/sample.ts';

const title = 'SIGKILL of a put or a get is survived: the same line ends it, and nothing half is left';
const seed = seedOfRun();
const points = (
  await Promise.all(
    (['put', 'get'] as const).map(async (way, index): Promise<{ way: Way; at: number }[]> => {
      // After its last line there is nothing to kill.
      const most = (await linesOf(way)) - 1;
      return sampleOf(most, takesAll ? most : 2, seed + index).map((at) => ({ way, at }));
    }),
  )
).flat();
console.log(`${title}: ${points.length} kills (seed ${seed}, RANK0_SEED replays it)`);

describe.concurrent(title, () => {
  it.each(points)('$way, after line $at', async ({ way, at }) => expect(await killFiles(way, at)).toMatchObject({ at, faults: [] }));
});

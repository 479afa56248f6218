import { describe, expect, it } from 'vitest';
import type { KillPoint } from './kills.ts';
import { sampleOf, seedOfRun, takesAll } from './sample.ts';
import { killStanding, type Operation, standing } from './standing-kills.ts';

/** How many kills of each operation a run of all tests takes: as tasks begin to write, and after events. */
export interface Sizes {
  readonly writes: number;
  readonly events: number;
}

/** A seeded sample of the kills of each operation as tests, and how many are left out; RANK0_ALL_CUTS=1 takes every one, as `npm run campaign` does. */
export async function describeKills(title: string, operations: readonly Operation[], { writes, events }: Sizes): Promise<void> {
  const seed = seedOfRun();
  const all = await Promise.all(
    operations.map(async (operation, index) => {
      const { writing, most } = await standing([...operation.before, operation.words]);
      const writesTaken = sampleOf(writing.length, takesAll ? writing.length : writes, seed + index).map((number) => writing[number - 1] as string);
      const eventsTaken = sampleOf(most, takesAll ? most : events, seed + index);
      return { operation, points: [...writesTaken, ...eventsTaken] as KillPoint[], of: writing.length + most };
    }),
  );
  const points = all.flatMap(({ operation, points: taken }) => taken.map((at) => ({ operation, at, name: operation.name })));
  const of = all.reduce((sum, each) => sum + each.of, 0);
  console.log(`${title}: ${points.length} of ${of} kills (seed ${seed}, RANK0_SEED replays it); ${of - points.length} left out`);
  // Two at a time: two cores, and some of it is waiting.
  describe.concurrent(title, () => {
    it.each(points)('$name, at $at', async ({ operation, at }) => expect(await killStanding(operation, at)).toEqual({ at, killed: true, faults: [] }));
  });
}

import { describe, expect, it } from 'vitest';
import { killMaking, killRemoving, sharedWrites } from '../support/head-shared-kills.ts';
import { sampleOf, seedOfRun } from '../support/sample.ts';

const { making, removing } = await sharedWrites();

/** How many kills of each a run of all tests takes; RANK0_ALL_CUTS=1 takes every one. */
const all = process.env['RANK0_ALL_CUTS'] === '1';
const seed = seedOfRun();
const chosen = (tasks: readonly string[], size: number): string[] =>
  sampleOf(tasks.length, all ? tasks.length : size, seed).flatMap((number) => tasks[number - 1] ?? []);
console.log(`kills of shared files from the head: a sample of ${making.length + removing.length} (seed ${seed}, RANK0_SEED replays it)`);

// Two at a time: most of a walk is waiting.
describe.concurrent('SIGKILL while shared files are made is survived: finished, nothing left over', () => {
  it.each(chosen(making, 2))('as %s begins to write', async (at) => expect(await killMaking(at)).toEqual({ at, killed: true, faults: [] }));
});

describe.concurrent('SIGKILL while shared files are taken away is survived: nothing of them is left on nodes, the files are kept', () => {
  it.each(chosen(removing, 1))('as %s begins to write', async (at) => expect(await killRemoving(at)).toEqual({ at, killed: true, faults: [] }));
});

import { afterAll, describe, expect, it } from 'vitest';
import { killPruning, type PruneCase, pruneGround } from '../support/prune-kills.ts';
import { sampleOf, seedOfRun } from '../support/sample.ts';

/** How many kills of each beside those at its writes to Azure. */
const size = 2;
const cases: readonly PruneCase[] = [
  { network: 'ethernet', before: [], words: ['prune', '--nat-gateway'] },
  { network: 'ethernet', before: [['prune', '--nat-gateway']], words: ['prune', '--restore'] },
  { network: 'ethernet', before: [['prune']], words: ['scale', '4'] },
  { network: 'infiniband', before: [], words: ['prune'] },
  { network: 'infiniband', before: [['prune']], words: ['prune', '--restore'] },
];
const inAzure = /^(prune(-address)?\/|restore(-address)?\/|nat\/)/;
const onNodes = /^prune\/(known-hosts|laptop)/;
const seed = seedOfRun();
const grounds = await Promise.all(cases.map(pruneGround));
afterAll(() => {
  for (const ground of grounds) ground.dispose();
});

const points = grounds.flatMap((ground) =>
  [...ground.writing.filter((task) => inAzure.test(task) && !onNodes.test(task)), ...sampleOf(ground.most, size, seed)].map((at) => ({
    ground,
    at,
    network: ground.one.network,
    line: [...ground.one.before.flat(), '→', ...ground.one.words].join(' '),
  })),
);
console.log(`kills of prunings: ${points.length} of ${grounds.reduce((sum, { most }) => sum + most, 0)} (seed ${seed}, RANK0_SEED replays it)`);

// Two at a time: most of it is waiting.
describe.concurrent('SIGKILL of a pruning is survived: the same addresses at the end, nothing made twice, nothing left over', () => {
  it.each(points)('$network, $line, at $at', async ({ ground, at }) => expect(await killPruning(ground, at)).toEqual({ at, killed: true, faults: [] }));
});

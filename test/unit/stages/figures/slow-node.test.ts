import { describe, expect, it } from 'vitest';
import { pairOf, pairWords, readPairs } from '../../../../src/stages/figures/slow-node.ts';
import { measured, type MeasuredHow } from '../../../support/measurements.ts';

const found = (how: MeasuredHow) => readPairs(measured(how).pairs);
const slowOf = (how: MeasuredHow): string[] => (found(how)?.slow ?? []).map(({ node }) => node).sort();

describe('the slow node', () => {
  it.each([3, 4, 5, 8, 16, 64])('is found among %d, and nobody else', (count) => {
    expect(slowOf({ count, slow: { glocluster1: 2 } })).toEqual(['glocluster1']);
    expect(slowOf({ count })).toEqual([]);
  });

  it('is found where it is the head, and where it is the last', () => {
    expect(slowOf({ count: 4, slow: { glocluster0: 3 } })).toEqual(['glocluster0']);
    expect(slowOf({ count: 7, slow: { glocluster6: 1.6 } })).toEqual(['glocluster6']);
  });

  it('is found when there are two of them, even of four', () => {
    expect(slowOf({ count: 4, slow: { glocluster1: 2, glocluster3: 2 } })).toEqual(['glocluster1', 'glocluster3']);
    expect(slowOf({ count: 16, slow: { glocluster1: 2, glocluster9: 4 } })).toEqual(['glocluster1', 'glocluster9']);
  });

  it('comes first where it is the slowest', () => {
    expect(found({ count: 8, slow: { glocluster2: 2, glocluster5: 6 } })?.slow.map(({ node }) => node)).toEqual(['glocluster5', 'glocluster2']);
  });

  it('is told from noise: of 300 clusters whose repetitions differ by a fifth, none is accused wrongly and all slow ones are found', () => {
    const seeds = Array.from({ length: 100 }, (_, index) => index * 7919 + 13);
    const wrong = seeds.flatMap((seed) => [4, 8, 16].flatMap((count) => slowOf({ count, seed, noise: 0.2 })));
    expect(wrong).toEqual([]);
    const missed = seeds.filter((seed) => slowOf({ count: 8, seed, noise: 0.2, slow: { glocluster3: 2 } }).join() !== 'glocluster3');
    expect(missed).toEqual([]);
  });

  it('cannot be told of two', () => {
    expect(found({ count: 2, slow: { glocluster1: 9 } })).toMatchObject({ slow: [], undecided: true });
    const { pairs } = measured({ count: 2 });
    expect(pairWords(readPairs(pairs), pairs)).toContain('one pair, so nothing to compare it with');
  });

  it('is not accused for one wild pair, which is named itself', () => {
    const { pairs } = measured({ count: 6 });
    const wild = pairs.map((pair) => (pair.nodes.join() === 'glocluster1,glocluster4' ? { ...pair, latencies: [900, 910, 905] } : pair));
    expect(readPairs(wild)).toMatchObject({ slow: [], odd: [{ nodes: ['glocluster1', 'glocluster4'] }] });
    expect(pairWords(readPairs(wild), wild)).toContain('The pair glocluster1 and glocluster4 takes');
  });

  it('is not sought where the nodes stand in two places: then it is the pairs across', () => {
    const { pairs } = measured({ count: 6 });
    const place = (name: string): number => Number(name.slice(-1)) % 2;
    const apart = pairs.map((pair) =>
      place(pair.nodes[0]) === place(pair.nodes[1]) ? pair : { ...pair, latencies: pair.latencies.map((value) => value * 5) },
    );
    const said = readPairs(apart);
    expect(said?.slow).toEqual([]);
    expect(said?.odd).toHaveLength(9);
    expect(pairWords(said, apart)).toContain('9 pairs take longer');
  });

  it('is silent where none of its pairs gave a figure', () => {
    const { pairs } = measured({ count: 4 });
    const gone = pairs.map((pair) => (pair.nodes.includes('glocluster2') ? { ...pair, latencies: [], failed: 'glocluster2 does not answer' } : pair));
    expect(readPairs(gone)).toMatchObject({ slow: [], silent: ['glocluster2'] });
    expect(pairWords(readPairs(gone), gone)).toContain('glocluster2 gave no figure');
    expect(readPairs(gone.map((pair) => ({ ...pair, latencies: [] })))).toBeUndefined();
  });

  it('is said in words with how many times as slow it is', () => {
    const { pairs } = measured({ count: 4, slow: { glocluster2: 2 } });
    expect(pairWords(readPairs(pairs), pairs)).toMatch(/usually takes 2\d\.\d µs\. glocluster2 is slow: [12]\.\d times as much/);
    expect(pairWords(undefined, [])).toBe('No pairs were measured.');
  });
});

describe('a pair', () => {
  it('is the same from both sides', () => {
    const { pairs } = measured({ count: 4 });
    expect(pairOf(pairs, 'glocluster3', 'glocluster1')?.nodes).toEqual(['glocluster1', 'glocluster3']);
    expect(pairOf(pairs, 'glocluster1', 'glocluster1')).toBeUndefined();
  });
});

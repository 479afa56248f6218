import { describe, expect, it } from 'vitest';
import { tournament } from '../../../../src/remote/osu/tournament.ts';
import { roundsAmong } from '../../../../src/remote/tasks/benchmark-pairs.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `node${index}`);

describe('a tournament', () => {
  it.each([2, 3, 4, 5, 8, 9, 16, 31])('of %i: everybody meets everybody once, and nobody is in two pairs of a round', (count) => {
    const rounds = tournament(names(count));
    expect(rounds).toHaveLength(count % 2 === 0 ? count - 1 : count);
    const all = rounds.flat().map((pair) => pair.join());
    expect(all).toHaveLength((count * (count - 1)) / 2);
    expect(new Set(all).size).toBe(all.length);
    for (const round of rounds) expect(new Set(round.flat()).size).toBe(round.length * 2);
    for (const [a, b] of rounds.flat()) expect(names(count).indexOf(a)).toBeLessThan(names(count).indexOf(b));
  });

  it('of one or none has no rounds', () => {
    expect([tournament(['node0']), tournament([])]).toEqual([[], []]);
  });

  it('is bounded for many: each node has seven partners, and at most half of the nodes work in pairs at once', () => {
    for (const count of [9, 64, 100, 250]) {
      const rounds = roundsAmong(names(count));
      expect(rounds).toHaveLength(7);
      const partners = names(count).map((name) => rounds.flat().filter((pair) => pair.includes(name)).length);
      expect(Math.min(...partners)).toBeGreaterThanOrEqual(6);
      expect(rounds.flat().length).toBeLessThanOrEqual((7 * count) / 2);
    }
    expect(roundsAmong(names(8)).flat()).toHaveLength(28);
  });
});

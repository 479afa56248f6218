import { describe, expect, it } from 'vitest';
import { osuMicroBenchmarks, programUses, programWords } from '../../../../src/remote/osu/programs.ts';
import { roundsFor, withRun } from '../../../../src/remote/tasks/benchmark-series.ts';
import { seriesLines } from '../../../../src/remote/osu/words.ts';

describe('how long a program runs', () => {
  const sizes = Array.from({ length: 21 }, (_, index) => 2 ** index);
  /** Seconds of a run with so many rounds, by the same figures. */
  const seconds = (kind: keyof typeof programUses, figure: (bytes: number) => number, rounds: number): number =>
    sizes.reduce((sum, bytes) => sum + programUses[kind].seconds(bytes, figure(bytes)) * rounds * 1.1, 0);

  it.each([
    ['a fast fabric', 1.6, 24_000],
    ['Ethernet', 28, 1_500],
    ['a far node', 1_100, 90],
  ])('over %s its rounds fit into a few seconds', (_, latency, bandwidth) => {
    const time = (bytes: number): number => latency + bytes / bandwidth;
    const rounds = roundsFor(
      'latency',
      sizes.map((bytes) => ({ bytes, value: time(bytes) })),
    );
    expect(rounds).toBeGreaterThanOrEqual(10);
    expect(seconds('latency', time, rounds)).toBeLessThanOrEqual(5.01);
    const flow = (bytes: number): number => bytes / (1 + bytes / bandwidth);
    const turns = roundsFor(
      'bandwidth',
      sizes.map((bytes) => ({ bytes, value: flow(bytes) })),
    );
    expect(turns).toBeGreaterThanOrEqual(2);
    expect(turns === 2 || seconds('bandwidth', flow, turns) <= 5.01).toBe(true);
  });

  it('is said by the options of the program', () => {
    expect(programWords('8:8', 1000)).toBe('-m 8:8 -i 1000 -x 100');
    expect(programWords(undefined, 3)).toBe('-i 3 -x 1');
  });
});

it('figures of runs stand beside each other by their size; a run that was cut leaves the larger ones with fewer', () => {
  const first = withRun(
    [],
    [
      { bytes: 1, value: 2 },
      { bytes: 2, value: 3 },
    ],
  );
  expect(withRun(first, [{ bytes: 1, value: 4 }])).toEqual([
    { bytes: 1, values: [2, 4] },
    { bytes: 2, values: [3] },
  ]);
});

it('lines say the middle and how far apart the runs were', () => {
  expect(
    seriesLines(
      {
        kind: 'latency',
        nodes: ['a', 'b'],
        points: [
          { bytes: 1, values: [28.4, 27.9, 29.1] },
          { bytes: 1_048_576, values: [700] },
        ],
      },
      'µs',
    ),
  ).toEqual(['   1 byte  28.4 µs  (27.9 to 29.1)', '    1 MiB  700.0 µs']);
});

it('the source is the one that two package collections know', () => {
  expect(osuMicroBenchmarks).toMatchObject({
    url: expect.stringMatching(/^https:.*\/osu-micro-benchmarks-7\.5\.2\.tar\.gz$/),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

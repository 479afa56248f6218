import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { bytesAxis, figuresAxis } from '../../../../src/stages/figures/axis.ts';
import { csvOf } from '../../../../src/stages/figures/csv.ts';
import { svgOf } from '../../../../src/stages/figures/svg.ts';
import { measured } from '../../../support/measurements.ts';

/** Rows of a table, taken apart as RFC 4180 says. */
function rowsOf(csv: string): string[][] {
  return csv
    .trimEnd()
    .split('\n')
    .map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, inside, plain]) => inside?.replaceAll('""', '"') ?? plain ?? ''));
}

describe('the table', () => {
  it('has a line for each figure and each pair, with the unit and whether it is simulated', () => {
    const one = measured();
    const [head = [], ...rows] = rowsOf(csvOf([one]));
    const figures = one.series.reduce((sum, { points }) => sum + points.length, 0);
    expect(rows).toHaveLength(figures + one.pairs.length);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head.length]));
    const cell = (row: string[], name: string): string | undefined => row[head.indexOf(name)];
    expect(cell(rows[0] as string[], 'simulated')).toBe('true');
    const small = rows.find((row) => cell(row, 'kind') === 'latency' && cell(row, 'bytes') === '8');
    expect(Number(cell(small as string[], 'median'))).toBeCloseTo(28.2, 0);
    expect(cell(small as string[], 'values')?.split(' ')).toHaveLength(5);
    expect(rows.filter((row) => cell(row, 'kind') === 'pair')).toHaveLength(6);
  });

  it('has all runs, by their time, and quotes what has to be', () => {
    const cut = {
      ...measured({ at: '2026-11-26T00:00:00.000Z' }),
      pairs: [{ nodes: ['a', 'b'] as [string, string], latencies: [], failed: 'b said "no", twice' }],
    };
    const rows = rowsOf(csvOf([measured(), cut]));
    expect(new Set(rows.slice(1).map(([at]) => at)).size).toBe(2);
    expect(rows.at(-1)?.at(-1)).toBe('b said "no", twice');
    expect(rows.at(-1)?.slice(-5, -1)).toEqual(['', '', '', '']);
  });
});

describe('the picture', () => {
  it('is one that is drawn, says that it is simulated, and has the verdict in words', () => {
    const svg = svgOf(measured({ slow: { glocluster2: 3 } }), [measured({ latency: 41, seed: 3 })]);
    const { width, height } = new Resvg(svg).render();
    expect([width, height]).toEqual([880, expect.any(Number)]);
    expect(svg).toContain('SIMULATED');
    expect(svg).toContain('glocluster2 is slow');
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(4);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('says nothing of the kind of real figures, and holds names for what they are', () => {
    const svg = svgOf({ ...measured(), simulated: false, location: '<east & "us">' });
    expect(svg).not.toMatch(/simulated/i);
    expect(svg).toContain('&lt;east &amp; &quot;us&quot;&gt;');
    expect(() => new Resvg(svg).render()).not.toThrow();
  });

  it('is drawn of what there is where it ended early', () => {
    const { series, ...rest } = measured();
    const svg = svgOf({ ...rest, series: series.slice(0, 1), pairs: [], cut: 'glocluster2 is gone' });
    expect(svg).toContain('It ended early: glocluster2 is gone.');
    expect(svg.match(/<polyline/g)).toHaveLength(1);
    expect(() => new Resvg(svgOf({ ...rest, series: [], pairs: [] })).render()).not.toThrow();
  });
});

describe('an axis', () => {
  it('holds all figures between round ends, with ticks that grow', () => {
    for (const values of [[28.6], [1.61, 23_477], [0.3, 0.4], [5, 5], [1e-3, 1e6]]) {
      const { low, high, ticks, at } = figuresAxis(values);
      expect(low).toBeLessThanOrEqual(Math.min(...values));
      expect(high).toBeGreaterThanOrEqual(Math.max(...values));
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
      for (const value of [...values, ...ticks]) expect(at(value)).toSatisfy((part: number) => part >= 0 && part <= 1);
    }
    expect(figuresAxis([]).ticks).toEqual([1, 10]);
  });

  it('has equal factors at equal distances, and 0 bytes one step before 1', () => {
    const { at, ticks } = bytesAxis([0, 1, 2, 4, 1024]);
    expect(at(0)).toBe(0);
    expect(at(2) - at(1)).toBeCloseTo(at(4) - at(2));
    expect(at(1) - at(0)).toBeCloseTo(at(2) - at(1));
    expect(at(1024)).toBe(1);
    expect(ticks).toEqual([0, 16, 256]);
  });
});

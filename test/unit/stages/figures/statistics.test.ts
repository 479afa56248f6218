import { describe, expect, it } from 'vitest';
import { apart, lowest, median, noiseOf, spreadOf } from '../../../../src/stages/figures/statistics.ts';

describe('the median', () => {
  it.each([
    [[3], 3],
    [[1, 9, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[30, 31, 29, 900], 30.5],
  ])('of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it('of nothing is no number', () => {
    expect(median([])).toBeNaN();
    expect(lowest(4, [])).toBeNaN();
  });

  it('leaves what it is given in its order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('the lowest part', () => {
  it('is one that was measured', () => {
    expect(lowest(4, [5, 1, 2, 4, 3])).toBe(2);
    expect(lowest(6, [30, 60, 60, 60, 60, 60])).toBe(30);
  });
});

describe('the spread', () => {
  it('has the middle, both ends and how many there were', () => {
    expect(spreadOf([31, 28, 30])).toEqual({ median: 30, least: 28, most: 31, times: 3 });
    expect(spreadOf([])).toBeUndefined();
  });

  it('is a part of the median', () => {
    expect(apart({ median: 30, least: 27, most: 33, times: 3 })).toBeCloseTo(0.2);
    expect(apart({ median: 0, least: 0, most: 0, times: 3 })).toBe(0);
  });
});

describe('the noise', () => {
  it('is not moved by one wild value', () => {
    expect(noiseOf([30, 30.5, 29.5, 30.2, 400])).toBeLessThan(1);
    expect(noiseOf([30, 30, 30])).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { bytesWords, digits, gigabits, headline, readingsOf, seriesOf } from '../../../../src/stages/figures/readings.ts';
import { changeOf, type Verdict, verdictsOf, worstOf } from '../../../../src/stages/figures/verdict.ts';
import type { BenchmarkKind } from '../../../../src/state/measurement.ts';
import { measured, type MeasuredHow } from '../../../support/measurements.ts';

const of = (how: MeasuredHow, kind: BenchmarkKind = 'latency'): Verdict | undefined => verdictsOf(measured(how)).find((one) => one.kind === kind);

const v2 = { network: 'infiniband', size: 'Standard_HB120rs_v2' } as const;

describe('the verdict on latency', () => {
  it.each<[string, MeasuredHow, Verdict['is']]>([
    ['28.6 µs on D2s_v5', { latency: 28.6 }, 'expected'],
    ['15 µs on D2s_v5, better than usual', { latency: 15 }, 'expected'],
    ['180 µs on D2s_v5', { latency: 180 }, 'slow'],
    ['0.7 µs on D2s_v5', { latency: 0.7 }, 'too-good'],
    ['29 µs on DS1_v2', { size: 'Standard_DS1_v2', latency: 29 }, 'expected'],
    ['120 µs without accelerated networking', { latency: 120, acceleratedNetworking: false }, 'expected'],
    ['900 µs without accelerated networking', { latency: 900, acceleratedNetworking: false }, 'slow'],
    ['1.61 µs on HBv2', { ...v2, latency: 1.61 }, 'expected'],
    ['1.95 µs on HBv2', { ...v2, latency: 1.95 }, 'expected'],
    ['30 µs on HBv2', { ...v2, latency: 30 }, 'slow'],
    ['3.4 µs on HBv2, over InfiniBand and slow all the same', { ...v2, latency: 3.4 }, 'slow'],
    ['0.3 µs on HBv2', { ...v2, latency: 0.3 }, 'too-good'],
    ['1.7 µs on HBv4', { network: 'infiniband', size: 'Standard_HB176rs_v4', latency: 1.7 }, 'expected'],
    ['1.9 µs on HC44rs, of which nothing is known', { network: 'infiniband', size: 'Standard_HC44rs', latency: 1.9 }, 'unknown'],
  ])('%s', (_, how, is) => {
    expect(of(how)?.is).toBe(is);
  });

  it('names its source, and says where nobody published one', () => {
    expect(of({ ...v2, latency: 1.61 })).toMatchObject({
      source: expect.stringContaining('Tech Community'),
      words: expect.stringContaining('Published: 1.6 to 2 µs'),
    });
    expect(of({})).toMatchObject({ source: expect.stringContaining('no published source'), words: expect.stringContaining('Expected: 20 to 50 µs') });
  });

  it('has in its order what to look at where it is slow, and only what the network has', () => {
    expect(of({ latency: 180 })?.checks.map(({ what }) => what)).toEqual([
      'Accelerated networking',
      'The status of the placement group',
      'Both ranks on one node',
      'TCP over the wrong interface',
    ]);
    expect(of({ ...v2, latency: 30 })?.checks.map(({ what }) => what)).toEqual([
      'Both ranks on one node',
      'TCP over the wrong interface',
      'InfiniBand not used',
    ]);
    expect(of({ latency: 0.7 })?.checks.map(({ what }) => what)).toEqual(['Both ranks on one node']);
    expect(of({})?.checks).toEqual([]);
  });

  it('says that repetitions lie too far apart to be believed', () => {
    expect(of({ noise: 0.9 })?.words).toContain('measure again');
    expect(of({})?.words).not.toContain('measure again');
  });
});

describe('the verdict on bandwidth', () => {
  it.each<[string, MeasuredHow, Verdict['is']]>([
    ['1180 MB/s on D2s_v5', {}, 'expected'],
    ['200 MB/s on D2s_v5', { bandwidth: 200 }, 'slow'],
    ['6000 MB/s on D2s_v5', { bandwidth: 6000 }, 'too-good'],
    ['80 MB/s on DS1_v2', { size: 'Standard_DS1_v2', bandwidth: 80 }, 'expected'],
    ['23477 MB/s on HBv2', { ...v2, latency: 1.6, bandwidth: 23477 }, 'expected'],
    ['1400 MB/s on HBv2', { ...v2, latency: 30, bandwidth: 1400 }, 'slow'],
    ['1200 MB/s on D4s_v5, whose card nobody told', { size: 'Standard_D4s_v5' }, 'unknown'],
  ])('%s', (_, how, is) => {
    expect(of(how, 'bandwidth')?.is).toBe(is);
  });

  it('says bits beside bytes', () => {
    expect(of({}, 'bandwidth')?.figure).toMatch(/^1,\d\d\d MB\/s \(9\.\d+ Gb\/s\) with \d+ [KM]iB$/);
    expect(gigabits(1250)).toBe(10);
  });
});

describe('the rest', () => {
  it('is not judged but told in messages', () => {
    expect(of({}, 'allreduce')).toMatchObject({
      is: 'unknown',
      words: expect.stringMatching(/4 nodes need 2 rounds of messages, 2\d\.\d µs each, where one message takes 2\d\.\d µs/),
    });
    expect(of({}, 'barrier')?.is).toBe('unknown');
  });

  it('is silent about what was not measured', () => {
    expect(verdictsOf({ ...measured(), series: [] })).toEqual([]);
    expect(worstOf([])).toBeUndefined();
  });

  it('puts the worst first: too good before slow, slow before expected', () => {
    expect(worstOf(verdictsOf(measured({ latency: 180 })))).toMatchObject({ kind: 'latency', is: 'slow' });
    expect(worstOf(verdictsOf(measured({ latency: 0.5, bandwidth: 200 })))).toMatchObject({ is: 'too-good' });
    expect(worstOf(verdictsOf(measured()))?.is).toBe('expected');
  });
});

describe('a change against an earlier run', () => {
  it('is told in percent where it is more than noise', () => {
    expect(changeOf(measured({ latency: 60 }), measured({ latency: 30 }), 'latency')).toBeGreaterThan(80);
    expect(changeOf(measured({ seed: 3 }), measured({ seed: 4 }), 'latency')).toBe(0);
    expect(changeOf(measured(), { ...measured(), series: [] }, 'latency')).toBeUndefined();
  });
});

describe('readings', () => {
  it('are medians with both ends, and sizes without a figure are left out', () => {
    const series = {
      kind: 'latency',
      nodes: ['a', 'b'],
      points: [
        { bytes: 0, values: [3, 1, 2] },
        { bytes: 1, values: [] },
      ],
    } as const;
    expect(readingsOf({ ...series, nodes: [...series.nodes], points: series.points.map((one) => ({ ...one, values: [...one.values] })) })).toEqual([
      { bytes: 0, median: 2, least: 1, most: 3, times: 3 },
    ]);
    expect(readingsOf(undefined)).toEqual([]);
  });

  it('stand for the whole by 8 bytes of a latency, and by the best of a bandwidth', () => {
    expect(headline(seriesOf(measured(), 'latency'))?.bytes).toBe(8);
    expect(headline(seriesOf(measured(), 'bandwidth'))?.bytes).toBeGreaterThan(100_000);
    expect(headline(seriesOf(measured(), 'barrier'))?.bytes).toBe(0);
  });

  it.each([
    [0, '0 B'],
    [8, '8 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [4_194_304, '4 MiB'],
  ])('of %d bytes are written %s', (bytes, words) => {
    expect(bytesWords(bytes)).toBe(words);
  });

  it.each([
    [1.614, '1.61'],
    [28.64, '28.6'],
    [23_477.2, '23,477'],
    [999.6, '1,000'],
    [180, '180'],
  ])('have as many digits as mean something: %d is %s', (value, words) => {
    expect(digits(value)).toBe(words);
  });
});

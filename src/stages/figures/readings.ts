import type { BenchmarkKind, Measurement, Series } from '../../state/measurement.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** What was read at one message size. */
export interface Reading extends Spread {
  readonly bytes: number;
}

/** A series as it is shown: one reading for each size at which anything was measured. */
export function readingsOf(series: Series | undefined): readonly Reading[] {
  return (series?.points ?? []).flatMap(({ bytes, values }) => {
    const spread = spreadOf(values);
    return spread ? [{ bytes, ...spread }] : [];
  });
}

/** The series of this kind; undefined where it was not measured. */
export const seriesOf = ({ series }: Measurement, kind: BenchmarkKind): Series | undefined => series.find((one) => one.kind === kind);

/** How each kind is called, and in which unit its figures are. */
export const kindWords: Readonly<Record<BenchmarkKind, { readonly title: string; readonly unit: 'µs' | 'MB/s'; readonly better: 'less' | 'more' }>> = {
  latency: { title: 'Latency', unit: 'µs', better: 'less' },
  bandwidth: { title: 'Bandwidth', unit: 'MB/s', better: 'more' },
  'bidirectional-bandwidth': { title: 'Bandwidth both ways', unit: 'MB/s', better: 'more' },
  allreduce: { title: 'Allreduce', unit: 'µs', better: 'less' },
  barrier: { title: 'Barrier', unit: 'µs', better: 'less' },
};

/** Largest message that counts as a small one, in bytes (azure-facts 9.1 gives its figures for 0 to 8). */
export const smallMessage = 8;

/** The one figure that stands for a series: of latencies that of a small message, of bandwidths the best. */
export function headline(series: Series | undefined): Reading | undefined {
  const readings = readingsOf(series);
  if (series === undefined) return undefined;
  if (kindWords[series.kind].better === 'more')
    return readings.reduce<Reading | undefined>((best, one) => (best && best.median >= one.median ? best : one), undefined);
  return readings.filter(({ bytes }) => bytes <= smallMessage).at(-1) ?? readings[0];
}

/** A figure with as many digits as mean something. */
export function digits(value: number): string {
  if (value >= 100) return grouped(Math.round(value));
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

/** Thousands apart, so that 23477 is read at a glance. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** A size of a message: `8 B`, `64 KiB`. */
export function bytesWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const power = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[power]}`;
}

/** A figure with its unit. */
export const figureWords = (kind: BenchmarkKind, value: number): string => `${digits(value)} ${kindWords[kind].unit}`;

/** Bandwidths are sold in bits: 10^6 bytes a second as Gb/s. */
export const gigabits = (megabytes: number): number => (megabytes * 8) / 1000;

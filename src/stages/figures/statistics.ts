/** The value in the middle of all; of an even number the mean of the two there. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(half)] as number) : ((sorted[half - 1] ?? Number.NaN) + (sorted[half] ?? Number.NaN)) / 2;
}

/** The value below which one of so many parts of all lies, rounded down to one that was measured. NaN of none. */
export function lowest(parts: number, values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / parts)] ?? Number.NaN;
}

/** Repetitions of one figure, in one glance. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly times: number;
}

/** What repetitions come to; undefined of none. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  return { median: median(values), least: Math.min(...values), most: Math.max(...values), times: values.length };
}

/** How far apart repetitions lie, as a part of their median: 0 where they agree. */
export const apart = ({ median: middle, least, most }: Spread): number => (middle === 0 ? 0 : (most - least) / middle);

/** Deviation that one in three repetitions goes beyond, told from medians so that one wild value does not move it. */
export function noiseOf(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}

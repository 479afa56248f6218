import type { Pair, Series } from '../../state/measurement.ts';

const inTheMiddle = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
};

const shown = (value: number): string => (value >= 1000 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

const sizeOf = (bytes: number): string =>
  bytes >= 1_048_576 ? `${bytes / 1_048_576} MiB` : bytes >= 1024 ? `${bytes / 1024} KiB` : `${bytes} byte${bytes === 1 ? '' : 's'}`;

/** A line a size: the figure in the middle, and the least and the most of its repetitions. */
export function seriesLines({ points }: Series, unit: string): readonly string[] {
  return points.map(({ bytes, values }) => {
    const size = bytes === 0 ? '' : `${sizeOf(bytes).padStart(9)}  `;
    const spread = values.length < 2 ? '' : `  (${shown(Math.min(...values))} to ${shown(Math.max(...values))})`;
    return `${size}${shown(inTheMiddle(values))} ${unit}${spread}`;
  });
}

/** A line a pair, the slowest first. */
export function pairLines(pairs: readonly Pair[], most = 12): readonly string[] {
  const measured = pairs
    .flatMap((pair) => (pair.latencies.length === 0 ? [] : [{ ...pair, middle: inTheMiddle(pair.latencies) }]))
    .sort((a, b) => b.middle - a.middle);
  const lines = measured.slice(0, most).map(({ nodes, middle }) => `${nodes.join(' – ')}  ${shown(middle)} µs`);
  const failed = pairs.flatMap(({ nodes, failed: why }) => (why === undefined ? [] : [`${nodes.join(' – ')}  ${why}`]));
  const more = measured.length - lines.length;
  return [...failed.slice(0, most), ...lines, ...(more > 0 ? [`… and ${more} more, none of them slower`] : [])];
}

import { digits, headline, kindWords, seriesOf } from '../stages/figures/readings.ts';
import { pairWords, readPairs } from '../stages/figures/slow-node.ts';
import { verdictsOf, verdictWords, worstOf } from '../stages/figures/verdict.ts';
import { benchmarkKinds, type BenchmarkKind, type Measurement } from '../state/measurement.ts';

/** One kind of it as scripts get it: microseconds or MB/s, as its name says. */
interface Summary {
  readonly bytes: number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly times: number;
  readonly unit: 'us' | 'MB/s';
  readonly nodes: readonly string[];
}

/** A benchmark in the objects of `up` and `benchmark`: a figure a kind, the verdict, and what the pairs say. The session and the export have all of it. */
export function benchmarkSummary(measurement: Measurement) {
  const figures: Partial<Record<BenchmarkKind, Summary>> = {};
  for (const kind of benchmarkKinds) {
    const series = seriesOf(measurement, kind);
    const reading = headline(series);
    if (!series || !reading) continue;
    const { bytes, median, least, most, times } = reading;
    figures[kind] = { bytes, median, least, most, times, unit: kindWords[kind].unit === 'µs' ? 'us' : 'MB/s', nodes: series.nodes };
  }
  const said = readPairs(measurement.pairs);
  return {
    at: measurement.at,
    program: measurement.program,
    mpi: measurement.mpi,
    simulated: measurement.simulated,
    complete: measurement.finishedAt !== undefined,
    ...(measurement.cut === undefined ? {} : { cut: measurement.cut }),
    figures,
    verdict: worstOf(verdictsOf(measurement))?.is ?? 'unknown',
    pairs: {
      measured: measurement.pairs.filter(({ latencies }) => latencies.length > 0).length,
      usual: said?.usual ?? null,
      slowNodes: said?.slow.map(({ node }) => node) ?? [],
    },
  };
}

/** The same for eyes: a line a kind, then what to think of it. */
export function benchmarkText(measurement: Measurement): string {
  const lines = benchmarkKinds.flatMap((kind) => {
    const reading = headline(seriesOf(measurement, kind));
    if (!reading) return [];
    const { title, unit } = kindWords[kind];
    return [`  ${title.padEnd(22)}${digits(reading.median)} ${unit}  (${digits(reading.least)} to ${digits(reading.most)}, ${reading.times} times)`];
  });
  const verdicts = verdictsOf(measurement).filter(({ is }) => is !== 'unknown');
  return [
    `${measurement.program} with ${measurement.mpi}${measurement.simulated ? ', simulated' : ''}:`,
    ...lines,
    ...verdicts.map(({ kind, is, words }) => `  ${kindWords[kind].title}: ${is === 'expected' ? words : `${verdictWords[is]}. ${words}`}`),
    ...verdicts.flatMap(({ checks }) => checks.map(({ what, why }, index) => `    ${index + 1}. ${what}: ${why}`)),
    `  ${pairWords(readPairs(measurement.pairs), measurement.pairs)}`,
    ...(measurement.cut === undefined ? [] : [`  It was cut off: ${measurement.cut}`]),
  ].join('\n');
}

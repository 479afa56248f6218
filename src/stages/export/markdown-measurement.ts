import { benchmarkKinds, type Measurement } from '../../state/measurement.ts';
import { bytesWords, digits, kindWords, readingsOf, seriesOf } from '../figures/readings.ts';
import { pairWords, readPairs } from '../figures/slow-node.ts';
import { outcomeWords, verdictsOf } from '../figures/verdict.ts';
import { plain, table } from './markdown-text.ts';

/** The newest benchmark: drawn and judged; as a table too where its figures were not told with its steps. */
export function measurementParts(
  measurements: readonly Measurement[],
  { chart, figuresTold }: { readonly chart: (measurement: Measurement, earlier: readonly Measurement[]) => string; readonly figuresTold: boolean },
): readonly string[] {
  const newest = measurements.at(-1);
  if (!newest) return [];
  const earlier = measurements.slice(0, -1).reverse().slice(0, 3);
  const simulated = newest.simulated ? ' **Simulated: figures of the practice cloud, not of machines.**' : '';
  return [
    '### What was measured',
    `${plain(newest.program)} with ${plain(newest.mpi)}, ${newest.count} × ${newest.size}, ${newest.at.slice(0, 16).replace('T', ' ')} UTC. Outcome: ${plain(outcomeWords(newest) || 'nothing was measured')}.${simulated}`,
    chart(newest, earlier),
    [
      ...verdictsOf(newest).map(
        ({ kind, figure, words, source }) =>
          `- **${kindWords[kind].title}**: ${plain(figure)}. ${plain(words)}${source === undefined ? '' : ` Source: ${plain(source)}.`}`,
      ),
      ...(newest.pairs.length > 0 ? [`- **Pairs**: ${plain(pairWords(readPairs(newest.pairs), newest.pairs))}`] : []),
      ...(newest.cut === undefined ? [] : [`- It ended early: ${plain(newest.cut)}.`]),
    ].join('\n'),
    ...(figuresTold ? [] : [figuresTable(newest)]),
    ...(earlier.length === 0
      ? []
      : [
          measurements.length === 2
            ? 'The grey line is the benchmark before this one.'
            : `The grey lines are earlier benchmarks of this cluster, of which there are ${measurements.length - 1}.`,
        ]),
  ];
}

/** Medians by the size of the message, a column for each program. */
function figuresTable(measurement: Measurement): string {
  const columns = benchmarkKinds
    .map((kind) => ({ kind, readings: new Map(readingsOf(seriesOf(measurement, kind)).map((reading) => [reading.bytes, reading.median])) }))
    .filter(({ readings, kind }) => readings.size > 0 && kind !== 'barrier');
  const sizes = [...new Set(columns.flatMap(({ readings }) => [...readings.keys()]))].sort((a, b) => a - b);
  return table(
    ['message:', ...columns.map(({ kind }) => `${kindWords[kind].title.toLowerCase()}, ${kindWords[kind].unit}:`)],
    sizes.map((bytes) => [
      bytesWords(bytes),
      ...columns.map(({ readings }) => {
        const median = readings.get(bytes);
        return median === undefined ? '' : digits(median);
      }),
    ]),
  );
}

import type { Measurement } from '../../state/measurement.ts';
import { kindWords, smallMessage } from './readings.ts';
import { spreadOf } from './statistics.ts';

const columns = [
  ...['at', 'simulated', 'program', 'mpi', 'size', 'network', 'location', 'count', 'accelerated_networking'],
  ...['kind', 'nodes', 'bytes', 'unit', 'median', 'least', 'most', 'values', 'failed'],
] as const;

/** Benchmarks as a table, a line for each figure and each pair, in the order in which they were measured: comma-separated by RFC 4180, with its heads in the first line. */
export function csvOf(measurements: readonly Measurement[]): string {
  return `${[columns, ...measurements.flatMap(rowsOf)].map((row) => row.map(quoted).join(',')).join('\n')}\n`;
}

type Value = string | number | boolean | undefined;

function rowsOf(measurement: Measurement): Value[][] {
  const { at, simulated, program, mpi, size, network, location, count, acceleratedNetworking, series, pairs } = measurement;
  const common = [at, simulated, program, mpi, size, network, location, count, acceleratedNetworking];
  const figures = (values: readonly number[]): Value[] => {
    const spread = spreadOf(values);
    return [spread?.median, spread?.least, spread?.most, values.join(' ')];
  };
  return [
    ...series.flatMap(({ kind, nodes, points, cut }) =>
      points.map(({ bytes, values }): Value[] => [...common, kind, nodes.join(' '), bytes, kindWords[kind].unit, ...figures(values), cut]),
    ),
    ...pairs.map(({ nodes, latencies, failed }): Value[] => [
      ...common,
      'pair',
      nodes.join(' '),
      smallMessage,
      kindWords.latency.unit,
      ...figures(latencies),
      failed,
    ]),
  ];
}

function quoted(value: Value): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

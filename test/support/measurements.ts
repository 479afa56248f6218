import type { BenchmarkKind, Measurement, Pair, Series } from '../../src/state/measurement.ts';

/** The same numbers each time: a linear congruential generator, so that noise can be told again. */
export function noiseFrom(seed: number): () => number {
  let state = seed % 2147483647 || 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
}

/** Message sizes of the OSU programs, in bytes. */
const sizes = [0, ...Array.from({ length: 23 }, (_, power) => 2 ** power)];

export interface MeasuredHow {
  readonly count?: number;
  /** Microseconds of a small message. */
  readonly latency?: number;
  /** MB/s of a large one. */
  readonly bandwidth?: number;
  readonly network?: Measurement['network'];
  readonly size?: string;
  readonly at?: string;
  /** Nodes that are so many times as slow as the others. */
  readonly slow?: Readonly<Record<string, number>>;
  /** Part of a figure by which repetitions differ. */
  readonly noise?: number;
  readonly seed?: number;
  readonly acceleratedNetworking?: boolean;
}

/** A benchmark as a cluster of such a network gives it. */
export function measured(how: MeasuredHow = {}): Measurement {
  const { count = 4, latency = 28.6, bandwidth = 1180, network = 'ethernet', size = 'Standard_D2s_v5', at = '2026-11-25T09:12:00.000Z' } = how;
  const { slow = {}, noise = 0.06, seed = 7, acceleratedNetworking = true } = how;
  const random = noiseFrom(seed);
  const names = Array.from({ length: count }, (_, index) => `glocluster${index}`);
  const rounds = Math.ceil(Math.log2(count));
  const noisy = (value: number): number[] => Array.from({ length: 5 }, () => Number((value * (1 + noise * random())).toFixed(2)));
  const time = (bytes: number): number => latency + bytes / bandwidth;
  const series = (kind: BenchmarkKind, nodes: string[], from: number, value: (bytes: number) => number): Series => ({
    kind,
    nodes,
    points: sizes.filter((bytes) => bytes >= from).map((bytes) => ({ bytes, values: noisy(value(bytes)) })),
  });
  const two = [names[1] ?? 'glocluster1', names[2] ?? names[0] ?? 'glocluster0'];
  const rate = (bytes: number): number => (bytes * 64) / (latency * 2 + (bytes * 64) / bandwidth);
  const pairs = names.flatMap((one, index) =>
    names.slice(index + 1).map((other): Pair => {
      const factor = Math.max(slow[one] ?? 1, slow[other] ?? 1);
      return { nodes: [one, other], latencies: noisy(latency * factor).slice(0, 3) };
    }),
  );
  return {
    at,
    program: 'OSU micro-benchmarks 7.5.2',
    mpi: 'Open MPI 4.1.6',
    size,
    network,
    location: 'eastus',
    count,
    simulated: true,
    acceleratedNetworking,
    series: [
      series('latency', two, 0, time),
      series('bandwidth', two, 1, rate),
      series('bidirectional-bandwidth', two, 1, (bytes) => rate(bytes) * 1.7),
      series('allreduce', names, 4, (bytes) => rounds * time(bytes)),
      { kind: 'barrier', nodes: names, points: [{ bytes: 0, values: noisy(rounds * latency * 1.1) }] },
    ],
    pairs,
  };
}

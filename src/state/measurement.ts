import * as z from 'zod';

/** What one program of a benchmark measures. Latencies and the times of collectives are in microseconds, bandwidths in MB/s (10^6 bytes). */
export const benchmarkKinds = ['latency', 'bandwidth', 'bidirectional-bandwidth', 'allreduce', 'barrier'] as const;
export type BenchmarkKind = (typeof benchmarkKinds)[number];

/** One program of it, each repetition kept, so that median and spread are asked of what was measured. */
const seriesSchema = z.object({
  kind: z.enum(benchmarkKinds),
  /** Names of the nodes that took part: two, or all. */
  nodes: z.array(z.string()),
  /** By message size in bytes, growing; a barrier has the one size 0. `values` has one figure for each repetition. */
  points: z.array(z.object({ bytes: z.number().int(), values: z.array(z.number()) })),
  /** Why it ended early, in words; what came before is kept. */
  cut: z.string().optional(),
});
export type Series = z.infer<typeof seriesSchema>;

/** Two nodes measured against each other while neither worked for another pair. */
const pairSchema = z.object({
  nodes: z.tuple([z.string(), z.string()]),
  /** Microseconds of a message of 8 bytes, one for each repetition; none where it failed. */
  latencies: z.array(z.number()),
  /** Why there is no figure, in words. */
  failed: z.string().optional(),
});
export type Pair = z.infer<typeof pairSchema>;

/** One benchmark of a cluster, as it was measured: figures and what they were measured on, no verdict. */
export const measurementSchema = z.object({
  /** When it began, ISO 8601 on the world's clock: also its name. */
  at: z.string(),
  /** `OSU micro-benchmarks 7.5.2`. */
  program: z.string(),
  /** `Open MPI 4.1.6`. */
  mpi: z.string(),
  size: z.string(),
  network: z.enum(['ethernet', 'infiniband']),
  location: z.string(),
  /** How many nodes the cluster had. */
  count: z.number().int(),
  /** True for figures of the practice cloud. */
  simulated: z.boolean(),
  acceleratedNetworking: z.boolean(),
  /** Which machine each node was, by the node's name, so that figures are not taken for those of machines that came in their place. */
  machines: z.record(z.string(), z.string()).optional(),
  /** When its last part was measured, ISO 8601; absent while parts are missing. */
  finishedAt: z.string().optional(),
  series: z.array(seriesSchema),
  pairs: z.array(pairSchema),
  /** Why the whole ended early, in words. */
  cut: z.string().optional(),
});
export type Measurement = z.infer<typeof measurementSchema>;

import type { Task } from '../../engine/task.ts';
import { benchmarkKinds } from '../../state/measurement.ts';
import type { Access } from '../access.ts';
import { type MeasuredOn, measuring, type MeasuringParts } from '../osu/measuring.ts';
import type { OsuTasks } from '../osu/place.ts';
import { type BenchmarkSource, osuMicroBenchmarks } from '../osu/programs.ts';
import { benchmarkPairsTask } from './benchmark-pairs.ts';
import { benchmarkSeriesTask } from './benchmark-series.ts';
import { osuBuildTask } from './osu-build.ts';
import { osuCopyTask } from './osu-copy.ts';
import { type FetchFile, osuLookTask, osuSourceTask } from './osu-source.ts';

export interface BenchmarkParts {
  readonly access: Access;
  /** What comes before it. */
  readonly needs: readonly string[];
  /** What has to be so before anything is put into the shared files; undefined where the nodes share none. */
  readonly sharedBy?: string | undefined;
  readonly on: MeasuredOn;
  readonly earlier: MeasuringParts['earlier'];
  /** Measures again, though there is a measurement of these nodes. */
  readonly anew: boolean;
  /** A mirror of the tarball. */
  readonly url?: string | undefined;
  readonly source?: BenchmarkSource;
  readonly fetchFile: FetchFile;
}

/**
 * Stage 8: the benchmarks fetched, built once and brought to every node; then one program after the other, as two of them would disturb each
 * other, and at last the pairs. Fewer than two nodes have no network between them: then there is one task, which says so.
 */
export function benchmarkTasks(parts: BenchmarkParts): Task[] {
  const { access, needs, sharedBy, on, earlier, anew, source = osuMicroBenchmarks, url = source.url, fetchFile } = parts;
  if (access.names.length < 2) return [tooFewTask(access, needs)];
  const tasks: OsuTasks = { access, source, url, shared: sharedBy !== undefined, inUse: {} };
  const measurement = measuring({ access, on, earlier, anew });
  const ready = [
    osuLookTask(tasks, needs),
    osuSourceTask(tasks, ['osu/look'], fetchFile),
    osuBuildTask(tasks, ['osu/source', ...(sharedBy === undefined ? [] : [sharedBy])]),
    osuCopyTask(tasks, ['osu/build']),
  ];
  const series = benchmarkKinds.map((kind, index) =>
    benchmarkSeriesTask(tasks, kind, [index === 0 ? 'osu/copy' : `benchmark/${benchmarkKinds[index - 1]}`], measurement),
  );
  return [...ready, ...series, benchmarkPairsTask(tasks, [`benchmark/${benchmarkKinds.at(-1)}`], measurement)];
}

function tooFewTask({ cluster, names }: Access, needs: readonly string[]): Task {
  return {
    id: 'benchmark/nodes',
    stage: 'benchmark',
    title: 'nodes to measure between',
    needs,
    lane: 'free',
    observe: async () => ({
      is: 'wrong',
      problem: {
        code: 'benchmark-needs-two',
        message: `${cluster} has ${names.length === 1 ? 'one node' : 'no nodes'}: there is no network between nodes to measure`,
        means: 'A latency or a bandwidth is one between two nodes.',
        next: [{ label: 'Have more nodes', command: `rank0 scale ${cluster} 2` }],
      },
    }),
  };
}

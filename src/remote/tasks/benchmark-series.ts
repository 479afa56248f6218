import type { Task, TaskRun } from '../../engine/task.ts';
import type { BenchmarkKind, Series } from '../../state/measurement.ts';
import { ProblemError } from '../../state/problem.ts';
import { headOf } from '../access.ts';
import { type Measuring, wholeSeries, withSeries } from '../osu/measuring.ts';
import type { Figure } from '../osu/output.ts';
import type { OsuTasks } from '../osu/place.ts';
import { programUses } from '../osu/programs.ts';
import { type ProgramEnd, programLine, runProgram } from '../osu/run-program.ts';
import { seriesLines } from '../osu/words.ts';
import { whoIsSilent } from '../osu/who-is-silent.ts';

/** How often each program runs: enough to see whether a figure stands. */
const repetitions = 3;

/** What a run that counts may take in all of its rounds, in seconds; beside that come its start and its end. */
const budget = 5;

/** Rounds that fit, by what a short run over all sizes found. */
export function roundsFor(kind: BenchmarkKind, first: readonly Figure[]): number {
  const { seconds, rounds } = programUses[kind];
  const one = first.reduce((sum, { bytes, value }) => sum + seconds(bytes, value), 0);
  // A tenth of them more go before.
  return one === 0 ? rounds.first : Math.max(rounds.first, Math.min(rounds.most, Math.floor(budget / (one * 1.1))));
}

/** A run's figures beside those of the runs before. A size that came for the first time only now has one. */
export function withRun(points: Series['points'], figures: readonly Figure[]): Series['points'] {
  const bytes = [...new Set([...points.map((point) => point.bytes), ...figures.map((figure) => figure.bytes)])].sort((a, b) => a - b);
  return bytes.map((size) => ({
    bytes: size,
    values: [
      ...(points.find((point) => point.bytes === size)?.values ?? []),
      ...figures.filter((figure) => figure.bytes === size).map((figure) => figure.value),
    ],
  }));
}

const titles: Readonly<Record<BenchmarkKind, string>> = {
  latency: 'latency',
  bandwidth: 'bandwidth',
  'bidirectional-bandwidth': 'bandwidth both ways',
  allreduce: 'allreduce',
  barrier: 'barrier',
};

const explanations: Readonly<Record<BenchmarkKind, string>> = {
  latency:
    'How long a message takes from one node to the other: it goes there and back many times, and half of that is its latency. The small messages say what a program pays for every word.',
  bandwidth:
    'How much goes from one node to the other in a second, with 64 messages under way at a time. The large messages come close to what the network card can.',
  'bidirectional-bandwidth': 'The same with both nodes sending at once. A network that can do both at full speed gives up to twice as much.',
  allreduce: 'A sum over all nodes that all of them know afterwards: what most parallel programs do in every step. The slowest node sets the pace.',
  barrier: 'How long it takes until everybody knows that everybody is there.',
};

/** One program, run three times between two nodes or over all of them. What it measured is kept as soon as it is there. */
export function benchmarkSeriesTask(tasks: OsuTasks, kind: BenchmarkKind, needs: readonly string[], measurement: Measuring): Task {
  const { access, source, inUse } = tasks;
  const use = programUses[kind];
  const hosts = use.over === 'two' ? access.names.slice(0, 2) : access.names;
  const among = use.over === 'two' ? `between ${hosts.join(' and ')}` : `over ${hosts.length} nodes`;
  const about = (end: ProgramEnd) => ({
    program: inUse.ofImage === undefined ? source.title : `OSU micro-benchmarks ${end.version ?? ''} of HPC-X`.replace(/ +/g, ' '),
    mpi: `Open MPI ${inUse.mpi?.text ?? 'unknown version'}`,
  });
  const keep = (run: TaskRun, end: ProgramEnd, points: Series['points']): Series => {
    const series: Series = { kind, nodes: [...hosts], points, ...(end.cut === undefined ? {} : { cut: end.cut }) };
    measurement.keep(run, about(end), (before) => ({
      ...withSeries(before, series),
      ...(end.cut === undefined ? {} : { cut: `${titles[kind]}: ${end.cut}` }),
    }));
    return series;
  };
  return {
    id: `benchmark/${kind}`,
    stage: 'benchmark',
    title: `${titles[kind]} ${among}`,
    node: headOf(access),
    needs,
    lane: 'head',
    explain: explanations[kind],
    get commands() {
      return [programLine(tasks, { kind, hosts, rounds: Math.min(1_000, use.rounds.most) })];
    },
    usualSeconds: [8, 40],
    observe: async (run) => {
      const known = wholeSeries(measurement.known(run), kind);
      return known ? { is: 'so', message: seriesLines(known, use.unit).join('\n') } : { is: 'absent' };
    },
    make: async (run) => {
      run.report({ waitingFor: 'a first, short run' });
      const first = await runProgram(tasks, { kind, hosts, rounds: use.rounds.first }, run);
      if (first.cut !== undefined) {
        keep(run, first, withRun([], first.figures));
        throw await cutProblem(tasks, `${titles[kind]} ${among}`, first.cut, hosts, run);
      }
      let rounds = roundsFor(kind, first.figures);
      let spared = false;
      let points: Series['points'] = [];
      let told = 0;
      const tell = (text: string, turn: number): void => {
        // A run prints twenty sizes, and often all of them in one moment.
        if (run.clock.now() - told < 1000) return;
        told = run.clock.now();
        run.report({ message: text, waitingFor: `run ${turn} of ${repetitions}` });
      };
      for (let turn = 1; turn <= repetitions; turn += 1) {
        run.report({ waitingFor: `run ${turn} of ${repetitions}, ${rounds} rounds a size` });
        const end = await runProgram(tasks, { kind, hosts, rounds }, run, ({ bytes, value }) =>
          tell(`${bytes === 0 ? '' : `${bytes} bytes: `}${value} ${use.unit}`, turn),
        );
        const silent = end.late ? await whoIsSilent(tasks, hosts, run) : undefined;
        if (silent?.length === 0 && !spared) {
          // Everybody is there, and the machines have become slower than the first run promised.
          spared = true;
          rounds = Math.max(use.rounds.first, Math.floor(rounds / 4));
          turn -= 1;
          continue;
        }
        points = withRun(points, end.figures);
        if (end.cut !== undefined) {
          keep(run, end, points);
          throw await cutProblem(tasks, `${titles[kind]} ${among}`, end.cut, hosts, run, silent);
        }
        if (turn === repetitions) return { is: 'so', message: seriesLines(keep(run, end, points), use.unit).join('\n') };
      }
      return undefined;
    },
  };
}

/** Why a benchmark was cut off: who does not answer any more, where somebody does not. */
export async function cutProblem(
  tasks: OsuTasks,
  what: string,
  cut: string,
  hosts: readonly string[],
  run: TaskRun,
  known?: readonly string[],
): Promise<ProblemError> {
  const { access } = tasks;
  const silent = known ?? (await whoIsSilent(tasks, hosts, run));
  const who =
    silent.length === 0 ? '' : `${silent.slice(0, 4).join(', ')}${silent.length > 4 ? ', …' : ''} ${silent.length === 1 ? 'does' : 'do'} not answer: `;
  return new ProblemError({
    code: 'benchmark-cut',
    message: `${what}: ${who}${cut}`,
    means:
      silent.length === 0
        ? 'The benchmark did not come to its end. What it had measured until then is kept, and marked as cut off.'
        : 'A node went away in the middle, and whoever waits for a message from it waits in vain. What was measured until then is kept, and marked as cut off.',
    next: [
      { label: 'See how the nodes are', command: `rank0 status ${access.cluster}` },
      {
        label: 'Run the same command again: it mends what is missing and goes on with the benchmark',
        command: `rank0 up --name ${access.cluster} --benchmark`,
      },
    ],
  });
}

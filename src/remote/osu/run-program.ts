import type { TaskRun } from '../../engine/task.ts';
import type { BenchmarkKind } from '../../state/measurement.ts';
import { ProblemError } from '../../state/problem.ts';
import { headOf } from '../access.ts';
import { mpirunLine } from '../open-mpi.ts';
import { hostKeyProblem, sshLines } from '../peers.ts';
import { lastLines } from '../shell.ts';
import { figuresIn, type Figure, placed, placesIn, versionIn } from './output.ts';
import { type OsuTasks, programPath } from './place.ts';
import { programUses, programWords } from './programs.ts';

/**
 * The longest that one run of a program may take, in seconds. A node that was cut off in the middle leaves mpirun waiting for minutes, deaf
 * to SIGTERM (lab 10): after this `timeout` ends it, 5 s later at the latest, and the whole with what is asked then stays within 30 s.
 */
export const runSeconds = (nodes: number): number => 18 + Math.floor(nodes / 32);

export interface ProgramRun {
  readonly kind: BenchmarkKind;
  readonly hosts: readonly string[];
  readonly rounds: number;
  /** Instead of the program's usual sizes. */
  readonly sizes?: string;
}

/** The line that runs a benchmark, one process on each host, each of which says where it is. */
export function programLine(tasks: OsuTasks, { kind, hosts, rounds, sizes = programUses[kind].sizes }: ProgramRun, seconds = runSeconds(hosts.length)): string {
  const { access, inUse } = tasks;
  const program = `${placed(programPath(tasks, kind))} ${programWords(sizes, rounds)}`;
  const mpirun = mpirunLine({
    major: inUse.mpi?.major ?? 4,
    subnet: access.subnet,
    nodes: hosts.length,
    hosts,
    ranks: hosts.length,
    byNode: true,
    ...(access.mpi.flags === undefined ? {} : { extra: access.mpi.flags }),
    program,
  });
  return access.mpi.line(`timeout -k 5 ${seconds} ${mpirun} < /dev/null`);
}

/** What a run came to: its figures, and why there are not more. */
export interface ProgramEnd {
  readonly figures: readonly Figure[];
  readonly version?: string;
  /** Undefined where it came to its end. */
  readonly cut?: string;
  /** It was cut because its time was over. */
  readonly late?: true;
}

/**
 * Runs a benchmark once. One that was cut off gives what it had.
 * @throws ProblemError `benchmark-one-node` where processes were not where they should be; `host-key-line-missing` and what `Nodes.exec` throws.
 */
export async function runProgram(tasks: OsuTasks, what: ProgramRun, run: TaskRun, told: (figure: Figure) => void = () => {}): Promise<ProgramEnd> {
  const { access } = tasks;
  const seconds = runSeconds(what.hosts.length);
  const result = await access.nodes.exec(access.node(headOf(access)), programLine(tasks, what), {
    signal: run.signal,
    timeoutSeconds: seconds + 10,
    onLine: (line) => {
      const [figure] = figuresIn(`${line}\n`);
      if (figure) told(figure);
    },
  });
  const hostKey = hostKeyProblem('mpirun', result.stderr);
  if (hostKey) throw hostKey;
  checkPlaces(result.stdout, what);
  const version = versionIn(result.stdout);
  const figures = figuresIn(result.stdout);
  const common = { figures, ...(version === undefined ? {} : { version }) };
  if (result.exitCode === 0 && figures.length > 0) return common;
  const stopped = result.exitCode === 124 || result.exitCode === 137;
  const said = sshLines(result.stderr) || lastLines(result.stderr, 2) || lastLines(result.stdout, 1);
  const after = figures.length === 0 ? '' : ` after ${figures.length} sizes`;
  return {
    ...common,
    ...(stopped ? { late: true as const } : {}),
    cut: stopped ? `stopped${after}: no end in ${seconds} s` : `ended${after} with exit code ${result.exitCode}${said === '' ? '' : `: ${said}`}`,
  };
}

/** A latency between two processes on one machine is that of its memory: where each one was is looked at, not believed. */
export function checkPlaces(stdout: string, { kind, hosts }: Pick<ProgramRun, 'kind' | 'hosts'>): void {
  const places = placesIn(stdout);
  // One that never came to speak was started nowhere: how the run ended says more of that.
  if (places.size < hosts.length) return;
  const used = new Set(places.values());
  if (used.size === hosts.length && hosts.every((name) => used.has(name))) return;
  const where = [...places].sort(([a], [b]) => a - b).map(([rank, name]) => `rank ${rank} on ${name}`);
  throw new ProblemError({
    code: 'benchmark-one-node',
    message: `${kind}: ${where.slice(0, 4).join(', ')}${where.length > 4 ? ', …' : ''}, and not one on each of ${hosts.slice(0, 4).join(', ')}${hosts.length > 4 ? ', …' : ''}`,
    means:
      'What was measured was not the network between these nodes. A host file, a variable or a configuration of Open MPI on the head maps processes in another way.',
    next: [
      { label: 'See what is set on the head', command: `rank0 run ${hosts[0]} -- 'env | grep OMPI_; cat ~/.openmpi/mca-params.conf'` },
      { label: 'Run the same command again' },
    ],
  });
}

import type { MachineSpec } from '../../machines.ts';
import type { Program } from '../shell/session.ts';
import { figureOf, type Link, linkBetween, noisy } from './model.ts';

/** Names of the variables by which mpirun tells its processes where the others are, and what they speak over. */
export const hostsVariable = 'PRACTICE_MPI_HOSTS';
export const transportVariable = 'PRACTICE_MPI_PML';

const mebibyte = 1 << 20;

interface Kind {
  readonly title: string;
  readonly type?: string;
  readonly column: string;
  /** Least and largest size; none for a barrier. */
  readonly sizes?: readonly [number, number];
  /** Rounds where none are named: of small messages and of large ones. */
  readonly rounds: readonly [number, number];
  readonly processes: 'two' | 'many';
  /** Seconds of one round. */
  seconds(bytes: number, figure: number): number;
}

const windowful = (bytes: number, figure: number): number => (64 * bytes) / (figure * 1e6);
/** What both bandwidths are measured with. */
const windows = {
  type: 'MPI_CHAR',
  column: '# Size      Bandwidth (MB/s)',
  sizes: [1, 4 * mebibyte],
  rounds: [100, 20],
  processes: 'two',
} as const;

const kinds: Readonly<Record<string, Kind>> = {
  osu_latency: {
    title: 'Latency Test',
    type: 'MPI_CHAR',
    column: '# Size       Avg Latency(us)',
    sizes: [1, 4 * mebibyte],
    rounds: [10_000, 1_000],
    processes: 'two',
    seconds: (_, figure) => (2 * figure) / 1e6,
  },
  osu_bw: { ...windows, title: 'Bandwidth Test', seconds: windowful },
  osu_bibw: { ...windows, title: 'Bi-Directional Bandwidth Test', seconds: (bytes, figure) => 2 * windowful(bytes, figure) },
  osu_allreduce: {
    title: 'Allreduce Latency Test',
    type: 'MPI_INT',
    column: '# Size       Avg Latency(us)',
    sizes: [4, mebibyte],
    rounds: [1_000, 100],
    processes: 'many',
    seconds: (_, figure) => figure / 1e6,
  },
  osu_barrier: { title: 'Barrier Latency Test', column: '# Avg Latency(us)', rounds: [1_000, 1_000], processes: 'many', seconds: (_, figure) => figure / 1e6 },
};

/** Options of the programs: `-m`, `-i`, `-x`. */
function optionsOf(args: readonly string[], kind: Kind): { readonly sizes: readonly number[]; readonly rounds: number | undefined; readonly before: number } {
  const value = (letter: string): string | undefined => {
    const at = args.indexOf(letter);
    return at >= 0 ? args[at + 1] : args.find((each) => each.startsWith(letter) && each.length > 2)?.slice(2);
  };
  const [low, high] = (value('-m') ?? '').split(':');
  const [least, most] = kind.sizes ?? [0, 0];
  const from = high === undefined ? least : Number(low || least);
  const to = Number((high === undefined ? low : high) || most);
  const sizes: number[] = [];
  for (let bytes = Math.max(from, least); kind.sizes && bytes <= Math.min(to, most); bytes *= 2) sizes.push(bytes);
  return { sizes: kind.sizes ? sizes : [0], rounds: value('-i') === undefined ? undefined : Number(value('-i')), before: Number(value('-x') ?? 100) };
}

/** All that the steps of a program go over: between two, or each process with those a power of two further on. */
function linksAmong(machines: readonly MachineSpec[], overFabric: boolean): readonly Link[] {
  const links: Link[] = [];
  for (let step = 1; step < machines.length; step *= 2) {
    for (const [index, one] of machines.entries()) links.push(linkBetween(one, machines[(index + step) % machines.length] as MachineSpec, overFabric));
  }
  return links;
}

const line = (bytes: number, figure: number): string => `${bytes === 0 ? '' : String(bytes).padEnd(10)}${figure.toFixed(2).padStart(bytes === 0 ? 18 : 19)}\n`;

/** One process of a benchmark. The first one takes the time, and prints. */
export const benchmark: (name: string) => Program = (name) => async (args, context, session) => {
  const kind = kinds[name] as Kind;
  const { env } = context;
  const { node, clock, work, network, signal } = session;
  const hosts = (env.get(hostsVariable) ?? node.spec().computerName).split(',');
  const rank = Number(env.get('OMPI_COMM_WORLD_RANK') ?? 0);
  if (kind.processes === 'two' ? hosts.length !== 2 : hosts.length < 2)
    return {
      stderr: rank > 0 ? '' : kind.processes === 'two' ? 'This test requires exactly two processes\n' : 'This test requires at least two processes\n',
      exitCode: 1,
    };
  // The others take part in what the first one counts: they have nothing to say, and are there as long as their machines are.
  if (rank > 0) return {};
  const machines = hosts.flatMap((host) => network.at(node, network.resolve(node, host) ?? '')?.spec() ?? []);
  const links = linksAmong(machines, env.get(transportVariable) === 'ucx');
  if (links.length === 0) return { stderr: `${name}: a process has no machine\n`, exitCode: 1 };
  const { sizes, rounds, before } = optionsOf(args, kind);
  const began = clock.now();
  const others = [...new Set(machines.map(({ privateAddress }) => privateAddress))].filter((address) => address !== node.spec().privateAddress);
  const end = context.signal ?? signal;
  let printed = `\n# OSU MPI ${kind.title} v7.5\n${kind.type === undefined ? '' : `# Datatype: ${kind.type}.\n`}${kind.column}\n`;
  try {
    for (const bytes of sizes) {
      const figure = noisy(figureOf(name, bytes, links, machines.length), `${hosts.join()} ${name} ${bytes} ${Math.round(began / 100)}`);
      const count = (rounds ?? kind.rounds[bytes > 8192 ? 1 : 0]) + before;
      await work.outside(clock.sleep(count * kind.seconds(bytes, figure) * 1000, end));
      // A message that nobody takes is waited for: the process stays, until somebody ends it.
      if (others.some((address) => !network.answers(node, address))) await work.outside(clock.sleep(Number.MAX_SAFE_INTEGER, end));
      printed += line(bytes, figure);
    }
  } catch (error) {
    if (!end.aborted) throw error;
    session.unfinished.push(printed);
    return { exitCode: 143 };
  }
  return { stdout: printed };
};

import pLimit from 'p-limit';
import { posix } from 'node:path';
import type { ResolvedCommandContext } from 'just-bash';
import { sshProgram } from '../commands/ssh.ts';
import { hostsVariable, transportVariable } from '../osu/benchmark.ts';
import { type Program, quotedLine, type Session } from '../shell/session.ts';

/** A machine's part of a job, and the machines that it starts in its turn (tree spawn). */
export interface Plan {
  readonly name: string;
  /** Number of its daemon, from 1; 0 is mpirun itself. */
  readonly daemon: number;
  readonly ranks: readonly number[];
  readonly children: readonly Plan[];
}

/** What all machines of a job are told. */
export interface Job {
  readonly size: number;
  readonly command: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly sshOptions: readonly string[];
  /** Where the other machines have Open MPI; their PATH where it is not said. */
  readonly prefix?: string;
  /** The fabric that all have to stand on, where only it may be used (`--mca pml ucx`). */
  readonly fabric?: string;
  /** Hosts of all ranks in their order, and what they speak over: for the programs that measure it. */
  readonly hosts: readonly string[];
  readonly transport: string;
}

/** A daemon that could not be started: what its ssh said. */
export interface Failure {
  readonly name: string;
  readonly daemon: number;
  readonly said: string;
  readonly exitCode: number;
}

export interface RankEnd {
  readonly rank: number;
  readonly node: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What came of a part: in the first phase what would keep it from running, in the second what the ranks did. */
export interface Report {
  readonly failures: readonly Failure[];
  /** Ranks whose program is not there. */
  readonly missing: readonly { readonly rank: number; readonly node: string }[];
  readonly ranks: readonly RankEnd[];
  /** Machines that cannot use the fabric: no driver, no port, or another fabric. */
  readonly apart: readonly string[];
}

type Phase = 'prepare' | 'run';

const nothing: Report = { failures: [], missing: [], ranks: [], apart: [] };

/** How many machines one machine starts at once, and in a tree at most (Open MPI's radix). */
export const radix = 64;

/** A machine does its part: its own ranks, and a login to each machine that it starts. */
export async function doPart(plan: Plan, job: Job, phase: Phase, context: ResolvedCommandContext, session: Session): Promise<Report> {
  const limit = pLimit(radix);
  const children = plan.children.map((child) => limit(() => session.work.inside(() => startChild(child, job, phase, context, session))));
  const own = phase === 'prepare' ? await prepareOwn(plan, job, session) : await runOwn(plan, job, context, session);
  return together([own, ...(await session.work.outside(Promise.all(children)))]);
}

function together(reports: readonly Report[]): Report {
  return {
    failures: reports.flatMap((each) => each.failures),
    missing: reports.flatMap((each) => each.missing),
    ranks: reports.flatMap((each) => each.ranks),
    apart: reports.flatMap((each) => each.apart),
  };
}

const ssh = sshProgram['ssh'] as Program;

async function startChild(child: Plan, job: Job, phase: Phase, context: ResolvedCommandContext, session: Session): Promise<Report> {
  const told = Buffer.from(JSON.stringify({ phase, plan: child, job })).toString('base64');
  const {
    stdout = '',
    stderr = '',
    exitCode = 0,
  } = await ssh([...job.sshOptions, '-n', child.name, `${job.prefix === undefined ? 'orted' : `${job.prefix}/bin/orted`} ${told}`], context, session);
  if (exitCode !== 0) return { ...nothing, failures: [{ name: child.name, daemon: child.daemon, said: stderr, exitCode }] };
  // What a .bashrc prints comes before it.
  return JSON.parse(stdout.slice(stdout.indexOf('{"failures"'))) as Report;
}

async function prepareOwn(plan: Plan, job: Job, session: Session): Promise<Report> {
  const node = session.node.spec().computerName;
  if (job.fabric !== undefined && !onFabric(job.fabric, session)) return { ...nothing, apart: [node] };
  if (await isExecutable(job.command[0] ?? '', await folderFor(job, session), session)) return nothing;
  return { ...nothing, missing: plan.ranks.map((rank) => ({ rank, node })) };
}

/** Whether the machine has a port on that fabric, and the driver for it. */
function onFabric(fabric: string, { node, fs }: Session): boolean {
  return node.spec().infiniBand?.fabric === fabric && fs.namesIn('/var/lib/dpkg/info').includes('doca-ofed.list');
}

async function runOwn(plan: Plan, job: Job, context: ResolvedCommandContext, session: Session): Promise<Report> {
  const node = session.node.spec().computerName;
  const cwd = await folderFor(job, session);
  const ranks = plan.ranks.map((rank, local) =>
    session.work.inside(async () => {
      const env = {
        ...job.env,
        OMPI_COMM_WORLD_RANK: String(rank),
        OMPI_COMM_WORLD_SIZE: String(job.size),
        OMPI_COMM_WORLD_LOCAL_RANK: String(local),
        PMIX_RANK: String(rank),
        [hostsVariable]: job.hosts.join(','),
        [transportVariable]: job.transport,
      };
      const { stdout, stderr, exitCode } = await session.run(quotedLine(job.command), { cwd, env, signal: context.signal ?? session.signal });
      return { rank, node, stdout, stderr, exitCode };
    }),
  );
  return { ...nothing, ranks: await session.work.outside(Promise.all(ranks)) };
}

/** The job's folder, or home where this machine has none of that name. */
async function folderFor({ folder }: Job, { fs, user }: Session): Promise<string> {
  return (await fs.exists(folder)) && (await fs.stat(folder)).isDirectory ? folder : user.home;
}

async function isExecutable(program: string, cwd: string, { fs, env }: Session): Promise<boolean> {
  const places = program.includes('/')
    ? [posix.resolve(cwd, program)]
    : [...(env['PATH'] ?? '').split(':').map((folder) => posix.join(folder, program)), posix.resolve(cwd, program)];
  for (const path of places) if (fs.may(path, 'enter') && (await fs.stat(path)).isFile) return true;
  return false;
}

/** `orted`: what mpirun's ssh starts on the other machines. */
export const orted: Program = async ([told = ''], context, session) => {
  let part: { phase: Phase; plan: Plan; job: Job };
  try {
    part = JSON.parse(Buffer.from(told, 'base64').toString()) as typeof part;
  } catch {
    return { stderr: 'orted: it is started by mpirun\n', exitCode: 1 };
  }
  return { stdout: JSON.stringify(await doPart(part.plan, part.job, part.phase, context, session)) };
};

/** Who starts whom: all from here, or a tree once there are more than the radix. */
export function treeOf(nodes: readonly { readonly name: string; readonly ranks: readonly number[] }[], flat: boolean): readonly Plan[] {
  const childrenOf = (daemon: number): Plan[] => {
    const numbers = nodes.map((_, index) => index + 1).filter((number) => (flat ? 0 : Math.floor((number - 1) / radix)) === daemon);
    return numbers.map((number) => ({ ...(nodes[number - 1] as (typeof nodes)[number]), daemon: number, children: flat ? [] : childrenOf(number) }));
  };
  return childrenOf(0);
}

import { posix } from 'node:path';
import { parse as shellWords } from 'shell-quote';
import type { ResolvedCommandContext } from 'just-bash';
import { fraction } from '../../durations.ts';
import { openMpiMajor } from '../boot/releases.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';
import { doPart, type Job, orted, type Plan, type Report, treeOf } from './launch.ts';
import { hostsIn, type LaunchLine, launchLine, mapRanks } from './launch-line.ts';
import * as words from './words.ts';

/** How long a launch takes when all is well, in milliseconds of the world: so much, and so much more a machine. */
const launchTime = { all: 250, machine: 45 } as const;

/** `mpirun`: logs in to each machine with this user's own key and known_hosts, and starts the ranks there. */
const mpirun: Program = async (args, context, session) => {
  const { node, user, fs, clock, work } = session;
  const line = launchLine(args, context.env);
  const { release } = node;
  if (line.version)
    return {
      stdout: `mpirun (Open MPI) ${release.openMpi}\n\nReport bugs to ${openMpiMajor(release) >= 5 ? 'https' : 'http'}://www.open-mpi.org/community/help/\n`,
    };
  if (line.error !== undefined) return { stderr: `mpirun: Error: ${line.error}\nType 'mpirun --help' for usage.\n`, exitCode: 1 };
  if (user.uid === 0 && !line.allowRoot) return { stderr: words.rootText, exitCode: 1 };
  const [program] = line.command;
  if (program === undefined) return { stderr: words.nothingText, exitCode: 1 };
  const { vCPUs } = node.spec().size;
  const slots = line.threadsAreSlots ? vCPUs : Math.max(1, Math.floor(vCPUs / 2));
  let hosts = line.hosts;
  if (line.hostfile !== undefined) {
    const path = posix.resolve(context.cwd, line.hostfile);
    if (!fs.may(path, 'read')) return { stderr: words.hostfileText(line.hostfile), exitCode: 1 };
    const listed = hostsIn(fs.readBytes(path).toString(), () => slots);
    hosts = hosts.length === 0 ? listed : listed.filter(({ name }) => hosts.some((each) => each.name === name));
  }
  if (hosts.length === 0) hosts = [{ name: node.spec().computerName, slots }];
  const mapped = mapRanks(hosts, line);
  const asked = line.ranks ?? (line.perNode ?? 1) * hosts.length;
  if (mapped === 'full') return { stderr: words.slotsText(asked, program), exitCode: 1 };
  const size = mapped.reduce((sum, each) => sum + each.ranks.length, 0);
  const isHere = (name: string): boolean => [node.spec().computerName, node.spec().privateAddress, 'localhost', '127.0.0.1'].includes(name);
  const here = mapped.filter(({ name }) => isHere(name)).flatMap(({ ranks }) => ranks);
  const others = mapped.filter(({ name }) => !isHere(name));
  const plan: Plan = { name: node.spec().computerName, daemon: 0, ranks: here, children: treeOf(others, noTree(line)) };
  const job: Job = {
    size,
    command: line.command,
    folder: line.folder ?? context.cwd,
    env: exportedOf(line, context),
    sshOptions: sshOptionsOf(line),
    hosts: mapped
      .flatMap(({ name, ranks }) => ranks.map((rank) => ({ rank, name: isHere(name) ? node.spec().computerName : name })))
      .sort((a, b) => a.rank - b.rank)
      .map(({ name }) => name),
    transport: line.settings.get('pml') ?? '',
    ...(line.prefix === undefined ? {} : { prefix: line.prefix }),
    ...(line.settings.get('pml') === 'ucx' ? { fabric: node.spec().infiniBand?.fabric ?? 'none' } : {}),
  };
  const waiting = await work.outside(session.network.launching(node));
  if (waiting) await forgetHost(waiting.forget, session);
  await work.outside(clock.sleep(launchTime.all + launchTime.machine * others.length, context.signal ?? session.signal));
  const prepared = await doPart(plan, job, 'prepare', context, session);
  const refused = refusal(prepared, program, size, session);
  if (refused) return refused;
  const transport = transportProblem(line, others.length > 0, session);
  if (transport) return transport;
  return ended(await doPart(plan, job, 'run', context, session), line, session);
};

/** What `ssh-keygen -R NAME` does, typed by somebody else. */
async function forgetHost(name: string, { fs, user }: Session): Promise<void> {
  const path = posix.join(user.home, '.ssh/known_hosts');
  if (!(await fs.exists(path))) return;
  const lines = (await fs.readFile(path)).split('\n');
  await fs.writeFile(path, lines.filter((line) => !(line.split(' ')[0] ?? '').split(',').includes(name)).join('\n'));
}

const noTree = ({ settings }: LaunchLine): boolean => settings.get('plm_rsh_no_tree_spawn') === '1' || settings.get('plm_ssh_no_tree_spawn') === '1';

/** `--mca plm_rsh_args "-o ConnectTimeout=5"` (Open MPI 5: `plm_ssh_args`). */
function sshOptionsOf({ settings }: LaunchLine): string[] {
  const text = settings.get('plm_ssh_args') ?? settings.get('plm_rsh_args') ?? '';
  // Open MPI's ssh asks nothing: it has no terminal.
  return shellWords(text).map(String);
}

function exportedOf({ exported }: LaunchLine, { env }: ResolvedCommandContext): Record<string, string> {
  return Object.fromEntries(
    exported.flatMap((each) => {
      const [name = '', value] = each.split(/=(.*)/s, 2);
      const known = value ?? env.get(name);
      return known === undefined ? [] : [[name, known] as const];
    }),
  );
}

/** Nothing runs where one machine cannot be started or one program is missing. */
function refusal({ failures, missing, apart }: Report, program: string, size: number, { node }: Session): CommandResult | undefined {
  if (failures.length > 0) {
    return { stderr: `${failures.map(({ said }) => said).join('')}${words.daemonText(node.release)}`, exitCode: failures[0]?.exitCode ?? 255 };
  }
  if (apart[0] !== undefined) return { stderr: words.fabricText(apart[0]), exitCode: 1 };
  const [first] = [...missing].sort((a, b) => a.rank - b.rank);
  if (!first) return undefined;
  const count = missing.length === size ? size : missing.length;
  return {
    stdout: `${count} total process${count === 1 ? '' : 'es'} failed to start\n`,
    stderr: words.executableText(program, first.node, first.rank),
    exitCode: openMpiMajor(node.release) >= 5 ? 134 : 132,
  };
}

const components = new Set(['tcp', 'self', 'vader', 'sm', 'smcuda', 'ofi', 'uct', 'usnic', 'openib', 'portals4', 'ugni']);

/** What the chosen transports (`--mca btl …`) come to. Shared memory is `vader` up to 4.1 and `sm` from 5 on (azure-facts 8.2). */
function transportProblem({ settings }: LaunchLine, several: boolean, { node }: Session): CommandResult | undefined {
  const chosen = settings.get('btl');
  if (chosen === undefined || chosen.startsWith('^')) return undefined;
  const names = chosen.split(',').map((each) => each.trim());
  const host = node.spec().computerName;
  const major = openMpiMajor(node.release);
  if (major < 5 && names.includes('sm')) return { stderr: words.sharedMemoryText, exitCode: 1 };
  const unknown = names.find((name) => !components.has(name) || (major >= 5 && name === 'openib'));
  if (unknown !== undefined) return { stderr: words.componentText(host, unknown), exitCode: 1 };
  if (!names.includes('self') || (several && !names.includes('tcp'))) return { stderr: words.unreachableText, exitCode: 1 };
  return undefined;
}

function ended({ failures, ranks }: Report, { tag }: LaunchLine, { node, clock }: Session): CommandResult {
  // What the ranks print comes in no particular order, and not twice in the same.
  const seed = clock.now();
  const mixed = [...ranks].sort((a, b) => fraction(`${a.rank}/${seed}`) - fraction(`${b.rank}/${seed}`));
  const marked = (rank: number, stream: string, text: string): string => (tag ? text.replace(/^(?=.)/gm, `[1,${rank}]<${stream}>:`) : text);
  const stdout = mixed.map((each) => marked(each.rank, 'stdout', each.stdout)).join('');
  const stderr = mixed.map((each) => marked(each.rank, 'stderr', each.stderr)).join('');
  const [lost] = failures;
  if (lost) return { stdout, stderr: stderr + words.lostText(node.release, node.spec().computerName, lost.name, lost.daemon), exitCode: lost.exitCode };
  const failed = ranks.find(({ exitCode }) => exitCode !== 0);
  return { stdout, stderr: failed ? stderr + words.exitText(failed.rank, failed.exitCode) : stderr, exitCode: failed?.exitCode ?? 0 };
}

const info: Program = (_args, _context, { node: { release } }) => ({
  stdout: `                 Package: Open MPI Debian\n                Open MPI: ${release.openMpi}\n`,
});

export const launchers: Programs = {
  mpirun,
  mpiexec: mpirun,
  orterun: mpirun,
  prterun: mpirun,
  'mpirun.openmpi': mpirun,
  'mpiexec.openmpi': mpirun,
  orted,
  prted: orted,
  ompi_info: info,
};

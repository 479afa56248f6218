import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import { type Access, headOf } from '../access.ts';
import type { ExecResult } from '../nodes.ts';
import { helloFault, helloLines, hostfileText, mpirunLine, type openMpiVersion, transportFlags, treeSpawnBeyond } from '../open-mpi.ts';
import { hostKeyProblem, sshLines } from '../peers.ts';
import { lastLines, mustRun, nodeSet, showFile, shownFile, sumsIn } from '../shell.ts';

/** What `hello/compile` found; the launcher's settings are named by it. */
export interface OpenMpiInUse {
  found?: ReturnType<typeof openMpiVersion>;
}

/** The last good run, on the head: which program, on which machines, and what the ranks said. */
const recordFile = '~/.rank0/hello-run';

/** Ends what a run that was stopped may have left: `timeout` ends mpirun, and its ranks live on elsewhere (lab 10, 15). */
const endRanks = "pkill -KILL -f '^\\./hello$'";

/** One rank on every node, and every rank and host seen exactly once. `transports`: with the flags of H18, to compare. */
export function helloRunTask(
  access: Access,
  needs: readonly string[],
  version: OpenMpiInUse,
  { transports = false }: { readonly transports?: boolean } = {},
): Task {
  const head = headOf(access);
  const nodes = access.names.length;
  const seconds = helloSeconds(nodes);
  const common = () => ({ major: version.found?.major ?? 4, subnet: access.subnet, nodes });
  const { mpi } = access;
  const flags = (): { readonly extra?: string } => {
    const extra = transports ? mpi.tcpFlags(transportFlags(common().major)) : mpi.flags;
    return extra === undefined ? {} : { extra };
  };
  const mpirun = (): string => mpirunLine({ ...common(), ...flags(), ranks: nodes, byNode: true, program: './hello' });
  const line = (): string => mpi.line(`timeout -k 3 ${seconds} ${mpirun()}`);
  const hostfile = (): string => hostfileText(access.names, access.vCPUs, mpirunLine({ ...common(), ...flags(), program: './PROGRAM' }));
  return {
    id: 'hello/run',
    stage: 'hello-mpi',
    title: `run hello on ${nodes} nodes`,
    node: head,
    needs,
    lane: 'head',
    explain:
      'mpirun logs in to every node of the host file with the key of the cluster and starts ./hello there; the processes find each other through it, and what they ' +
      'print comes back through it, in no particular order. The settings keep it to the network of the cluster, and from waiting for a dead node for minutes.',
    get commands() {
      return [`cat > hostfile   # ${access.names[0]} slots=${access.vCPUs} …`, line()];
    },
    usualSeconds: [1, 6],
    observe: async (run) => {
      const known = await lastRun(access, run);
      return known === undefined ? { is: 'absent' } : { is: 'so', message: known };
    },
    make: async (run) => {
      const { signal } = run;
      await mustRun(access, head, 'cat > hostfile', { stdin: hostfile(), signal });
      const sum = await binarySum(access, run);
      if (transports) run.report({ message: line() });
      const result = await access.nodes.exec(access.node(head), line(), {
        signal,
        timeoutSeconds: seconds + 6,
        onLine: (text) => {
          const said = helloLines(text)[0];
          if (said) run.report({ message: said.line });
        },
      });
      const lines = helloLines(result.stdout);
      const fault = helloFault(lines, access.names);
      if (fault || result.exitCode !== 0) throw await helloProblem(access, result, fault, line(), run);
      const message = lines.map((said) => said.line).join('\n');
      await mustRun(access, head, `mkdir -p ~/.rank0 && cat > ${recordFile}`, { stdin: `${recordOf(access, sum)}\n${message}\n`, signal });
      return { is: 'so', message } satisfies Observation;
    },
  };
}

/**
 * The longest that hello may take, in seconds: all of it, with what follows a failure, stays within 30 up to 64 nodes (which take about 4).
 * Beyond them the head starts every node itself: 70 took 15 on two cores that they shared.
 */
const helloSeconds = (nodes: number): number => (nodes > treeSpawnBeyond ? 45 : 17 + Math.ceil(nodes / 8));

/** A scale set gives an id again to another machine, which has other host keys. */
const recordOf = (access: Access, sum: string): string =>
  [sum, ...access.names.map((name) => `${access.node(name).machineId}=${(access.node(name).hostKeys[0] ?? '').slice(-12)}`)].join(' ');

async function binarySum(access: Access, { signal }: TaskRun): Promise<string> {
  const { stdout } = await access.nodes.exec(access.node(headOf(access)), 'sha256sum hello', { signal });
  return sumsIn(stdout).get('hello') ?? '';
}

/** What the ranks said in the last good run of this very program on these very machines; undefined where there is none. */
async function lastRun(access: Access, run: TaskRun): Promise<string | undefined> {
  const node = access.node(headOf(access));
  const [sum, { stdout }] = await Promise.all([binarySum(access, run), access.nodes.exec(node, showFile(recordFile), { signal: run.signal })]);
  const [what = '', ...said] = shownFile(stdout).trimEnd().split('\n');
  return sum !== '' && what === recordOf(access, sum) ? said.join('\n') : undefined;
}

type Fault = ReturnType<typeof helloFault>;

/** Names the node that is missing, from what the ranks said, what ssh said, and who still answers; ends what was left running. */
async function helloProblem(access: Access, result: ExecResult, fault: Fault, line: string, run: TaskRun): Promise<ProblemError> {
  const stopped = result.exitCode === 124 || result.exitCode === 137;
  const said = sshLines(result.stderr);
  const hostKey = hostKeyProblem('mpirun', result.stderr);
  if (hostKey) return hostKey;
  const within = AbortSignal.any([run.signal, AbortSignal.timeout(5_000)]);
  const silent = await Promise.all(access.names.map(async (name) => ((await answers(access, name, within)) ? [] : [name]))).then((all) => all.flat());
  run.signal.throwIfAborted();
  const missing = fault && fault.missing.length < access.names.length ? fault.missing : namesIn(access, result.stderr);
  const suspects = [silent, namesIn(access, said), missing].find((names) => names.length > 0);
  const what = suspects
    ? `${suspects.join(', ')} ${suspects === silent ? 'does not answer' : 'said nothing'}`
    : (fault?.message ?? `exit code ${result.exitCode}`);
  const because = said || (stopped || suspects === silent ? '' : lastLines(result.stderr, 4));
  return new ProblemError({
    code: stopped ? 'hello-timeout' : 'hello-incomplete',
    message: `hello on ${access.names.length} nodes: ${what}${because === '' ? '' : `: ${because}`}`,
    means: stopped
      ? `mpirun waited for a process that did not come or did not answer, and was stopped after ${helloSeconds(access.names.length)} s, with all of its ranks.`
      : 'mpirun could not start a process on every node, or one ended before it had spoken.',
    next: [
      { label: 'See how the nodes are', command: 'rank0 status' },
      { label: 'Ask every node for its name', command: `rank0 run ${headOf(access)} -- clush -S -n -w ${nodeSet(access.names)} uname -n` },
      { label: 'Run it by hand', command: line },
      { label: 'Run the same command again: it goes on from what exists' },
    ],
  });
}

/** Names in a text, each as a whole; ssh writes them in small letters. */
const namesIn = (access: Access, text: string): string[] => access.names.filter((name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'i').test(text));

/** Whether a node answers, after its ranks were ended. */
async function answers(access: Access, name: string, signal: AbortSignal): Promise<boolean> {
  return access.nodes.exec(access.node(name), endRanks, { signal }).then(
    () => true,
    () => false, // that it does not answer is what was asked
  );
}

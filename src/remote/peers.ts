import type { TaskRun } from '../engine/task.ts';
import { ProblemError } from '../state/problem.ts';
import { type Access, headOf } from './access.ts';
import { hostKeyMismatch } from './host-keys.ts';
import type { ExecOptions, ExecResult } from './nodes.ts';
import { lastLines } from './shell.ts';

/** How long, in seconds of the world, Azure's name service may take to know a new machine: seconds to a minute (azure-facts 7). */
const namePatience = 180;

const unresolved = /could not resolve hostname|name or service not known|temporary failure in name resolution|no address associated/i;

/**
 * Runs a line on the head that reaches other nodes by name, again and again as long as a name is not known yet.
 * @throws ProblemError `name-unknown` after three minutes of the world, and whatever `Nodes.exec` throws.
 */
export async function lookedUp(access: Access, line: string, run: TaskRun, options: Omit<ExecOptions, 'signal'> = {}): Promise<ExecResult> {
  const since = run.clock.now();
  for (;;) {
    const result = await access.nodes.exec(access.node(headOf(access)), line, { ...options, signal: run.signal });
    const text = `${result.stderr}\n${result.stdout}`;
    if (!unresolved.test(text)) return result;
    if (run.clock.now() - since > namePatience * 1000) throw nameUnknown(access, text);
    run.report({ waitingFor: "Azure's name service to know the new machines" });
    await run.clock.sleep(5_000, run.signal);
  }
}

function nameUnknown(access: Access, text: string): ProblemError {
  const line = text.split(/\r?\n/).find((it) => unresolved.test(it)) ?? '';
  return new ProblemError({
    code: 'name-unknown',
    message: `${headOf(access)} cannot resolve a node's name: ${line.trim()}`,
    means: 'Machines of one virtual network find each other by name through Azure. A virtual network with name servers of its own breaks that.',
    next: [
      { label: 'Ask the head', command: `rank0 run ${headOf(access)} -- getent hosts ${access.names.join(' ')}` },
      { label: 'Run the same command again: it goes on from what exists' },
    ],
  });
}

/**
 * A host key that stopped an ssh between nodes: another one than in `known_hosts` stops the run; a line that is not there
 * (somebody took it out) can be put back. Undefined where it was no host key.
 */
export function hostKeyProblem(about: string, stderr: string): ProblemError | undefined {
  if (/identification has changed|host key for \S+ has changed/i.test(stderr)) {
    return hostKeyMismatch(`${about}: the machine shows another host key than known_hosts has`, "The file was made from the keys in Azure's serial console.");
  }
  if (!/host key verification failed|host key is known for/i.test(stderr)) return undefined;
  return new ProblemError({
    code: 'host-key-line-missing',
    message: `${about}: ${sshLines(stderr) || 'Host key verification failed.'}`,
    means:
      'known_hosts has no line for that machine, and nobody is there to answer the question that ssh would ask. It was complete before, so something took it out.',
    next: [{ label: 'Run the same command again: it puts the line back' }],
  });
}

/** What ssh itself said. What Open MPI adds to it is a page of possible reasons that names none. */
export const sshLines = (stderr: string): string =>
  lastLines(
    stderr
      .split(/\r?\n/)
      .filter((line) => /^(\S+: )?(ssh: |connection |no \S+ host key|host key )|permission denied/i.test(line.trim()))
      .join('\n'),
    3,
  );

/** Why the head could not use another node over SSH, from what ssh said. A host key that is not the node's stops the run. */
export function peerProblem(access: Access, name: string, line: string, result: Pick<ExecResult, 'exitCode' | 'stdout' | 'stderr'>): ProblemError {
  const head = headOf(access);
  const said = lastLines(result.stderr, 3) || lastLines(result.stdout, 3);
  const hostKey = hostKeyProblem(`${head} → ${name}`, result.stderr);
  if (hostKey) return hostKey;
  const silent = result.exitCode === 124 || result.exitCode === 137;
  return new ProblemError({
    code: silent ? 'node-silent' : 'node-unreachable-from-head',
    message: `${head} cannot use ${name}: ${silent ? 'no answer in time' : said || `exit code ${result.exitCode}`}`,
    means: /permission denied/i.test(said)
      ? `${name} does not accept the cluster's key: its authorized_keys line, or the private half on ${head}, is missing or another one.`
      : 'Inside the network nothing closes port 22, so the machine is off, frozen or cut off.',
    next: [
      { label: 'See how it is', command: 'rank0 status' },
      { label: 'Try by hand', command: `rank0 run ${head} -- ${JSON.stringify(line)}` },
      { label: 'Run the same command again: it goes on from what exists' },
    ],
  });
}

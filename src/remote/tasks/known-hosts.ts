import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import { type Access, headOf } from '../access.ts';
import { fingerprint } from '../connection.ts';
import { hostKeyMismatch } from '../host-keys.ts';
import { knownHostsText } from '../known-hosts.ts';
import { lookedUp } from '../peers.ts';
import { keyTypes, parsePublicKey } from '../public-key.ts';
import { mustRun, replaceFile, showFile, shownFile, sshFolder } from '../shell.ts';

const path = '~/.ssh/known_hosts';

/** Reads the keys that Azure showed, merged with what is there. */
const write = `${sshFolder} && ${replaceFile(path)}`;

/** How often nodes that did not answer ssh-keyscan are asked again: sshd drops some of many (MaxStartups). */
const mostScans = 2;

/**
 * One node knows all nodes: its `known_hosts` has their keys, as read through ARM, under every name that they go by.
 * Lines of others stay. On the head, what `ssh-keyscan` sees is compared with them: a difference stops everything.
 */
export function knownHostsTask(access: Access, name: string, needs: readonly string[]): Task {
  const isHead = name === headOf(access);
  const read = async ({ signal }: TaskRun): Promise<string> => shownFile((await access.nodes.exec(access.node(name), showFile(path), { signal })).stdout);
  const wanted = (existing: string): string =>
    knownHostsText(
      access.names.map((it) => access.node(it)),
      existing,
      access.gone,
    );
  return {
    id: `known-hosts/${name}`,
    stage: 'cluster-ssh',
    title: `known_hosts on ${name}`,
    node: name,
    needs,
    lane: 'node',
    explain:
      'Without it, the first login to each node would stop and ask, and mpirun cannot answer. The keys are those that Azure showed; ' +
      'ssh-keyscan is the way by hand, and believes whoever answers, so its answer is only compared.',
    get commands() {
      return [...(isHead ? [scanLine(access, access.names)] : []), `${write} < known_hosts`];
    },
    usualSeconds: isHead ? [2, 8] : [1, 2],
    observe: async (run) => {
      const existing = await read(run);
      if (wanted(existing) !== existing) return { is: 'absent' };
      return isHead ? scanned(access, run) : { is: 'so' };
    },
    make: async (run) => {
      await mustRun(access, name, write, { stdin: wanted(await read(run)), signal: run.signal });
    },
  };
}

/** One call for all nodes and one type: a loop of calls asks each for five. */
function scanLine(access: Access, names: readonly string[]): string {
  const types = keyTypes.filter((type) => knownOf(access, names).some((key) => key.type === type));
  const short = types[0] === undefined ? 'ed25519' : types[0].replace(/^ssh-/, '').replace(/^ecdsa-.*/, 'ecdsa');
  return `ssh-keyscan -T 5 -t ${short} ${names.join(' ')}`;
}

function knownOf(access: Access, names: readonly string[]) {
  return names.flatMap((name) => {
    try {
      return access.node(name).hostKeys.flatMap((text) => parsePublicKey(text) ?? []);
    } catch {
      return []; // shown before the nodes are known
    }
  });
}

async function scanned(access: Access, run: TaskRun): Promise<Observation> {
  let asked = [...access.names];
  for (let scan = 0; scan < mostScans && asked.length > 0; scan += 1) {
    const { stdout } = await lookedUp(access, scanLine(access, asked), run, { timeoutSeconds: 28 });
    asked = asked.filter((name) => !agrees(access, name, stdout));
  }
  if (asked.length === 0) return { is: 'so', message: `ssh-keyscan saw the same keys on all ${access.names.length} nodes` };
  throw new ProblemError({
    code: 'node-unreachable-from-head',
    message: `${headOf(access)} got no host key from ${asked.join(', ')}`,
    means: 'Inside the network nothing closes port 22, so the machine is off, frozen or cut off.',
    next: [{ label: 'See how it is', command: 'rank0 status' }, { label: 'Run the same command again: it goes on from what exists' }],
  });
}

/** Whether a node answered with a key that Azure showed too. @throws ProblemError `host-key-mismatch` where it showed another. */
function agrees(access: Access, name: string, stdout: string): boolean {
  const node = access.node(name);
  const seen = stdout
    .split(/\r?\n/)
    // ssh-keyscan writes names in small letters, however they were asked for.
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()} `))
    .flatMap((line) => parsePublicKey(line.slice(name.length + 1)) ?? []);
  const known = node.hostKeys.flatMap((text) => parsePublicKey(text) ?? []);
  for (const key of seen) {
    const expected = known.find((it) => it.type === key.type);
    if (!expected || expected.text === key.text) continue;
    throw hostKeyMismatch(
      `${name}, seen from ${headOf(access)}, shows the host key ${fingerprint(key.blob)}; Azure's serial console says ${expected.type} ${fingerprint(expected.blob)}`,
    );
  }
  return seen.some((key) => known.some((it) => it.text === key.text));
}

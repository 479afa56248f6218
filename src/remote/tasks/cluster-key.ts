import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import { type Access, headOf } from '../access.ts';
import { authorizedKeysText, authorizedLine, type ClusterKey, clusterKeyComment, type KeyInUse, sshClientConfigText } from '../cluster-key.ts';
import { lookedUp, peerProblem } from '../peers.ts';
import { parsePublicKey } from '../public-key.ts';
import { mustRun, replaceFile, showFile, shownFile, sshFolder, sshOptions, sumsIn } from '../shell.ts';

const look = 'sha256sum ~/.ssh/id_ed25519 ~/.ssh/id_rank0 2>/dev/null; grep rank0-cluster- ~/.ssh/id_ed25519.pub ~/.ssh/id_rank0.pub 2>/dev/null';

/** The cluster's own key exists on the head: made there, never on the laptop, and used again by every later run. */
export function clusterKeyTask(access: Access, needs: readonly string[], key: KeyInUse): Task {
  const head = headOf(access);
  const comment = clusterKeyComment(access);
  const make = (file: string): string => `${sshFolder} && ssh-keygen -q -t ed25519 -N '' -C ${comment} -f ~/.ssh/${file} < /dev/null`;
  const seen = async ({ signal }: TaskRun) => {
    const { stdout } = await access.nodes.exec(access.node(head), look, { signal });
    return { sums: sumsIn(stdout), found: keyIn(stdout, comment) };
  };
  return {
    id: 'cluster-key',
    stage: 'cluster-ssh',
    title: `a key for the nodes, made on ${head}`,
    node: head,
    needs,
    lane: 'head',
    explain:
      'mpirun logs in to the other nodes for you, so it needs a key that it can use unattended. It gets one of its own, made here and good only inside this ' +
      'network. The old way copied the key that you use at home to every machine: whoever got into one of them had it.',
    commands: [make('id_ed25519')],
    usualSeconds: [1, 3],
    observe: async (run) => {
      key.found = (await seen(run)).found;
      return key.found ? { is: 'so', message: `~/.ssh/${key.found.file} on ${head}: ${key.found.publicKey}` } : { is: 'absent' };
    },
    make: async (run) => {
      const { sums } = await seen(run);
      const taken = sums.has('id_ed25519') && !(await halfMade(access, comment, run));
      const file = taken ? 'id_rank0' : 'id_ed25519';
      if (!sums.has(file)) await mustRun(access, head, make(file), { signal: run.signal });
    },
  };
}

/** The key pair whose public half carries our comment and whose private half is there. */
function keyIn(stdout: string, comment: string): ClusterKey | undefined {
  const sums = sumsIn(stdout);
  for (const file of ['id_ed25519', 'id_rank0'] as const) {
    const line = stdout.split(/\r?\n/).find((text) => text.includes(`/${file}.pub:`));
    const parsed = parsePublicKey(line?.slice(line.indexOf(`/${file}.pub:`) + file.length + 6) ?? '');
    const privateSum = sums.get(file);
    if (parsed?.comment === comment && privateSum) return { file, publicKey: `${parsed.text} ${comment}`, privateSum };
  }
  return undefined;
}

/** Whether the private half is ours and only the public one is missing (a run that was killed in between); then it is made from it. */
async function halfMade(access: Access, comment: string, { signal }: TaskRun): Promise<boolean> {
  const head = headOf(access);
  const line = "test ! -e ~/.ssh/id_ed25519.pub && ssh-keygen -y -P '' -f ~/.ssh/id_ed25519 < /dev/null";
  const { stdout, exitCode } = await access.nodes.exec(access.node(head), line, { signal });
  const key = stdout
    .split(/\r?\n/)
    .map(parsePublicKey)
    .find((parsed) => parsed?.comment === comment);
  if (exitCode !== 0 || !key) return false;
  await mustRun(access, head, 'cat > ~/.ssh/id_ed25519.pub', { stdin: `${key.text} ${comment}\n`, signal });
  return true;
}

/**
 * One node has the cluster's key: its private half 0600, copied by the head and never seen by the laptop, so that a job can be
 * started on any node; and its public half in `authorized_keys`, good only from inside the subnet.
 */
export function nodeKeyTask(access: Access, name: string, needs: readonly string[], key: KeyInUse): Task {
  const head = headOf(access);
  return {
    id: `key/${name}`,
    stage: 'cluster-ssh',
    title: `the cluster's key on ${name}`,
    node: name,
    needs,
    lane: 'node',
    explain:
      `The line in authorized_keys begins with from="${access.subnet}": the key opens nothing from outside the cluster's own network. ` +
      'The head hands the private half on, so the laptop never has it.',
    get commands() {
      const { file, publicKey } = key.found ?? { file: 'id_ed25519', publicKey: `ssh-ed25519 … ${clusterKeyComment(access)}` };
      return [authorizeLine(access, publicKey), ...(name === head ? [] : [copyLine(name, file)])];
    },
    usualSeconds: [1, 4],
    observe: async (run) => {
      const state = await stateOf(access, name, inUse(key), run);
      return state.authorized.isRight && state.hasKey && state.config.isRight ? { is: 'so' } : { is: 'absent' };
    },
    make: async (run) => {
      const found = inUse(key);
      const state = await stateOf(access, name, found, run);
      const { signal } = run;
      const { authorized } = state;
      if (authorized.wanted === `${authorized.existing}${authorizedLine(access.subnet, found.publicKey)}\n`) {
        await mustRun(access, name, authorizeLine(access, found.publicKey), { signal });
      } else if (!authorized.isRight) {
        await mustRun(access, name, `${sshFolder} && ${replaceFile('~/.ssh/authorized_keys')}`, { stdin: authorized.wanted, signal });
      }
      if (!state.config.isRight) await mustRun(access, name, `${sshFolder} && ${replaceFile('~/.ssh/config')}`, { stdin: state.config.wanted, signal });
      if (!state.hasKey) return copyKey(access, name, found, run);
    },
  };
}

function inUse(key: KeyInUse): ClusterKey {
  if (!key.found) throw new Error('cluster-key has not run');
  return key.found;
}

/** The usual case, as one would type it; where an earlier key's line is in the way the file is replaced instead. */
const authorizeLine = (access: Access, publicKey: string): string => `echo '${authorizedLine(access.subnet, publicKey)}' >> ~/.ssh/authorized_keys`;

interface FileState {
  readonly isRight: boolean;
  readonly existing: string;
  readonly wanted: string;
}

async function stateOf(access: Access, name: string, key: ClusterKey, { signal }: TaskRun) {
  const path = `~/.ssh/${key.file}`;
  const node = access.node(name);
  const [files, authorized, config] = await Promise.all([
    access.nodes.exec(node, `sha256sum ${path} 2>/dev/null; stat -c 'mode %a' ${path} 2>/dev/null`, { signal }),
    access.nodes.exec(node, showFile('~/.ssh/authorized_keys'), { signal }),
    key.file === 'id_ed25519' ? undefined : access.nodes.exec(node, showFile('~/.ssh/config'), { signal }),
  ]);
  const compared = (existing: string, wanted: string): FileState => ({ isRight: existing === wanted, existing, wanted });
  const lines = shownFile(authorized.stdout);
  const clientConfig = config === undefined ? undefined : shownFile(config.stdout);
  const nodes = access.names.map((it) => access.node(it));
  return {
    hasKey: sumsIn(files.stdout).get(key.file) === key.privateSum && /^mode 600$/m.test(files.stdout),
    authorized: compared(lines, authorizedKeysText(lines, access.subnet, key.publicKey)),
    config:
      clientConfig === undefined ? { isRight: true, existing: '', wanted: '' } : compared(clientConfig, sshClientConfigText(clientConfig, nodes, key.file)),
  };
}

/** What the head runs to hand its private key to a node: through ssh itself, so that nothing but the two ends holds it. */
const copyLine = (name: string, file: string): string =>
  `timeout -k 2 20 ssh -i ~/.ssh/${file} ${sshOptions} ${name} '${sshFolder} && ${replaceFile(`~/.ssh/${file}`)}' < ~/.ssh/${file}`;

async function copyKey(access: Access, name: string, key: ClusterKey, run: TaskRun): Promise<Observation | void> {
  const head = headOf(access);
  if (name === head) {
    await mustRun(access, head, `chmod 600 ~/.ssh/${key.file}`, { signal: run.signal });
    return;
  }
  const line = copyLine(name, key.file);
  const result = await lookedUp(access, line, run);
  if (result.exitCode !== 0) throw peerProblem(access, name, line, result);
  const { hasKey } = await stateOf(access, name, key, run);
  if (hasKey) return { is: 'so' };
  throw new ProblemError({
    code: 'key-not-copied',
    message: `${name} does not have the same ~/.ssh/${key.file} as ${head} after it was copied`,
    means: 'Another machine may answer to this name inside the network, or the disk of the node is full.',
    next: [{ label: 'Compare them', command: `rank0 run -- sha256sum .ssh/${key.file}` }],
  });
}

import type { Task } from '../../engine/task.ts';
import type { Access } from '../access.ts';
import { parsePublicKey } from '../public-key.ts';
import { mustRun } from '../shell.ts';

/** A private key that lies on a node and is not the cluster's own. */
export interface LyingKey {
  readonly node: string;
  readonly file: string;
  /** Its public half, where it can be told. */
  readonly publicKey?: string;
}

/** Lists private keys in the user's ssh folder with their public halves; the cluster's own, which is good in the subnet alone, is left out. */
const search =
  'for f in ~/.ssh/*; do if grep -q "PRIVATE KEY-----" "$f" 2>/dev/null && ! grep -q rank0-cluster- "$f.pub" 2>/dev/null; then ' +
  'echo "rank0 private $f"; ssh-keygen -y -P "" -f "$f" < /dev/null 2>/dev/null; fi; done; echo rank0 own; grep rank0-cluster- ~/.ssh/authorized_keys; true';

/** Private keys that lie on a node. @throws what `Nodes.exec` throws. */
export async function lyingKeys(access: Access, name: string, signal: AbortSignal): Promise<LyingKey[]> {
  const { stdout } = await access.nodes.exec(access.node(name), search, { signal, timeoutSeconds: 30 });
  const [before = '', own = ''] = stdout.split(/^rank0 own\r?$/m);
  const found: LyingKey[] = [];
  for (const line of before.split(/\r?\n/)) {
    const [, file] = /^rank0 private (.+)$/.exec(line) ?? [];
    const last = found.at(-1);
    const key = parsePublicKey(line);
    if (file !== undefined) found.push({ node: name, file });
    else if (key && last) found[found.length - 1] = { ...last, publicKey: key.text };
  }
  // The cluster's own key is on every node, and only the head has its public half beside it.
  return found.filter(({ publicKey }) => publicKey === undefined || !own.includes(publicKey));
}

/** Takes those private keys off a node, after rank0's own key has logged in to it anew. */
export function removeKeysTask(access: Access, name: string, needs: readonly string[]): Task {
  return {
    id: `mend/private-key/${name}`,
    stage: 'your-cluster',
    title: `no private key of yours on ${name}`,
    node: name,
    needs,
    lane: 'node',
    explain:
      'The nodes now have a key of their own among themselves, good inside their network alone, and rank0 logs in with its own. So nothing needs the copy of your key any more. ' +
      'Taking it away does not undo that it lay there: make a new one and use that everywhere.',
    commands: ['rm -f ~/.ssh/id_rsa   # after the nodes have a key of their own'],
    usualSeconds: [1, 3],
    observe: async ({ signal }) => {
      const found = await lyingKeys(access, name, signal);
      return found.length === 0 ? { is: 'so' } : { is: 'absent' };
    },
    make: async ({ signal }) => {
      // A new connection: the login with rank0's key is tried now, not believed from before.
      access.nodes.forget(name);
      await mustRun(access, name, 'uname -n', { signal, timeoutSeconds: 20 });
      for (const { file } of await lyingKeys(access, name, signal)) {
        await mustRun(access, name, `shred -u '${file}' 2>/dev/null || rm -f '${file}'; rm -f '${file}.pub'; test ! -e '${file}'`, { signal });
      }
    },
  };
}

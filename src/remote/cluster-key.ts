import type { ClusterNode } from '../state/events.ts';
import type { Access } from './access.ts';
import { parsePublicKey } from './public-key.ts';

/** The key that nodes use among themselves, as it is on the head. Its private half is never read by this program. */
export interface ClusterKey {
  /** `id_ed25519`, the name that ssh looks for by itself; `id_rank0` where the person has a key of that name already. */
  readonly file: 'id_ed25519' | 'id_rank0';
  /** `ssh-ed25519 AAAA… rank0-cluster-NAME`. */
  readonly publicKey: string;
  /** SHA-256 of the file with the private half: that it is the same everywhere can be seen without reading it. */
  readonly privateSum: string;
}

/** The key as the tasks of one run know it: found or made by the first of them. */
export interface KeyInUse {
  found?: ClusterKey;
}

/** What stands behind the public key, and marks it as ours. */
export const clusterKeyComment = ({ cluster }: Pick<Access, 'cluster'>): string => `rank0-cluster-${cluster}`;

/** The line of `authorized_keys`: good only from inside the subnet (azure-facts 7). */
export const authorizedLine = (subnet: string, publicKey: string): string => `from="${subnet}" ${publicKey}`;

/**
 * `authorized_keys` with the cluster's key in it exactly once. Lines of the same key, or of an earlier key of this
 * cluster, are replaced; all others stay. The same text comes back where nothing is to change.
 */
export function authorizedKeysText(existing: string, subnet: string, publicKey: string): string {
  const line = authorizedLine(subnet, publicKey);
  const ours = parsePublicKey(publicKey);
  let there = false;
  const kept = existing.split(/\r?\n/).filter((other) => {
    if (other === line) {
      const first = !there;
      there = true;
      return first;
    }
    const key = parsePublicKey(/(?:ssh|ecdsa|sk)-\S+ \S+.*$/.exec(other)?.[0] ?? '');
    return !key || (key.text !== ours?.text && (ours?.comment === '' || key.comment !== ours?.comment));
  });
  while (kept.at(-1) === '') kept.pop();
  return [...kept, ...(there ? [] : [line])].map((text) => `${text}\n`).join('');
}

const marks = { begin: '# rank0 begin', end: '# rank0 end' } as const;

/**
 * `~/.ssh/config` with a block that names the cluster's key for the cluster's machines, between marks. Only needed where the
 * key could not have the name that ssh looks for by itself. Everything outside the marks stays.
 */
export function sshClientConfigText(existing: string, nodes: readonly ClusterNode[], file: string): string {
  const hosts = nodes.flatMap((node) => [node.name, node.privateAddress]);
  const block = [marks.begin, `Host ${hosts.join(' ')}`, `  IdentityFile ~/.ssh/${file}`, marks.end].join('\n');
  const from = existing.indexOf(marks.begin);
  const to = existing.indexOf(marks.end, from);
  const outside = from < 0 || to < 0 ? existing : existing.slice(0, from) + existing.slice(to + marks.end.length).replace(/^\n+/, '');
  return `${block}\n${outside.trim() === '' ? '' : `\n${outside.replace(/^\n+/, '')}`}`;
}

import { createHmac } from 'node:crypto';
import type { ClusterNode } from '../state/events.ts';

type Known = Pick<ClusterNode, 'name' | 'privateAddress' | 'publicAddress' | 'hostKeys'>;

/**
 * Text of a `known_hosts` file that has the nodes' keys, read through ARM, under name, private and public address.
 * Of `existing`, foreign lines stay as they are and where they are; stale lines of the nodes (hashed ones too), and those of nodes
 * that left, go. The same text comes back where nothing is to change.
 */
export function knownHostsText(nodes: readonly Known[], existing = '', gone: readonly Known[] = []): string {
  const names = new Set([...nodes, ...gone].flatMap((node) => namesOf(node)).map(asOpenSshHasIt));
  const missing = new Set(nodes.flatMap((node) => node.hostKeys.map((key) => `${namesOf(node).join(',')} ${key}`)));
  const kept: string[] = [];
  for (const line of existing.split(/\r?\n/)) {
    if (missing.delete(line)) kept.push(line);
    else {
      const rest = withoutNames(line, names);
      if (rest !== undefined) kept.push(rest);
    }
  }
  while (kept.at(-1) === '') kept.pop();
  return [...kept, ...missing].map((line) => `${line}\n`).join('');
}

function namesOf(node: Known): string[] {
  return [node.name, node.privateAddress, ...(node.publicAddress === undefined ? [] : [node.publicAddress])].filter((name) => name !== '');
}

/** OpenSSH makes a name lower case before it looks for it or hashes it; a scale set's names have capitals. */
const asOpenSshHasIt = (name: string): string => name.toLowerCase();

/** The line without the names given; undefined where nothing is left of it. */
function withoutNames(line: string, names: ReadonlySet<string>): string | undefined {
  if (/^\s*(#|$|@)/.test(line)) return line;
  const [hosts = '', ...rest] = line.trim().split(/\s+/);
  if (hosts.startsWith('|1|')) return [...names].some((name) => isHashOf(hosts, name)) ? undefined : line;
  const listed = hosts.split(',');
  const others = listed.filter((host) => !names.has(asOpenSshHasIt(host)));
  if (others.length === listed.length) return line;
  return others.length === 0 ? undefined : [others.join(','), ...rest].join(' ');
}

/** `|1|SALT|HASH`, as `HashKnownHosts yes` writes it (Debian's and Ubuntu's default). */
function isHashOf(hosts: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hosts.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

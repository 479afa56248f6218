import { posix, win32 } from 'node:path';
import type { ClusterNode } from '../state/events.ts';

/** The files of a cluster's folder that `ssh` reads. */
const files = { key: 'login_key', knownHosts: 'known_hosts' } as const;

interface SshConfigParts {
  readonly nodes: readonly ClusterNode[];
  readonly user: string;
  readonly folder: string;
  readonly cluster?: string;
}

/**
 * Text of the laptop's `ssh_config` of one cluster: a Host for each node, the head first (those without a public
 * address are reached through it). Everything that it needs is in the cluster's folder; `~/.ssh` is not read or written.
 * @param folder absolute path of the cluster's folder.
 * @param cluster its name: the head is also called `NAME-head`, whatever Azure calls it.
 */
export function sshConfigText({ nodes, user, folder, cluster }: SshConfigParts): string {
  if (nodes.length === 0) return '# Made by rank0; the cluster has no nodes now.\n';
  const head = nodes.find((node) => node.role === 'head');
  const aliasesOf = (node: ClusterNode): string[] => (node.role === 'head' ? [node.name, `${cluster ?? node.name.replace(/0$/, '')}-head`] : [node.name]);
  const hosts = nodes.map((node) => {
    const reached = node.publicAddress
      ? [`  HostName ${node.publicAddress}`]
      : [`  HostName ${node.privateAddress}`, ...(head && head !== node ? [`  ProxyJump ${head.name}`] : [])];
    return [`Host ${aliasesOf(node).join(' ')}`, ...reached, `  HostKeyAlias ${node.name}`].join('\n');
  });
  const all = [
    `Host ${nodes.flatMap(aliasesOf).join(' ')}`,
    `  User ${user}`,
    `  IdentityFile ${quoted(folder, files.key)}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${quoted(folder, files.knownHosts)}`,
    '  GlobalKnownHostsFile none',
    '  StrictHostKeyChecking yes',
    '  CheckHostIP no',
    '  UpdateHostKeys no',
    '  ConnectTimeout 10',
    '  ServerAliveInterval 15',
    '  ServerAliveCountMax 3',
  ].join('\n');
  return `# Made by rank0; written again whenever the cluster changes.\n${[...hosts, all].join('\n\n')}\n`;
}

/** A path as ssh_config wants it: quoted, `%` doubled, forward slashes on Windows too. */
function quoted(folder: string, name: string): string {
  const path = win32.isAbsolute(folder) && !posix.isAbsolute(folder) ? win32.join(folder, name).replaceAll('\\', '/') : posix.join(folder, name);
  return `"${path.replaceAll('%', '%%')}"`;
}

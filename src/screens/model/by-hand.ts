import type { WizardState } from './state.ts';

/** A word as the shell takes it. */
export const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A path on a node as a shell there or scp takes it: what begins with ~/ keeps that outside the quotes. */
export const quotedPath = (path: string): string =>
  path.startsWith('~/') ? `~/${path === '~/' ? '' : quoted(path.slice(2))}` : path === '~' ? '~' : quoted(path);

/** The line that runs something on a node by hand: with the system's ssh, or where nodes are simulated with rank0's. */
export function onNodeLine({ cloud, cluster }: WizardState, node: string, command: string): string {
  if (cloud?.simulated || !cluster) return `rank0 ssh ${cluster === undefined ? '' : `${cluster.choices.name} `}${node} -- ${quoted(command)}`;
  return `ssh -F ${quoted(`${cluster.folder}/ssh_config`)} ${node} ${quoted(command)}`;
}

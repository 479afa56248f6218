import type { WizardState } from './state.ts';

/** A word as the shell takes it. */
export const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A whole command as one word of another: between double quotes where it has single ones of its own and nothing that a shell would read in double ones. */
export const asOneWord = (line: string): string => (line.includes("'") && !/["$`\\!]/.test(line) ? `"${line}"` : quoted(line));

/** A path on a node as a shell there or scp takes it: what begins with ~/ keeps that outside the quotes. */
export const quotedPath = (path: string): string =>
  path.startsWith('~/') ? `~/${path === '~/' ? '' : quoted(path.slice(2))}` : path === '~' ? '~' : quoted(path);

/** The line that runs something on a node by hand: with the system's ssh, or where nodes are simulated with rank0's. */
export function onNodeLine({ cloud, cluster }: WizardState, node: string, command: string): string {
  if (cloud?.simulated || !cluster) return `rank0 ssh ${cluster === undefined ? '' : `${cluster.choices.name} `}${node} -- ${asOneWord(command)}`;
  return `ssh -F ${quoted(`${cluster.folder}/ssh_config`)} ${node} ${asOneWord(command)}`;
}

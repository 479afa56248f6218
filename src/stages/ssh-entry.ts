import { homedir } from 'node:os';
import { join } from 'node:path';
import { entryLines, hasEntry, isIncludable, type SshEntry, shadowed, withEntry, withoutEntry } from '../remote/ssh-entry.ts';
import { changePersonFile, readPersonFile } from '../state/person-file.ts';
import { ProblemError, usageError } from '../state/problem.ts';
import type { ClusterNode } from '../state/events.ts';

/** The person's own configuration of ssh. */
export const ownSshConfig = (): string => join(homedir(), '.ssh', 'config');

/** The entry of a cluster in the person's own ssh configuration. */
export interface EntryView {
  /** `~/.ssh/config`, whole. */
  readonly file: string;
  readonly there: boolean;
  readonly lines: readonly string[];
  /** Hosts of the person's own that it comes before. */
  readonly shadows: readonly string[];
}

const entryOf = (cluster: string, folder: string): SshEntry => ({ cluster, config: join(folder, 'ssh_config') });

/** Whether it is there, and what it is; nothing is changed. */
export function lookAtEntry(cluster: string, folder: string, nodes: readonly Pick<ClusterNode, 'name' | 'role'>[]): EntryView {
  const file = ownSshConfig();
  const entry = entryOf(cluster, folder);
  const text = readPersonFile(file);
  const names = nodes.flatMap(({ name, role }) => (role === 'head' ? [name, `${cluster}-head`] : [name]));
  return { file, there: hasEntry(text, entry), lines: entryLines(entry), shadows: shadowed(text, names) };
}

/** Puts it into the file. @returns whether it was not there. @throws ProblemError where it cannot be written, or not be said in an Include. */
export function addEntry(cluster: string, folder: string): boolean {
  const entry = entryOf(cluster, folder);
  if (!isIncludable(entry)) {
    throw usageError(
      'path-not-includable',
      `${entry.config}: an Include of ssh would read a pattern into this path`,
      'It has one of * ? [ ] { } $ % " in it, which ssh gives a meaning of its own.',
      [{ label: 'Name the file with -F instead', command: `ssh -F '${entry.config}' ${cluster}-head` }],
    );
  }
  return changePersonFile(ownSshConfig(), (text) => withEntry(text, entry));
}

/** Takes it out. @returns whether it was there. @throws ProblemError where the file cannot be written. */
export const removeEntry = (cluster: string, folder: string): boolean =>
  changePersonFile(ownSshConfig(), (text) => withoutEntry(text, entryOf(cluster, folder)));

/** Takes it out by the way; a file that cannot be written keeps a line that leads nowhere, which ssh ignores. */
export function removeEntryIfAble(cluster: string, folder: string): boolean {
  try {
    return removeEntry(cluster, folder);
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

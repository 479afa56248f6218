import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { whileLocked } from '../wait-for-lock.ts';
import type { Export } from './exports.ts';

/** A line of the mount table. */
export interface MountEntry {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
  /** Systemd waits there for the first who looks. */
  readonly automount?: true;
  /** It was mounted because somebody looked there. */
  readonly autofs?: true;
  /** Of its server, and of the file system there. */
  readonly address?: string;
  readonly id?: string;
}

/** What a boot of a machine has mounted and serves. */
export interface FilesState {
  readonly boot: number;
  readonly mounts: readonly MountEntry[];
  /** What is exported; left out before anybody asked for it. */
  readonly exports?: readonly Export[];
  /** The NFS server was stopped by hand. */
  readonly stopped?: true;
}

/** It lies in the machine's folder, shared with other programs. */
export interface StateFile {
  read(): FilesState | undefined;
  change(next: (before: FilesState | undefined) => FilesState): FilesState;
}

export function stateFile(folder: string): StateFile {
  const path = join(folder, 'mounts.json');
  let stamp = '';
  let state: FilesState | undefined;
  let looked = Number.NEGATIVE_INFINITY;
  const read = (): FilesState | undefined => {
    // One look at the disk a millisecond: a path is made of many questions.
    if (performance.now() - looked < 1) return state;
    looked = performance.now();
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    const current = stat ? `${stat.ino}/${stat.mtimeNs}/${stat.size}` : '';
    if (current === stamp) return state;
    state = stat ? (JSON.parse(readFileSync(path, 'utf8')) as FilesState) : undefined;
    stamp = current;
    return state;
  };
  return {
    read,
    change: (next) =>
      whileLocked(folder, () => {
        looked = Number.NEGATIVE_INFINITY;
        const before = read();
        const after = next(before);
        if (after !== before) writeFileAtomic.sync(path, JSON.stringify(after), { mode: 0o600, fsync: false });
        looked = Number.NEGATIVE_INFINITY;
        return read() ?? after;
      }),
  };
}

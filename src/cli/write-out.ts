import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type NextStep, ProblemError, usageError } from '../state/problem.ts';

/** What stands where a file is to be written, if anything does that would be lost; devices and pipes lose nothing. @throws ProblemError exit code 2: a folder does. */
export function standingFile(file: string): { readonly bytes: number } | undefined {
  const seen = statSync(resolve(file), { throwIfNoEntry: false });
  if (seen?.isDirectory()) {
    throw usageError('output-is-folder', `--output ${file}: it is a folder`, 'A file is to be written, so it needs a name of its own.', [
      { label: `Name a file in it, as ${join(file, 'NAME')}` },
    ]);
  }
  return seen?.isFile() ? { bytes: seen.size } : undefined;
}

/**
 * Writes a file that somebody asked for, whole or not at all. One that is there is only replaced with `force`, and stays as it is where the
 * new one cannot be written.
 * @param mode of a new file; one that is replaced keeps its own.
 * @returns where it is.
 * @throws ProblemError exit code 2: it exists, is a folder, or may not be written there; 1 `disk-full`.
 */
export function writeOut(file: string, content: string, force: boolean, mode = 0o644): string {
  const path = resolve(file);
  if (standingFile(file) && !force) {
    throw usageError('output-exists', `--output ${file}: it exists`, 'A file that is there is not written over unless you say so.', [
      { label: 'Add --force, or choose another name' },
    ]);
  }
  const seen = statSync(path, { throwIfNoEntry: false });
  const plain = seen === undefined || seen.isFile();
  // Where a link leads elsewhere, the file there is the one that is replaced.
  const place = seen?.isFile() ? realpathSync(path) : path;
  const target = plain ? join(dirname(place), `.${process.pid}.rank0-part`) : path;
  try {
    const handle = openSync(target, plain ? 'wx' : 'w', seen?.isFile() ? seen.mode & 0o777 : mode);
    try {
      writeFileSync(handle, content);
      if (plain) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (plain) renameSync(target, place);
  } catch (error) {
    if (plain) rmSync(target, { force: true });
    throw unwritten(file, error as NodeJS.ErrnoException);
  }
  return path;
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const reasons: Readonly<Record<string, { readonly means: string; readonly next: readonly NextStep[] }>> = {
  ENOENT: { means: 'The folder in which it was to be written is not there.', next: [{ label: 'Make the folder, or name one that is there' }] },
  ENOTDIR: { means: 'A part of that path is a file and not a folder.', next: [{ label: 'Name a folder that is there' }] },
  EACCES: { means: 'You may not write in that folder.', next: [{ label: 'Name a folder of your own' }] },
  EPERM: { means: 'You may not write there.', next: [{ label: 'Name a folder of your own' }] },
  EROFS: { means: 'That place can only be read.', next: [{ label: 'Name a folder of your own' }] },
  ENAMETOOLONG: { means: 'No file system takes a name as long as that.', next: [{ label: 'Choose a shorter name' }] },
};

function unwritten(file: string, error: NodeJS.ErrnoException): ProblemError {
  const code = error.code ?? '';
  if (full.has(code)) {
    return new ProblemError(
      {
        code: 'disk-full',
        message: `${file}: ${error.message}`,
        means: 'There is no room for it where it was to be written. What was there before is as it was, and no part of the new one is left.',
        next: [{ label: 'Make room, or name another place' }],
      },
      { exitCode: 1, cause: error },
    );
  }
  const { means, next } = reasons[code] ?? { means: 'It could not be written there. What was there before is as it was.', next: [] };
  return usageError('output-unwritable', `--output ${file}: ${error.message}`, means, next);
}

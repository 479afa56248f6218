import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ProblemError, usageError } from '../state/problem.ts';

/**
 * Writes a file that somebody asked for, whole or not at all. One that is there is only replaced with `force`, and stays as it is where the
 * new one cannot be written.
 * @returns where it is.
 * @throws ProblemError exit code 2: it exists, or may not be written there; 1 `disk-full`.
 */
export function writeOut(file: string, content: string, force: boolean): string {
  const path = resolve(file);
  if (existsSync(path) && !force) {
    throw usageError('output-exists', `--output ${file}: it exists`, 'A file that is there is not written over unless you say so.', [
      { label: 'Add --force, or choose another name' },
    ]);
  }
  // A device or a pipe is written to as it is: nothing can take its place.
  const plain = !existsSync(path) || statSync(path).isFile();
  const target = plain ? join(dirname(path), `.${process.pid}.rank0-part`) : path;
  try {
    const handle = openSync(target, plain ? 'wx' : 'w', 0o644);
    try {
      writeFileSync(handle, content);
      if (plain) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (plain) renameSync(target, path);
  } catch (error) {
    if (plain) rmSync(target, { force: true });
    throw unwritten(file, error as NodeJS.ErrnoException);
  }
  return path;
}

function unwritten(file: string, error: NodeJS.ErrnoException): ProblemError {
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EFBIG') {
    return new ProblemError(
      {
        code: 'disk-full',
        message: `${file}: ${error.message}`,
        means: 'There is no room for it where it was to be written. What was there before is as it was.',
        next: [{ label: 'Make room, or name another place' }],
      },
      { exitCode: 1, cause: error },
    );
  }
  return usageError('output-unwritable', `--output ${file}: ${error.message}`, 'It could not be written there.');
}

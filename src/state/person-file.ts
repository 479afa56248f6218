import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { ProblemError } from './problem.ts';

/** How often a change is made anew because somebody else wrote the file meanwhile. */
const tries = 5;

/** A file of the person's, as its bytes, one character each; '' where there is none. @throws ProblemError `own-file-unreadable`. */
export function readPersonFile(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, 'latin1') : '';
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * Changes a file of the person's: in one step (nobody ever sees half of it, and a full disk leaves it as it was), through a symbolic link
 * into the file that it leads to, with the mode and the owner that it had. A new one is for its owner alone (0600, its folder 0700).
 * @returns whether anything was changed.
 * @throws ProblemError `own-file-not-written`: it is as it was.
 */
export function changePersonFile(file: string, change: (text: string) => string): boolean {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const before = readPersonFile(file);
    const after = change(before);
    if (after === before) return false;
    try {
      const target = targetOf(file);
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      if (readPersonFile(file) !== before) continue;
      const fresh = !existsSync(target);
      writeFileAtomic.sync(target, Buffer.from(after, 'latin1'), fresh ? { mode: 0o600 } : {});
      if (fresh) chmodSync(target, 0o600);
      return true;
    } catch (error) {
      throw notWritten(file, error);
    }
  }
  throw notWritten(file, new Error('another program writes it at the same time'));
}

/** The file behind a symbolic link, one that does not exist yet too. */
function targetOf(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  try {
    return lstatSync(file).isSymbolicLink() ? resolve(dirname(file), readlinkSync(file)) : file;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return file;
    throw error;
  }
}

const unreadable = (file: string, cause: unknown): ProblemError =>
  new ProblemError(
    {
      code: 'own-file-unreadable',
      message: `${file}: ${(cause as Error).message}`,
      means: 'The file is yours, and rank0 may not read it. It was left alone.',
      next: [{ label: 'See whose it is', command: `ls -l '${file}'` }],
    },
    { cause },
  );

const notWritten = (file: string, cause: unknown): ProblemError =>
  new ProblemError(
    {
      code: 'own-file-not-written',
      message: `${file}: ${(cause as Error).message}`,
      means: 'The file is as it was: it is written whole or not at all.',
      next: [{ label: 'See whether you may write it, and its folder', command: `ls -ld '${dirname(file)}' '${file}'` }],
    },
    { cause },
  );

import { createHash } from 'node:crypto';
import { latin1FromBytes } from 'just-bash';
import { posix } from 'node:path';
import { failureWords, isFailure } from '../disk/failure.ts';
import { osuTarball, publishedSum } from '../osu/tarball.ts';
import type { Program, Programs } from '../shell/session.ts';

/** The sum of a file. What stands for a real file has the sum of that one: what comes of it is simulated as well. */
function sumOf(bytes: Buffer): string {
  const sum = createHash('sha256').update(bytes).digest('hex');
  return sum === osuTarball().sum ? publishedSum : sum;
}

/** `sha256sum`: sums of files, or with `-c` whether they are those of a list. */
const sha256sum: Program = (args, context, session) => {
  const flags = args.filter((each) => /^-./.test(each));
  const files = args.filter((each) => !/^-./.test(each));
  const input = (): Buffer => Buffer.from(latin1FromBytes(context.stdin), 'latin1');
  const read = (file: string): Buffer => (file === '-' ? input() : session.fs.readBytes(posix.resolve(context.cwd, file)));
  let [stdout, stderr, exitCode] = ['', '', 0];
  const each = (file: string, doing: (bytes: Buffer) => void): void => {
    try {
      doing(read(file));
    } catch (error) {
      if (!isFailure(error)) throw error;
      stderr += `sha256sum: ${file}: ${failureWords(error)}\n`;
      exitCode = 1;
    }
  };
  if (!flags.some((flag) => /^(-[a-z]*c|--check$)/.test(flag))) {
    for (const file of files.length === 0 ? ['-'] : files) {
      each(file, (bytes) => {
        stdout += `${sumOf(bytes)}  ${file}\n`;
      });
    }
    return { stdout, stderr, exitCode };
  }
  let wrong = 0;
  for (const list of files.length === 0 ? ['-'] : files) {
    each(list, (text) => {
      for (const [, sum = '', file = ''] of text.toString().matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)) {
        const before = stderr;
        each(file, (bytes) => {
          const same = sumOf(bytes) === sum;
          if (!same) wrong += 1;
          if (!same || !flags.includes('--quiet')) stdout += `${file}: ${same ? 'OK' : 'FAILED'}\n`;
        });
        if (stderr !== before) stdout += `${file}: FAILED open or read\n`;
      }
    });
  }
  if (wrong > 0) stderr += `sha256sum: WARNING: ${wrong} computed checksum${wrong === 1 ? ' did' : 's did'} NOT match\n`;
  return { stdout, stderr, exitCode: wrong > 0 ? 1 : exitCode };
};

export const sums: Programs = { sha256sum };

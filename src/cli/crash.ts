import { existsSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { privateFolder } from '../state/home.ts';
import { ProblemError, problemOf } from '../state/problem.ts';
import { version } from './version.ts';

const fileOf = (home: string): string => join(home, 'crash.log');

/** Characters of it that are kept: the newest crashes. */
const most = 20_000;

/** Keeps the stack of a bug in the home, for `rank0 doctor --report`: it is never shown. A ProblemError is none. */
export function keepStack(home: string, error: unknown): void {
  if (error instanceof ProblemError || (error instanceof Error && error.name === 'AbortError')) return;
  try {
    const file = fileOf(privateFolder(home));
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    writeFileSync(file, `${before}${new Date().toISOString()} rank0 ${version}, Node ${process.versions.node}\n${stack}\n\n`.slice(-most), { mode: 0o600 });
  } catch {
    // A home that cannot be written: the bug is told all the same, without its stack.
  }
}

/** The stacks that were kept, oldest first; '' where there were none. */
export const keptStacks = (home: string): string => (existsSync(fileOf(home)) ? readFileSync(fileOf(home), 'utf8') : '');

/** What nobody caught ends the program: with its message and what to do, once the screens are gone, and without its stack. */
export function tellCrashes(home: string): void {
  process.once('uncaughtException', (error) => {
    keepStack(home, error);
    const { message, means, next } = problemOf(error);
    const lines = next.map(({ label, command }) => `  → ${label}${command === undefined ? '' : `: ${command}`}\n`).join('');
    // After everything that leaves the alternate screen on exit, and in one piece.
    process.once('exit', () => writeSync(2, `rank0: ${message}\n  ${means}\n${lines}`));
    process.exit(1);
  });
}

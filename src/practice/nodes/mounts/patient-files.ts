import { failure, isSilent } from '../disk/failure.ts';
import type { NodeFileSystem } from '../disk/file-system.ts';
import type { Work } from '../work.ts';

/** How often, in real milliseconds, a reader of a silent server asks again. */
const again = 60;

/** Waits until `ready` no more throws that a server is silent, as a process in the kernel's hands does. Rejects as the signal aborts, or one of `waits` is. */
export async function untilAnswered<T>(ready: () => Promise<T> | T, work: Work, signal: AbortSignal, waits: Set<AbortController>): Promise<T> {
  try {
    return await ready();
  } catch (error) {
    if (!isSilent(error)) throw error;
  }
  const killed = new AbortController();
  const either = AbortSignal.any([signal, killed.signal]);
  waits.add(killed);
  try {
    while (!either.aborted) {
      await work.outside(pause(either));
      try {
        return await ready();
      } catch (error) {
        if (!isSilent(error)) throw error;
      }
    }
    throw failure('EIO', '');
  } finally {
    waits.delete(killed);
  }
}

/** The clock of the world does not drive it: with nobody else at work it would run ahead by years. */
const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, again);
    signal.addEventListener('abort', done, { once: true });
  });

const waiting = [
  'readFile',
  'readFileBytes',
  'readFileBuffer',
  'writeFile',
  'appendFile',
  'stat',
  'lstat',
  'mkdir',
  'readdir',
  'readdirWithFileTypes',
  'rm',
  'cp',
  'mv',
  'chmod',
  'symlink',
  'link',
  'readlink',
  'realpath',
  'utimes',
  'exists',
] as const;

/** The same files, of which those on a silent server (a hard mount) are waited for. */
export function patientFiles(files: NodeFileSystem, work: Work, signal: AbortSignal, waits: Set<AbortController>): NodeFileSystem {
  const patient: Record<string, unknown> = { ...files };
  for (const name of waiting) {
    const ask = files[name] as ((...words: unknown[]) => Promise<unknown>) | undefined;
    if (ask) patient[name] = (...words: unknown[]) => untilAnswered(() => ask(...words), work, signal, waits);
  }
  return patient as unknown as NodeFileSystem;
}

import { type Lock, takeLock } from '../../state/lock.ts';
import { ProblemError } from '../../state/problem.ts';

/** The longest real time, in milliseconds, that another program may hold a machine's lock. */
const patience = 20_000;

const pauseCell = new Int32Array(new SharedArrayBuffer(4));

function tryLock(folder: string): Lock | undefined {
  try {
    return takeLock(folder, 'the practice cloud');
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'cluster-in-use') return undefined;
    throw error;
  }
}

/** Runs something short alone among all programs; a holder that was killed is taken over from. */
export function whileLocked<T>(folder: string, use: () => T): T {
  const until = Date.now() + patience;
  for (;;) {
    const lock = tryLock(folder);
    if (lock) {
      try {
        return use();
      } finally {
        lock.release();
      }
    }
    if (Date.now() > until) throw new Error(`${folder} stays locked`);
    Atomics.wait(pauseCell, 0, 0, 1 + Math.random() * 3);
  }
}

/** The lock itself, waited for without holding up the program; undefined where another one keeps it. */
export async function waitForLock(folder: string): Promise<Lock | undefined> {
  const until = Date.now() + patience;
  for (;;) {
    const lock = tryLock(folder);
    if (lock || Date.now() > until) return lock;
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 4));
  }
}

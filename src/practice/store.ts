import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileProblem, privateFolder } from '../state/home.ts';
import { type Lock, takeLock } from '../state/lock.ts';
import { ProblemError } from '../state/problem.ts';
import { type Anchor, newWorld, type WorldState } from './state.ts';

/**
 * The simulated Azure on disk, shared by all programs that have it open. A change is in the file when `change` returns,
 * so a program that is killed loses nothing that was answered.
 */
export interface WorldStore {
  /** Runs `use` on the newest state, alone among all programs; saves where it says that it changed something. */
  change<T>(use: (state: WorldState) => { readonly changed: boolean; readonly value: T }): T;
  /** The state as it is on disk now, to look at. */
  look(): WorldState;
  /** The clock's anchor, in a file of its own: it is small, and at speed 0 it moves all the time. */
  readAnchor(): Anchor | undefined;
  saveAnchor(anchor: Anchor): void;
}

/** Opens or makes the world in `folder`. A file that cannot be read is kept under another name. */
export function openWorldStore(folder: string): WorldStore {
  privateFolder(folder);
  const file = join(folder, 'world.json');
  const clockFile = join(folder, 'clock.json');
  let state: WorldState | undefined;
  let seen = '';
  let clockText = '';
  let clockAnchor: Anchor | undefined;

  const load = (): WorldState => {
    const now = stamp(file);
    if (state && now === seen) return state;
    seen = now;
    state = (now === '' ? undefined : parseWorld(file)) ?? newWorld();
    return state;
  };

  return {
    change: (use) => {
      const lock = waitForLock(folder);
      try {
        const now = load();
        const { changed, value } = use(now);
        if (changed) {
          replace(file, JSON.stringify(now));
          seen = stamp(file);
        }
        return value;
      } catch (error) {
        // What was changed in memory and not saved must not be seen again.
        state = undefined;
        throw error;
      } finally {
        lock.release();
      }
    },
    look: load,
    readAnchor: () => {
      try {
        const text = readFileSync(clockFile, 'utf8');
        if (text !== clockText) clockAnchor = parseAnchor(text);
        clockText = text;
        return clockAnchor;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw fileProblem(error, clockFile);
      }
    },
    saveAnchor: (anchor) => replace(clockFile, JSON.stringify(anchor)),
  };
}

/** Forgets the whole practice world: a new subscription, with nothing in it. */
export function resetPractice(folder: string): void {
  const lock = waitForLock(folder);
  try {
    for (const name of ['world.json', 'clock.json', 'nodes']) rmSync(join(folder, name), { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

/** Which version of the file this is; empty where there is none. */
function stamp(file: string): string {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino}/${found.mtimeNs}/${found.size}` : '';
}

function parseWorld(file: string): WorldState | undefined {
  const text = readFileSync(file, 'utf8');
  try {
    const read = JSON.parse(text) as WorldState;
    if (read.version === 2) return read;
  } catch {
    // Falls through: it is put aside, under a name that says why.
  }
  renameSync(file, `${file}.damaged-${Date.now()}`);
  return undefined;
}

function parseAnchor(text: string): Anchor | undefined {
  try {
    const { sim, real, speed } = JSON.parse(text) as Anchor;
    return [sim, real, speed].every(Number.isFinite) ? { sim, real, speed } : undefined;
  } catch {
    // A clock that cannot be read begins anew, as that of a new world.
    return undefined;
  }
}

/** Puts a whole new file in the place of the old: a reader sees the one or the other. */
function replace(file: string, text: string): void {
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, text, { mode: 0o600 });
    renameSync(own, file);
  } catch (error) {
    throw fileProblem(error, file);
  }
}

const pauseCell = new Int32Array(new SharedArrayBuffer(4));

/** Waits its turn; a holder that was killed is taken over from. */
function waitForLock(folder: string): Lock {
  const until = Date.now() + 20_000;
  for (;;) {
    try {
      return takeLock(folder, 'the practice cloud');
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'cluster-in-use' || Date.now() > until) throw error;
      Atomics.wait(pauseCell, 0, 0, 1 + Math.random() * 3);
    }
  }
}

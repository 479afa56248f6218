import { closeSync, constants, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
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
  /**
   * The newest state, to look at: without waiting for others. What time alone has done to it may be done in it, as every
   * program finds the same; anything else is a change.
   */
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
  let clockAnchor: Anchor | undefined;

  const load = (): WorldState => {
    recover(file);
    const now = stamp(file);
    if (state && now === seen) return state;
    seen = now;
    state = (now === '' ? undefined : parseWorld(file)) ?? newWorld();
    return state;
  };
  const alone = <T>(use: () => T): T => {
    const lock = waitForLock(folder);
    try {
      return use();
    } catch (error) {
      // What was changed in memory and not saved must not be seen again.
      state = undefined;
      throw error;
    } finally {
      lock.release();
    }
  };

  return {
    change: (use) =>
      alone(() => {
        const now = load();
        const { changed, value } = use(now);
        if (changed) {
          putInPlace(file, JSON.stringify(now));
          seen = stamp(file);
        }
        return value;
      }),
    look: () => (state && stamp(file) === seen ? state : alone(load)),
    readAnchor: () => {
      try {
        return parseAnchor(readFileSync(clockFile, 'utf8')) ?? clockAnchor;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw fileProblem(error, clockFile);
      }
    },
    saveAnchor: (anchor) => {
      clockAnchor = anchor;
      overwrite(clockFile, anchor);
    },
  };
}

/** Forgets the whole practice world: a new subscription, with nothing in it. */
export function resetPractice(folder: string): void {
  const lock = waitForLock(folder);
  try {
    for (const name of ['world.json', 'world.json.next', 'clock.json', 'nodes', 'containers']) rmSync(join(folder, name), { recursive: true, force: true });
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
    if (read.version === 3) return read;
  } catch {
    // Falls through: it is put aside, under a name that says why.
  }
  renameSync(file, `${file}.damaged-${Date.now()}`);
  return undefined;
}

/** The sum that shows that an anchor was read whole. */
const sumOf = ({ sim, real, speed }: Anchor): number => sim + real + speed;

/** Undefined for what was read while it was being written, or is no anchor. */
function parseAnchor(text: string): Anchor | undefined {
  try {
    const { sim, real, speed, sum } = JSON.parse(text) as Anchor & { sum: number };
    return sum === sumOf({ sim, real, speed }) ? { sim, real, speed } : undefined;
  } catch {
    // Half written: the last one that was whole counts.
    return undefined;
  }
}

/** Writes the anchor in one go over the old one: at speed 0 it moves thousands of times, too often for a new file each time. */
function overwrite(file: string, anchor: Anchor): void {
  try {
    const opened = openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
    try {
      writeSync(opened, JSON.stringify({ ...anchor, sum: sumOf(anchor) }).padEnd(160), 0);
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    throw fileProblem(error, file);
  }
}

/**
 * Puts a new world in the place of the old, whole at every instant: as `.next` first, which counts from when it has that name.
 * Renaming onto an existing file would wait for the disk (ext4), which a file of this size feels at every change.
 */
function putInPlace(file: string, text: string): void {
  try {
    writeFileSync(`${file}.${process.pid}`, text, { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, `${file}.next`);
    recover(file);
  } catch (error) {
    throw fileProblem(error, file);
  }
}

/** Ends what a program that was killed had begun: the next world is whole, and newer. */
function recover(file: string): void {
  if (!existsSync(`${file}.next`)) return;
  rmSync(file, { force: true });
  renameSync(`${file}.next`, file);
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

import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateFolder } from '../state/home.ts';
import { isRunning, type ProcessIdentity, thisProcess } from '../state/process-identity.ts';
import type { Anchor } from './state.ts';

/** This program's place among those that have the practice world open. */
export interface Presence {
  /** Whether another program had it open already. */
  readonly others: boolean;
  /** Real time of the last sign of life of any program before, in milliseconds; undefined for a world never opened. */
  readonly lastAlive?: number;
  /** A sign of life. */
  pulse(): void;
  leave(): void;
}

/** A program counts as open this long after its last sign of life, in real milliseconds. */
const grace = 3000;

/** Enters the list of programs that have the world in `folder` open, and strikes off those that died. */
export function enterWorld(folder: string): Presence {
  const list = privateFolder(join(folder, 'open'));
  const last = join(folder, 'alive');
  const lastAlive = statSync(last, { throwIfNoEntry: false })?.mtimeMs;
  let others = false;
  for (const name of readdirSync(list)) {
    const running = isRunning(identityIn(join(list, name)));
    if (running === false) rmSync(join(list, name), { force: true });
    // One on another host counts as long as it gives signs of life.
    else others ||= running === true || Date.now() - (lastAlive ?? 0) < grace;
  }
  const own = join(list, `${process.pid}-${randomBytes(4).toString('hex')}`);
  writeFileSync(own, JSON.stringify(thisProcess()), { mode: 0o600 });
  writeFileSync(last, '', { mode: 0o600 });
  return {
    others,
    ...(lastAlive === undefined ? {} : { lastAlive }),
    pulse: () => {
      try {
        utimesSync(last, new Date(), new Date());
      } catch (error) {
        // The whole folder was removed: the next request says so, not a timer.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    },
    leave: () => rmSync(own, { force: true }),
  };
}

function identityIn(file: string): ProcessIdentity {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    // Gone, or died while it was written: the file tells of nobody who lives.
    return { host: thisProcess().host, pid: 2 ** 30 };
  }
}

/**
 * The time after a while with no program open: it ran on at its speed until what was in flight had ended (`inFlightUntil`,
 * milliseconds of the world), then at ×1, so that a night closed is a night (design 4).
 */
export function timeAfterClosed(before: Anchor, inFlightUntil: number, lastAlive: number, real: number): Anchor {
  const alive = Math.min(real, Math.max(before.real, lastAlive + grace));
  const then = before.speed === 0 ? before.sim : before.sim + (alive - before.real) * before.speed;
  const closed = Math.max(0, real - alive);
  const left = Math.max(0, inFlightUntil - then);
  if (before.speed === 0) return { ...before, sim: then + left + closed, real };
  const fast = Math.min(closed, left / before.speed);
  return { ...before, sim: then + fast * before.speed + (closed - fast), real };
}

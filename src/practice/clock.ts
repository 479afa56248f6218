import type { Clock } from '../engine/clock.ts';
import type { Anchor } from './state.ts';

/** The practice world's clock: simulated time, the same for all programs that have the world open. */
export interface PracticeClock extends Clock {
  /**
   * Something is being worked on in this process: at speed 0 time does not jump until it is released, nor in the moment
   * after. For work that takes real time: file reads, bytes on their way between client and node.
   */
  busy(): () => void;
  /** Takes over an anchor that another program (or this one's file) has. Time never goes back. */
  sync(anchor: Anchor): void;
  /** The anchor as of now, for the world's file. */
  anchor(): Anchor;
  close(): void;
}

export interface PracticeClockOptions {
  /**
   * What the time is after this process was not running for a while (a laptop that slept): `before` is the anchor at the
   * last moment that it knows of.
   */
  afterGap?(before: Anchor, real: number): Anchor;
  /** Called at each jump at speed 0, before anything that waited for it goes on. */
  onJump?(anchor: Anchor): void;
}

/** How many quiet turns of the event loop, over how much real time (milliseconds), mean that nothing will go on by itself. */
const quietTurns = 20;
const quietTime = 0.4;

/** The longest real time slept at once, in milliseconds: another program may change the speed meanwhile. */
const longestNap = 200;

/** Real milliseconds without a single look at the clock that mean that the process was not running. */
export const longGap = 60_000;

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
  timer?: NodeJS.Timeout;
}

/** @param start the anchor to begin with; its `speed` 0 means that time jumps to the next due event. */
export function practiceClock(start: Anchor, options: PracticeClockOptions = {}): PracticeClock {
  let anchor = { ...start };
  let newest = start.sim;
  let lastLook = Date.now();
  let working = 0;
  let stirred = 0;
  let closed = false;
  let pumping = false;
  const sleepers = new Set<Sleeper>();

  const at = (real: number): number => (anchor.speed === 0 ? anchor.sim : anchor.sim + (real - anchor.real) * anchor.speed);
  const now = (): number => {
    const real = Date.now();
    if (real - lastLook > longGap && options.afterGap) {
      const slept = { sim: Math.max(newest, at(lastLook)), real: lastLook, speed: anchor.speed };
      lastLook = real;
      anchor = options.afterGap(slept, real);
    }
    lastLook = real;
    newest = Math.max(newest, at(real));
    return newest;
  };

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
  const quiet = async (): Promise<void> => {
    let since = performance.now();
    for (let turns = 0, seen = stirred; turns < quietTurns || performance.now() - since < quietTime; turns += 1) {
      await (working > 0 ? rest() : turn());
      if (seen === stirred && working === 0) continue;
      seen = stirred;
      turns = 0;
      since = performance.now();
    }
  };
  const pump = async (): Promise<void> => {
    if (pumping) return;
    pumping = true;
    while (!closed && sleepers.size > 0 && anchor.speed === 0) {
      await quiet();
      const due = Math.min(...[...sleepers].map((sleeper) => sleeper.due));
      if (closed || anchor.speed !== 0 || due === Number.POSITIVE_INFINITY) continue;
      anchor = { ...anchor, sim: Math.max(now(), due), real: Date.now() };
      options.onJump?.(anchor);
      for (const sleeper of [...sleepers]) if (sleeper.due <= anchor.sim) sleeper.wake();
    }
    pumping = false;
  };
  const nap = (sleeper: Sleeper): void => {
    const left = (sleeper.due - now()) / (anchor.speed || 1);
    sleeper.timer = setTimeout(
      () => {
        if (now() >= sleeper.due) sleeper.wake();
        else if (anchor.speed === 0) void pump();
        else nap(sleeper);
      },
      Math.min(longestNap, Math.max(0, left)),
    );
  };

  return {
    now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const end = (settle: () => void): void => {
          sleepers.delete(sleeper);
          clearTimeout(sleeper.timer);
          signal?.removeEventListener('abort', onAbort);
          stirred += 1;
          settle();
        };
        const sleeper: Sleeper = { due: now() + Math.max(0, milliseconds), wake: () => end(resolve) };
        const onAbort = (): void => end(() => reject(signal?.reason as Error));
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.add(sleeper);
        if (anchor.speed === 0) void pump();
        else nap(sleeper);
      }),
    busy: () => {
      working += 1;
      stirred += 1;
      let done = false;
      return () => {
        if (done) return;
        done = true;
        working -= 1;
        stirred += 1;
      };
    },
    sync: (other) => {
      const before = now();
      const slowed = anchor.speed !== 0 && other.speed === 0;
      const started = anchor.speed === 0 && other.speed !== 0;
      anchor = { ...other };
      if (now() < before) anchor = { sim: before, real: Date.now(), speed: other.speed };
      if (slowed) void pump();
      if (started) for (const sleeper of sleepers) nap(sleeper);
    },
    anchor: () => ({ sim: now(), real: Date.now(), speed: anchor.speed }),
    close: () => {
      closed = true;
      for (const sleeper of sleepers) clearTimeout(sleeper.timer);
    },
  };
}

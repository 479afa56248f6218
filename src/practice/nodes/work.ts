import type { PracticeClock } from '../clock.ts';

/**
 * Keeps simulated time from jumping past real work (PracticeClock.busy). Each thread of work holds the clock while it
 * computes and lets go of it while it waits for time or for another machine.
 */
export interface Work {
  inside<T>(run: () => Promise<T>): Promise<T>;
  outside<T>(waiting: Promise<T>): Promise<T>;
}

export function workOn(clock: PracticeClock): Work {
  // All holds are alike, so it does not matter which one a waiting thread lets go of.
  const holds: (() => void)[] = [];
  const hold = (): void => void holds.push(clock.busy());
  const letGo = (): boolean => {
    const release = holds.pop();
    release?.();
    return release !== undefined;
  };
  return {
    inside: async (run) => {
      hold();
      try {
        return await run();
      } finally {
        letGo();
      }
    },
    outside: async (waiting) => {
      const held = letGo();
      try {
        return await waiting;
      } finally {
        if (held) hold();
      }
    },
  };
}

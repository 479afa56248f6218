import { setTimeout as delay } from 'node:timers/promises';

/** The world's clock. Every wait of the product goes through it, so that simulated time is real to all of it. */
export interface Clock {
  /** Milliseconds since 1970 in the world. */
  now(): number;
  /** Resolves after `milliseconds` of the world; rejects with the signal's reason as soon as it aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of real worlds. */
export const wallClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, signal ? { signal } : undefined);
  },
};

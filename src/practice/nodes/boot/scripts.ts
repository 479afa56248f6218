/** The clock of something that runs on a machine: simulated time, which may lag behind the world's while the past is made up for. */
export interface LocalClock {
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Something that runs in the machine's own time, from its start on, as far as the world has come. It never runs ahead of
 * the world and keeps no timer: whoever asks for the machine's state at a time makes it go on to then.
 */
export interface Playback<T> {
  /** Goes on until it ends or would sleep past `horizon`. */
  advance(horizon: number): Promise<{ readonly ended: true; readonly value: T; readonly at: number } | { readonly ended: false; readonly sleepsUntil: number }>;
  /** Power cut: it is dropped where it is. */
  drop(): void;
}

/** @param start milliseconds of the world at which it begins */
export function playback<T>(start: number, run: (clock: LocalClock, signal: AbortSignal) => Promise<T>): Playback<T> {
  const dropped = new AbortController();
  let time = start;
  let horizon = start;
  let asleep: { until: number; wake(): void } | undefined;
  let ended: { value: T } | undefined;
  let broken: { error: unknown } | undefined;
  let stirred = (): void => {};
  const clock: LocalClock = {
    now: () => time,
    sleep: async (milliseconds, signal) => {
      const until = time + Math.max(0, milliseconds);
      if (until > horizon) {
        await new Promise<void>((resolve, reject) => {
          const stop = (): void => reject((signal?.aborted ? signal.reason : dropped.signal.reason) as Error);
          signal?.addEventListener('abort', stop, { once: true });
          dropped.signal.addEventListener('abort', stop, { once: true });
          asleep = { until, wake: resolve };
          stirred();
        });
      }
      time = Math.max(time, until);
    },
  };
  let begun = false;
  const begin = (): void => {
    begun = true;
    run(clock, dropped.signal).then(
      (value) => {
        ended = { value };
        stirred();
      },
      (error: unknown) => {
        broken = { error };
        stirred();
      },
    );
  };
  return {
    advance: async (to) => {
      horizon = Math.max(horizon, to);
      for (;;) {
        if (broken) throw broken.error;
        if (ended) return { ended: true, value: ended.value, at: time };
        if (asleep && asleep.until > horizon) return { ended: false, sleepsUntil: asleep.until };
        const moved = new Promise<void>((resolve) => {
          stirred = resolve;
        });
        if (!begun) begin();
        else if (asleep) {
          const { wake } = asleep;
          asleep = undefined;
          wake();
        }
        await moved;
      }
    },
    drop: () => dropped.abort(new Error('power cut')),
  };
}

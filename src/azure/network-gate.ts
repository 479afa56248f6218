import type { ArmResponse } from '../engine/world.ts';
import { orAborted } from './or-aborted.ts';

/** Writes that change something in a VNet: Azure does not take several at once in the same one (azure-facts 6.3, 15.1). */
const inNetwork = /\/providers\/Microsoft\.Network\/(networkInterfaces|virtualNetworks)\//i;

/** Codes that say so. */
const collision = /RetryableErrorDueToAnotherOperation|AnotherOperationInProgress/i;

/**
 * Lets two writes into networks at once, until the world's answers show that it takes only one: then one after the other,
 * without the waits that collisions cost.
 */
export function networkGate() {
  let width = 2;
  let inside = 0;
  const waiting: (() => void)[] = [];
  const next = (): void => {
    while (inside < width && waiting.length > 0) {
      inside += 1;
      waiting.shift()?.();
    }
  };
  return {
    /** Runs `send` when it may; `answered` has to be told of every answer in between. */
    pass: async <T>(request: { method: string; url: string; signal?: AbortSignal }, send: () => Promise<T>): Promise<T> => {
      if (request.method === 'GET' || request.method === 'HEAD' || !inNetwork.test(request.url)) return send();
      let entered = false;
      let enter = (): void => {};
      const mine = new Promise<void>((resolve) => {
        enter = () => {
          entered = true;
          resolve();
        };
      });
      waiting.push(enter);
      next();
      try {
        await orAborted(mine, request.signal);
        return await send();
      } finally {
        if (entered) inside -= 1;
        else waiting.splice(waiting.indexOf(enter), 1);
        next();
      }
    },
    answered: (answer: ArmResponse): void => {
      if (answer.status === 429 && collision.test(answer.body)) width = 1;
    },
  };
}

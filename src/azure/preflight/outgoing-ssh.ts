import type { World } from '../../engine/world.ts';
import { isAzure } from '../clouds.ts';

/** Public machines that answer on port 22, of different owners. */
const known = ['github.com', 'gitlab.com'] as const;

/** How long one of them may take, in milliseconds of the world. */
const patience = 5000;

/**
 * Whether port 22 can be reached from here at all. Tried only where machines on the internet will be dialled; what it finds is a
 * warning, as another network may be used for logging in.
 */
export async function outgoingSshWarning(world: World, signal: AbortSignal): Promise<{ said: string; warning?: string }> {
  if (!isAzure(world.cloud)) return { said: 'not tried: no machines on the internet are dialled' };
  for (const host of known) {
    if (await answers(world, host, signal)) return { said: `${host} answers` };
  }
  return {
    said: 'no answer',
    warning: `outgoing port 22 seems to be blocked here (${known.join(' and ')} do not answer): the nodes could be built, but not logged in to from this network`,
  };
}

async function answers(world: World, host: string, signal: AbortSignal): Promise<boolean> {
  const late = new AbortController();
  const stop = (): void => late.abort();
  signal.addEventListener('abort', stop, { once: true });
  const timer = world.clock.sleep(patience, late.signal).then(stop, () => {});
  try {
    (await world.dial(host, 22, late.signal)).destroy();
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  } finally {
    signal.removeEventListener('abort', stop);
    late.abort();
    await timer;
  }
}

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { timeAfterClosed } from './presence.ts';
import { openWorldStore } from './store.ts';

/**
 * About what time it is in the practice world of that folder, in milliseconds, without opening it: what was in flight when it
 * was closed is not looked at, so this may be behind by as long as that takes. Undefined where there is no world.
 */
export function practiceTime(folder: string): number | undefined {
  if (!existsSync(join(folder, 'clock.json'))) return undefined;
  const anchor = openWorldStore(folder).readAnchor();
  if (!anchor) return undefined;
  const alive = statSync(join(folder, 'alive'), { throwIfNoEntry: false })?.mtimeMs ?? anchor.real;
  return timeAfterClosed(anchor, 0, alive, Date.now()).sim;
}

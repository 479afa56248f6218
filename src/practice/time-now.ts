import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inFlightUntil } from './in-flight.ts';
import { timeAfterClosed } from './presence.ts';
import { openWorldStore } from './store.ts';

/** What time it is in the practice world of that folder, in milliseconds, without opening it. Undefined where there is no world. */
export function practiceTime(folder: string): number | undefined {
  if (!existsSync(join(folder, 'clock.json')) || !existsSync(join(folder, 'world.json'))) return undefined;
  const store = openWorldStore(folder);
  const anchor = store.readAnchor();
  if (!anchor) return undefined;
  const alive = statSync(join(folder, 'alive'), { throwIfNoEntry: false })?.mtimeMs ?? anchor.real;
  return timeAfterClosed(anchor, inFlightUntil(store.look()), alive, Date.now()).sim;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type FakeMachines, openFakeWorld, type Opened } from './world.ts';

export * from './world.ts';

const open: Opened[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const { cloud } of open.splice(0)) await cloud.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of this test alone, gone after it. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-practice-'));
  folders.push(folder);
  return folder;
}

/** A practice world of fake machines, closed after the test. */
export async function openWorld(options: { folder?: string; env?: NodeJS.ProcessEnv; drill?: string; machines?: FakeMachines } = {}): Promise<Opened> {
  const world = await openFakeWorld({ ...options, folder: options.folder ?? ownFolder() });
  open.push(world);
  return world;
}

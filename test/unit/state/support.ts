import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Choices } from '../../../src/state/choices.ts';
import type { JournalEvent, TaskEvent } from '../../../src/state/events.ts';

const folders: string[] = [];

/** A folder of this test alone, gone after it. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-state-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export const someChoices: Choices = {
  name: 'glocluster',
  resourceGroup: 'glocluster-rg',
  location: 'eastus',
  network: 'ethernet',
  size: 'Standard_D2s_v5',
  count: 4,
  image: 'Canonical:ubuntu-24_04-lts:server:latest',
  adminUsername: 'glock',
  publicKeys: [],
  sshSource: '192.0.2.10/32',
  allowWideSource: false,
  packageUpgrade: false,
  useExistingGroup: false,
  benchmark: false,
  sharedFiles: 'none',
  prune: false,
  rootWrites: false,
  natGateway: false,
  subscription: '00000000-0000-4000-8000-000000000000',
  cloud: 'practice',
};

export const begun: JournalEvent = { type: 'begun', time: '2026-11-24T12:00:00.000Z', cluster: 'glocluster', choices: someChoices };

export const task = (state: TaskEvent['state'], more: Partial<TaskEvent> = {}): TaskEvent => ({
  type: 'task',
  time: '2026-11-24T12:00:01.000Z',
  cluster: 'glocluster',
  stage: 'nodes',
  task: 'machine/glocluster0',
  state,
  ...more,
});

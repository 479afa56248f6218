import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openRealCloud } from '../../src/cli/wizard/real-cloud.ts';
import { handLine } from '../../src/screens/model/exchanges.ts';
import type { StageId } from '../../src/state/stage-id.ts';
import { standardChoices } from '../../src/stages/choices.ts';
import { misnamed } from './documentation-support.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

it('a whole road leaves no secret underneath, and every call is called what Microsoft calls it', async () => {
  const home = mkdtempSync(join(tmpdir(), 'rank0-underneath-'));
  folders.push(home);
  const trace = join(home, 'trace.ndjson');
  const { signal } = new AbortController();
  const cloud = await openRealCloud({ home, env: { RANK0_PRACTICE_SPEED: '0' }, given: { cloud: 'practice' }, trace }, { cloud: 'practice', say: () => {} });
  const [subscription] = await cloud.subscriptions(signal);
  if (!subscription) throw new Error('the practice cloud has no subscription');
  const walk = cloud.begin(cloud.choices({ ...standardChoices, count: 2 }, subscription, '198.51.100.24'));
  const road: readonly StageId[] = ['resource-group', 'nodes', 'log-in', 'cluster-ssh', 'hello-mpi'];
  const seen = new Map<number, string>();
  try {
    for (const stage of road) {
      expect(await walk.run([stage], signal)).toEqual({ result: 'done' });
      for (const one of cloud.exchanges()) seen.set(one.id, `${JSON.stringify(one)}\n${handLine(one, { simulated: true, cluster: 'glocluster' })}`);
    }
    await walk.live(signal);
    await walk.deletion(signal);
    expect((await walk.down(signal)).outcome).toEqual({ result: 'done' });
    for (const one of cloud.exchanges()) seen.set(one.id, JSON.stringify(one));
  } finally {
    await walk.close();
    await cloud.close();
  }

  const all = [...seen.values()].join('\n');
  expect(all).toMatch(/PUT virtualMachines\/glocluster1/);
  expect(all).toMatch(/"kind":"command"/);
  expect(all).not.toMatch(/PRIVATE KEY/);
  expect(all).not.toMatch(/Bearer (?!redacted)/i);
  expect(all).not.toMatch(/\beyJ[\w-]{10}/);
  expect(all).not.toMatch(/[?&](?:sig|t|c|s|h)=(?!redacted-)/);
  for (const one of cloud.exchanges()) {
    if (one.kind !== 'command') expect(one.documentation?.url, one.title).toMatch(/^https:\/\/learn\.microsoft\.com\//);
  }
  expect(cloud.exchanges().some((one) => one.kind === 'rest' && (one.polls?.count ?? 0) > 1)).toBe(true);
  expect(cloud.exchanges().some((one) => one.kind === 'rest' && one.documentation?.name.startsWith('Track'))).toBe(false);

  const sent = readFileSync(trace, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { method: string; url: string });
  const { held, wrong } = await misnamed(sent);
  expect(wrong).toEqual([]);
  expect(held).toBeGreaterThan(25);
});

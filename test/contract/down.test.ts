import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clusterFolder } from '../../src/state/home.ts';
import { takeLock } from '../../src/state/lock.ts';
import { meanwhile } from '../support/meanwhile.ts';
import { check } from './practice-arm-support.ts';
import { last, tracedHome } from './traced-home.ts';

/** Clusters of the practice cloud, driven by the command line, and what was exchanged for their end. */
async function built(...names: string[]) {
  const { home, run, trace, exchanges } = tracedHome({ RANK0_PRACTICE_QUOTA: 'cores=100,standardDSv5Family=100' });
  for (const name of names) expect((await run('up', '--cloud', 'practice', '--name', name, '--count', '2', '--yes', '--json')).exitCode).toBe(0);
  const down = (...words: string[]) => run('down', ...words, '--yes', '--json', '--trace', trace);
  const violations = () => check(exchanges()).violations;
  return { home, run, down, violations };
}

const lock = (group: string) => `resourceGroups/${group}/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01`;

it('all of them: one that is locked does not keep the other, and each is proved with the time', { timeout: 120_000 }, async () => {
  const { home, run, down, violations } = await built('one', 'two');
  await meanwhile(home, (put) => put('PUT', lock('one-rg'), { properties: { level: 'CanNotDelete', notes: 'exam week' } }));
  expect((await down('one', '--all')).exitCode).toBe(2);
  const all = await down('--all');
  expect([all.exitCode, last(all)]).toEqual([
    1,
    expect.objectContaining({
      result: 'failed',
      left: [],
      clusters: [
        expect.objectContaining({
          cluster: 'one',
          error: expect.objectContaining({ code: 'ScopeLocked', message: expect.stringContaining('keep (“exam week”)') }),
        }),
        expect.objectContaining({ cluster: 'two', result: 'deleted', left: [], group: 'gone', pricePerHour: 0, askedAt: expect.stringMatching(/^\d{4}-.*Z$/) }),
      ],
    }),
  ]);
  expect((await run('list', '--json')).lines[0]).toMatchObject({ clusters: [{ name: 'one' }] });
  const unlocked = await down('one', '--unlock');
  expect(last(unlocked)).toMatchObject({ result: 'deleted', left: [], putAway: expect.stringContaining('put-away') });
  expect(existsSync(join(String(last(unlocked)['putAway']), 'journal.ndjson'))).toBe(true);
  expect(last(await down('--all'))).toEqual({ result: 'deleted', clusters: [], left: [] });
  expect(violations()).toEqual([]);
});

it('stops where somebody else works on it; leaves what is not its own; a policy and a deletion that fails half-way are explained, and the same line goes on', {
  timeout: 120_000,
}, async () => {
  const { home, run, down, violations } = await built('glocluster');
  await meanwhile(home, (put) => put('PUT', 'resourceGroups/glocluster-rg/providers/Microsoft.Network/networkSecurityGroups/thesis', { location: 'eastus' }));
  await meanwhile(home, async (_, cloud) => {
    const refuse = {
      kind: 'refuse',
      status: 403,
      code: 'RequestDisallowedByPolicy',
      message: "Resource 'gloclusterVNET' was disallowed by policy 'keep networks'.",
    };
    cloud.inject([{ match: '^DELETE .*/virtualNetworks/gloclusterVNET$', effect: refuse as never, times: 1 }]);
  });
  const busy = takeLock(clusterFolder(home, 'practice', 'glocluster'), 'rank0 up');
  const refused = await down();
  expect([refused.exitCode, last(refused)]).toEqual([
    1,
    expect.objectContaining({ error: expect.objectContaining({ code: 'cluster-in-use', message: expect.stringContaining('rank0 up (process') }) }),
  ]);
  busy.release();
  const failed = await down();
  expect(last(failed)).toMatchObject({
    result: 'failed',
    group: 'kept',
    error: { code: 'RequestDisallowedByPolicy', means: expect.stringContaining('forbids the deletion of gloclusterVNET') },
    left: expect.arrayContaining([expect.objectContaining({ name: 'gloclusterVNET' })]),
  });
  expect(failed.stderr).toMatch(/What is still there, and may cost:[\s\S]*gloclusterVNET/);
  const again = await down();
  expect(last(again)).toMatchObject({ result: 'deleted', left: [], group: 'kept', others: [expect.objectContaining({ name: 'thesis' })] });
  expect(again.stderr).toContain('stays, with what is not of this cluster: thesis');
  await meanwhile(home, async (put) => {
    await put('PUT', 'resourceGroups/theirs', { location: 'eastus' });
    await put('PUT', 'resourceGroups/theirs/providers/Microsoft.Network/networkSecurityGroups/theirs', { location: 'eastus' });
  });
  const strange = await run('down', 'lab', '--resource-group', 'theirs', '--cloud', 'practice', '--yes', '--json');
  expect([strange.exitCode, last(strange)]).toEqual([2, expect.objectContaining({ error: expect.objectContaining({ code: 'group-not-ours' }) })]);
  expect(violations()).toEqual([]);
});

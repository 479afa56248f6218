import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeLoginKey } from '../../src/remote/login-key.ts';
import { meanwhile } from '../support/meanwhile.ts';
import { type Ran, rank0 } from '../support/rank0.ts';
import { check } from './practice-arm-support.ts';
import { last, tracedHome } from './traced-home.ts';

/** A practice cloud with a cluster that was made as the old how-to does. */
async function handMade(shape: string) {
  const { home, env, run, trace, exchanges } = tracedHome({ RANK0_PRACTICE_QUOTA: 'standardHBv3Family=1200,cores=1200' });
  const made = await run('practice', '--by-hand', shape, '--json');
  expect(made.exitCode, made.stderr.slice(-800)).toBe(0);
  const adopt = (...words: string[]) => run('adopt', 'glocktestrg', '--cloud', 'practice', '--yes', '--json', '--trace', trace, ...words);
  return { home, env, run, adopt, exchanges, trace };
}

const found = (ran: Ran) => ((last(ran)['findings'] ?? []) as { finding: string }[]).map(({ finding }) => finding);

describe('a cluster of the old how-to', () => {
  it('is adopted, mended and deleted, with every request by the specifications', { timeout: 120_000 }, async () => {
    const { run, adopt, exchanges, trace } = await handMade('ethernet');
    const first = await adopt();
    expect(first.exitCode, first.stderr.slice(-800)).toBe(0);
    expect(last(first)).toMatchObject({ result: 'adopted', cluster: 'glocluster', head: 'glocluster0', mended: [], leftAlone: [] });
    expect(found(first)).toEqual(['open-to-world', 'private-key', 'delete-options', 'old-image']);

    const mended = await adopt('--mend', 'all');
    expect(found(mended)).toEqual(['old-image']);
    const keys = await run('run', '--json', '--', 'test ! -e ~/.ssh/id_rsa && ssh -o BatchMode=yes glocluster0 uname -n');
    expect(keys.lines.map((line) => [line['exitCode'], String(line['stdout']).trim()])).toEqual(Array.from({ length: 4 }, () => [0, 'glocluster0']));

    const status = last(await run('status', '--json'));
    expect((status['nodes'] as { ssh: { state: string } }[]).map(({ ssh }) => ssh.state)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(last(await run('down', '--yes', '--json', '--trace', trace))).toMatchObject({ result: 'deleted', left: [], group: 'kept' });
    const checked = check(exchanges());
    expect(checked, JSON.stringify(checked).slice(0, 2000)).toMatchObject({ violations: [] });
  });

  it('may be a scale set', { timeout: 120_000 }, async () => {
    const { run, adopt } = await handMade('infiniband');
    const ran = await adopt('--mend', 'open-to-world,private-key');
    expect(ran.exitCode, ran.stderr.slice(-800)).toBe(0);
    expect(last(ran)).toMatchObject({ result: 'adopted', network: 'infiniband', mended: ['open-to-world', 'private-key'] });
    expect(found(ran)).toEqual(['infiniband-drivers']);
    for (const count of ['0', '2']) expect((await run('scale', 'glocluster', count, '--yes', '--json')).exitCode).toBe(0);
    expect(found(await adopt())).toEqual([]);
    expect(last(await run('down', '--yes', '--json'))).toMatchObject({ result: 'deleted', left: [] });
  });

  it('may be years old: what is retired, open and left behind is mended where it is named', { timeout: 120_000 }, async () => {
    const { run, adopt, exchanges, trace } = await handMade('old');
    const first = await adopt('--mend', 'all');
    expect(last(first), first.stderr.slice(-800)).toMatchObject({
      mended: ['open-to-world', 'private-key', 'password-login', 'delete-options', 'basic-address'],
    });
    expect(found(first)).toEqual(['leftovers', 'old-image']);
    const after = await adopt('--mend', 'leftovers');
    expect(found(after)).toEqual(['old-image']);
    expect(last(after)).toMatchObject({ leftAlone: [expect.any(String), expect.any(String), expect.any(String)] });
    expect(last(await run('down', '--yes', '--json', '--trace', trace))).toMatchObject({ result: 'deleted', left: [] });
    const checked = check(exchanges());
    expect(checked, JSON.stringify(checked).slice(0, 2000)).toMatchObject({ violations: [] });
  });

  it('is refused where it cannot be one cluster, and found again where another rank0 made it', { timeout: 120_000 }, async () => {
    const { home, env, run, adopt, exchanges } = await handMade('bare');
    expect(last(await run('adopt', 'nothing-rg', '--cloud', 'practice', '--yes', '--json'))).toMatchObject({ error: { code: 'group-unknown' } });
    expect(last(await adopt('--mend', 'weather'))).toMatchObject({ error: { code: 'mend-unknown' } });
    expect(last(await adopt('--name', 'other'))).toMatchObject({ error: { code: 'no-such-cluster' } });
    await meanwhile(home, async (elsewhere) => {
      await elsewhere('PUT', 'resourceGroups/empty-rg', { location: 'eastus' });
    });
    const empty = await run('adopt', 'empty-rg', '--cloud', 'practice', '--yes', '--json');
    expect([empty.exitCode, last(empty)]).toMatchObject([3, { error: { code: 'no-nodes-to-adopt' } }]);
    // A key that no node accepts: Azure's agent puts rank0's own beside the one that is there.
    const stranger = join(home, 'stranger');
    writeFileSync(stranger, makeLoginKey('stranger').privateKey, { mode: 0o600 });
    expect(found(await adopt('--ssh-key', stranger))).toEqual([
      'open-to-world',
      'private-key',
      'delete-options',
      'placement-group',
      'accelerated-networking',
      'old-image',
    ]);
    expect(found(await adopt('--mend', 'placement-group,accelerated-networking'))).toEqual(['open-to-world', 'private-key', 'delete-options', 'old-image']);
    const checked = check(exchanges());
    expect(checked, JSON.stringify(checked).slice(0, 2000)).toMatchObject({ violations: [] });
    expect((await rank0(['down', '--yes', '--json'], env)).exitCode).toBe(0);

    await run('up', '--cloud', 'practice', '--yes', '--json', '--count', '2');
    expect(last(await run('adopt', 'glocluster-rg', '--cloud', 'practice', '--yes', '--json'))).toMatchObject({ error: { code: 'already-here' } });
    rmSync(join(home, 'clusters'), { recursive: true });
    const again = await run('adopt', 'glocluster-rg', '--cloud', 'practice', '--yes', '--json');
    expect(last(again), again.stderr.slice(-800)).toMatchObject({ result: 'adopted', cluster: 'glocluster', findings: [] });
    expect(last(await run('down', '--yes', '--json'))).toMatchObject({ result: 'deleted', left: [], group: 'gone' });
  });
});

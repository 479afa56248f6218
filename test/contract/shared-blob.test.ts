import { describe, expect, it } from 'vitest';
import type { Ran } from '../support/rank0.ts';
import { misnamed } from './documentation-support.ts';
import { check } from './practice-arm-support.ts';
import { last, tracedHome } from './traced-home.ts';

function started() {
  const { trace, run, exchanges } = tracedHome();
  const up = (kind: string, ...more: string[]): Promise<Ran> =>
    run('up', '--cloud', 'practice', '--yes', '--json', '--count', '2', '--admin-username', 'glock', '--trace', trace, '--shared-files', kind, ...more);
  return { run, up, trace, exchanges };
}

describe('shared files in a storage account', { timeout: 300_000 }, () => {
  it('standard, then premium with all files, then none, then deleted: storage traffic obeys Microsoft’s specifications', async () => {
    const { run, up, trace, exchanges } = started();
    const first = await up('blob');
    expect(first.exitCode, first.stderr.slice(-800)).toBe(0);
    expect(last(first)).toMatchObject({
      result: 'ready',
      sharedFiles: { kind: 'blob', path: '/scratch', account: expect.stringMatching(/^glocluster[0-9a-f]{10}$/) },
    });
    expect((await run('run', 'glocluster1', '--', 'echo kept > /scratch/glock/file; ls -ld /scratch')).stdout).toContain('drwxr-xr-x 2 root root');
    const premium = await up('blob-premium');
    expect(premium.stderr).toMatch(/In it: 1 file, 5 B, copied to the new shared files first/);
    expect(last(premium)).toMatchObject({ result: 'ready', sharedFiles: { kind: 'blob-premium' } });
    expect((await run('run', 'glocluster0', '--', 'cat /scratch/glock/file')).stdout).toBe('glocluster0: kept');
    const none = await up('none');
    expect(none.stderr).toMatch(/is deleted\. Lost with it: 1 file, 5 B\./);
    expect(last(none)).toMatchObject({ result: 'ready', sharedFiles: { kind: 'none' } });
    const down = await run('down', '--yes', '--json', '--trace', trace);
    expect(last(down)).toMatchObject({ result: 'deleted', left: [] });
    expect(last(down)).not.toHaveProperty('recoverable');
    const all = exchanges();
    const { summary, violations } = check(all);
    expect(violations).toEqual([]);
    expect(summary).toMatch(/ 0 violations$/);
    expect((await misnamed(all.filter(({ url }) => url.includes('Microsoft.Storage')))).wrong).toEqual([]);
    const written = all.filter(({ method, url }) => method === 'PUT' && /storageAccounts\/[a-z0-9]+\?/.test(url));
    expect(written).toHaveLength(2);
  });

  it('is refused before anything is made where the region does not sell it', async () => {
    const { up, exchanges } = started();
    const refused = await up('blob', '--location', 'swedencentral');
    expect(refused.exitCode).toBe(0);
    const premium = await up('blob-premium', '--name', 'other', '--location', 'swedencentral', '--count', '2');
    expect([premium.exitCode, (last(premium)['error'] as { code?: string } | undefined)?.code]).toEqual([3, 'storage-not-in-region']);
    expect(check(exchanges()).violations).toEqual([]);
  });
});

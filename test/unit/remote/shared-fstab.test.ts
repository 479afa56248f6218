import { describe, expect, it } from 'vitest';
import { foreignEntry, fstabMark, ownEntry, withEntry } from '../../../src/remote/shared/fstab.ts';
import { scratchIn } from '../../../src/remote/shared/look.ts';
import { mountProblem } from '../../../src/remote/shared/mount-problems.ts';
import { isExported } from '../../../src/remote/tasks/shared-export.ts';
import { fileSeen, sizeWords, spaceIn } from '../../../src/remote/tasks/shared-verify.ts';

const before = 'UUID=5aadb7ac / ext4 defaults,discard 0 1\n# mine\n/dev/sdb1 /mnt auto defaults,nofail 0 2\n';
const entry = 'node0:/shared /scratch nfs vers=4.2,hard 0 0';

describe('/etc/fstab', () => {
  it('gets the entry once, however often, and is what it was without it', () => {
    const once = withEntry(before, entry);
    expect(once).toBe(`${before}${fstabMark}\n${entry}\n`);
    expect(withEntry(once, entry)).toBe(once);
    expect(withEntry(once, undefined)).toBe(before);
    expect(withEntry(withEntry(once, '/shared /scratch none bind 0 0'), entry)).toBe(once);
    expect(ownEntry(once)).toBe(entry);
    expect(ownEntry(before)).toBeUndefined();
  });

  it('keeps what others wrote after the entry, and a line after a mark without one', () => {
    const later = `${withEntry(before, entry)}tmpfs /tmp tmpfs size=1g 0 0\n`;
    expect(withEntry(later, undefined)).toBe(`${before}tmpfs /tmp tmpfs size=1g 0 0\n`);
    expect(withEntry(`${before}${fstabMark}\ntmpfs /tmp tmpfs size=1g 0 0\n`, entry)).toBe(`${before}tmpfs /tmp tmpfs size=1g 0 0\n${fstabMark}\n${entry}\n`);
  });

  it('has an entry of somebody else for the same place, or has not', () => {
    expect(foreignEntry(withEntry(before, entry))).toBeUndefined();
    expect(foreignEntry(`${before}# x:/y /scratch nfs 0 0\n`)).toBeUndefined();
    expect(foreignEntry(`${before}other:/data  /scratch  nfs defaults 0 0\n`)).toBe('other:/data  /scratch  nfs defaults 0 0');
  });
});

describe('a look at a node', () => {
  const fstab = `=== rank0 begin\n${before}\n=== rank0 end\n`;
  it.each([
    [
      'mounted',
      `rank0 listing 0\nada\n=== rank0 next\nnode0:/shared nfs4 rw,hard\n${fstab}`,
      { source: 'node0:/shared', type: 'nfs4', listing: 'ok', names: ['ada'] },
    ],
    [
      'behind an automount',
      `rank0 listing 0\nada\n=== rank0 next\nsystemd-1 autofs rw\nnode0:/shared nfs4 rw\n${fstab}`,
      { source: 'node0:/shared', listing: 'ok' },
    ],
    ['not there', `rank0 listing 2\nls: cannot access '/scratch': No such file or directory\n=== rank0 next\n${fstab}`, { listing: 'missing', names: [] }],
    ['silent', `rank0 listing 124\n\n=== rank0 next\nnode0:/shared nfs4 rw,hard\n${fstab}`, { source: 'node0:/shared', listing: 'silent' }],
    [
      'stale',
      `rank0 listing 2\nls: cannot open directory '/scratch': Stale file handle\n=== rank0 next\nnode0:/shared nfs4 rw\n${fstab}`,
      { listing: 'stale' },
    ],
    ['a folder with files, after what a .bashrc prints', `Welcome!\nrank0 listing 0\na\nb\n=== rank0 next\n${fstab}`, { listing: 'ok', names: ['a', 'b'] }],
  ])('%s', (_what, stdout, wanted) => {
    expect(scratchIn(stdout)).toMatchObject({ ...wanted, fstab: before });
    expect(scratchIn(stdout.replaceAll('\n', '\r\n'))).toMatchObject({ ...wanted, fstab: before });
  });
});

describe('what mount says', () => {
  const attempt = { cluster: 'glocluster', node: 'glocluster1', source: 'glocluster0:/shared', server: 'glocluster0', packageName: 'nfs-common' };
  it.each([
    ['mount.nfs4: access denied by server while mounting glocluster0:/shared', 'mount-denied'],
    ['mount.nfs4: mounting glocluster0:/shared failed, reason given by server: No such file or directory', 'mount-path-missing'],
    ['mount.nfs4: Connection refused for glocluster0:/shared on /scratch', 'nfs-server-down'],
    ['mount.nfs4: Connection timed out for glocluster0:/shared on /scratch', 'mount-timeout'],
    [
      'mount: /scratch: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper program.\n       dmesg(1) may have more information after failed mount system call.',
      'mount-tools-missing',
    ],
    ['mount.nfs4: Failed to resolve server glocluster0: Name or service not known', 'name-unknown'],
    ['mount.nfs: an incorrect mount option was specified for /scratch', 'mount-options-refused'],
    ['mkdir: cannot create directory ‘/scratch’: Read-only file system', 'mount-point-read-only'],
    ['tee: /etc/fstab.rank0: No space left on device', 'node-disk-full'],
    ['umount: /scratch: target is busy.', 'mount-point-in-use'],
    ['mount.nfs4: Numerical result out of range', 'mount-failed'],
  ])('%s', (stderr, code) => {
    const problem = mountProblem(attempt, 'sudo mount /scratch', { exitCode: 32, stdout: '', stderr });
    expect(problem).toMatchObject({ code, message: expect.stringMatching(/^glocluster1: /) });
    expect(problem.message).not.toContain('dmesg');
    expect(problem.means.length).toBeGreaterThan(20);
    expect(problem.next.length).toBeGreaterThan(0);
  });

  it('a mount that was given up is a server that is silent', () => {
    expect(mountProblem(attempt, 'sudo mount /scratch', { exitCode: 124, stdout: '', stderr: '' })).toMatchObject({ code: 'mount-timeout' });
  });
});

describe('what is exported, and what a node sees', () => {
  const shown = '/shared  10.0.0.0/24(sync,wdelay,hide,no_subtree_check,sec=sys,rw,secure,root_squash,no_all_squash)\n';
  it('is exported to the subnet, with root squashed or not', () => {
    expect(isExported(shown, '10.0.0.0/24', { rootSquash: true })).toBe(true);
    expect(isExported(shown, '10.0.0.0/24', { rootSquash: false })).toBe(false);
    expect(isExported(shown, '10.1.0.0/24', { rootSquash: true })).toBe(false);
    expect(isExported(shown.replace('rw', 'ro'), '10.0.0.0/24', { rootSquash: true })).toBe(false);
    expect(isExported('', '10.0.0.0/24', { rootSquash: true })).toBe(false);
  });

  it('a file by its mode, owner, size and sum', () => {
    const sum = 'a'.repeat(64);
    expect(fileSeen(`-rw-r-----. 1 1000 1000 49 Nov 24 20:00 /scratch/ada/x\n${sum}  /scratch/ada/x\n`)).toEqual({
      mode: '-rw-r-----',
      owner: '1000:1000',
      size: '49',
      sum,
    });
    expect(fileSeen('ls: cannot access')).toBeUndefined();
  });

  it('space in bytes and in words', () => {
    expect(spaceIn('   1B-blocks       Avail\n 30083776512 27820736512\n')).toEqual({ bytes: 30_083_776_512, free: 27_820_736_512 });
    expect(spaceIn('df: /scratch: Stale file handle\n')).toBeUndefined();
    expect([sizeWords(0), sizeWords(1023), sizeWords(27_820_736_512), sizeWords(5 * 1024 ** 5)]).toEqual(['0 B', '1023 B', '25.9 GiB', '5.0 PiB']);
  });
});

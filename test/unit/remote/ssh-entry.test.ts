import { expect, it } from 'vitest';
import { hasEntry, isIncludable, shadowed, withEntry, withoutEntry } from '../../../src/remote/ssh-entry.ts';

const entry = { cluster: 'glocluster', config: '/home/ada/.config/rank0/clusters/public/glocluster/ssh_config' };
const other = { cluster: 'lab', config: '/home/ada/.config/rank0/clusters/public/lab/ssh_config' };

it.each([
  ['nothing', ''],
  ['a file', 'Host *\n  User ada\n'],
  ['one without an end', 'Host *\n  User ada'],
  ['one that begins with blank lines', '\n\n# mine\nHost *\n'],
  ['one of Windows', 'Host *\r\n  User ada\r\n'],
  ['bytes that are no UTF-8', '# caf\u00e9 \u00ff\nHost *\n'],
  ['a byte order mark', '\u00ef\u00bb\u00bfHost *\n'],
  ['an Include of its own', 'Include "~/work/ssh"\n\nHost *\n'],
])('comes and goes and leaves %s as it was', (_, text) => {
  const added = withEntry(text, entry);
  expect([hasEntry(text, entry), hasEntry(added, entry), withEntry(added, entry) === added]).toEqual([false, true, true]);
  expect(added.replace(/^\u00ef\u00bb\u00bf/, '')).toMatch(/^# rank0: .*\r?\nInclude "/);
  expect(withoutEntry(added, entry)).toBe(text);
  const both = withEntry(added, other);
  expect(withoutEntry(withoutEntry(both, entry), other)).toBe(text);
});

it('of Windows has its ends of lines, and forward slashes in its path', () => {
  const windows = { cluster: 'lab', config: 'C:\\Users\\ada\\rank0\\ssh_config' };
  expect(withEntry('Host *\r\n', windows)).toMatch(/\r\nInclude "C:\/Users\/ada\/rank0\/ssh_config"\r\n\r\nHost/);
});

it('is found where a person moved it, and what stands around it is theirs', () => {
  const moved = `Host a\n\n  Include "${entry.config}"\nHost b\n`;
  expect(withoutEntry(moved, entry)).toBe('Host a\n\nHost b\n');
  expect(withoutEntry('Host a\n', entry)).toBe('Host a\n');
});

it('refuses a path that an Include would take for a pattern, and names hosts that it comes before', () => {
  expect([isIncludable(entry), isIncludable({ ...entry, config: '/home/a[b]/ssh_config' }), isIncludable({ ...entry, config: '/home/50%/x' })]).toEqual([
    true,
    false,
    false,
  ]);
  expect(shadowed('Host lab glocluster-head\nHostName x\nhost = "glocluster1"', ['glocluster0', 'glocluster-head', 'glocluster1'])).toEqual([
    'glocluster-head',
    'glocluster1',
  ]);
});

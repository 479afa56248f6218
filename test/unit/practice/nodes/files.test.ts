import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileEntryWithStats, type SFTPWrapper, type Stats, utils } from 'ssh2';
import { expect, onTestFinished, test } from 'vitest';
import { fileSystem, type Identity, type NodeFileSystem, root } from '../../../../src/practice/nodes/disk/file-system.ts';
import { file, folder, imageOf, link } from '../../../../src/practice/nodes/disk/image.ts';
import { layers } from '../../../../src/practice/nodes/disk/layers.ts';
import { booted, type Remote, specOf, testWorld } from './support.ts';

const ada: Identity = { uid: 1000, gid: 1000, groups: [1000] };

function disk(identity = root): { host: string; fs: NodeFileSystem; as(other: Identity): NodeFileSystem } {
  const host = mkdtempSync(join(tmpdir(), 'rank0-disk-'));
  onTestFinished(() => rmSync(host, { recursive: true, force: true }));
  const image = imageOf(
    new Map([
      ['/', folder()],
      ['/etc', folder()],
      ['/etc/motd', file('from the image\n')],
      ['/etc/d/one', file('1')],
      ['/etc/d/two', file('2')],
      ['/etc/way', link('d')],
      ['/home/ada', folder(0o750, 1000)],
      ['/root', folder(0o700)],
      ['/root/secret', file('x', 0o600)],
      ['/tmp', folder(0o1777)],
    ]),
    new Map(),
  );
  const at = (who: Identity) =>
    fileSystem(
      layers(join(host, 'disk'), image, () => Date.UTC(2026, 1, 2), 0),
      { identity: who, umask: () => 0o022, console: () => {} },
    );
  return { host, fs: at(identity), as: at };
}

test('the image is not copied: only what changes lies on the host', async () => {
  const { host, fs } = disk();
  expect(await fs.readFile('/etc/motd')).toBe('from the image\n');
  expect(existsSync(join(host, 'disk'))).toBe(false);
  await fs.appendFile('/etc/motd', 'and more\n');
  expect(await fs.readFile('/etc/motd')).toBe('from the image\nand more\n');
  expect((await fs.stat('/etc/motd')).mtime).toEqual(new Date(Date.UTC(2026, 1, 2)));
  expect(readFileSync(join(host, 'disk', 'etc.d', 'motd.f'), 'utf8')).toBe('f 0644 00000 00000\nfrom the image\nand more\n');
});

test('what is removed stays removed, and a folder made again is empty', async () => {
  const { fs } = disk();
  await fs.rm('/etc/d', { recursive: true });
  expect(await fs.exists('/etc/d/one')).toBe(false);
  expect(await fs.readdir('/etc')).toEqual(['motd', 'way']);
  await fs.mkdir('/etc/d');
  expect(await fs.readdir('/etc/d')).toEqual([]);
  await fs.writeFile('/etc/d/three', '3');
  expect(await fs.readdir('/etc/d')).toEqual(['three']);
});

test('folders move with all that is in them', async () => {
  const { fs } = disk();
  await fs.writeFile('/etc/d/three', '3');
  await fs.chmod('/etc/d/three', 0o600);
  await fs.mv('/etc/d', '/etc/e');
  expect(await fs.readdir('/etc/e')).toEqual(['one', 'three', 'two']);
  expect(await fs.readFile('/etc/e/one')).toBe('1');
  expect((await fs.stat('/etc/e/three')).mode).toBe(0o600);
  await expect(fs.stat('/etc/d')).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(fs.mv('/etc/e', '/etc/e/inside')).rejects.toMatchObject({ code: 'EINVAL' });
});

test('links are followed inside the machine alone, and `..` ends at its root', async () => {
  const { host, fs } = disk();
  writeFileSync(join(host, 'outside'), 'secret of the host');
  expect(await fs.readFile('/etc/way/one')).toBe('1');
  await fs.symlink('../../../../../../../../../../outside', '/etc/out');
  await fs.symlink(join(host, 'outside'), '/etc/absolute');
  for (const path of ['/etc/out', '/etc/absolute', '/../../../outside', `${'/..'.repeat(20)}${host}/outside`])
    await expect(fs.readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  await fs.writeFile('/../../../../up', 'here');
  expect(await fs.readFile('/up')).toBe('here');
  expect(readdirSync(host).sort()).toEqual(['disk', 'outside']);
  await fs.symlink('/etc/loop', '/etc/loop');
  await expect(fs.readFile('/etc/loop')).rejects.toMatchObject({ code: 'ELOOP' });
});

test('names that a host cannot keep are kept all the same', async () => {
  const { fs } = disk();
  const names = ['Makefile', 'makefile', '.hidden', 'ünïcode ☃', 'a:b*c?', 'CON', '%41', '.m', '..x', 'x.f', 'x.d'];
  await fs.mkdir('/names');
  for (const name of names) await fs.writeFile(`/names/${name}`, name);
  expect((await fs.readdir('/names')).sort()).toEqual([...names].sort());
  for (const name of names) expect(await fs.readFile(`/names/${name}`)).toBe(name);
});

test('a user may do what Unix lets a user do', async () => {
  const { fs, as } = disk();
  const mine = as(ada);
  await mine.writeFile('/home/ada/file', 'x');
  expect(fs.owner('/home/ada/file')).toMatchObject({ uid: 1000, gid: 1000 });
  await expect(mine.writeFile('/etc/new', 'x')).rejects.toMatchObject({ code: 'EACCES' });
  await expect(mine.writeFile('/etc/motd', 'x')).rejects.toMatchObject({ code: 'EACCES' });
  await expect(mine.readFile('/root/secret')).rejects.toMatchObject({ code: 'EACCES' });
  await expect(mine.chmod('/etc/motd', 0o777)).rejects.toMatchObject({ code: 'EPERM' });
  expect(await mine.exists('/root/secret')).toBe(false);
  await fs.writeFile('/tmp/of-root', 'x');
  await expect(mine.rm('/tmp/of-root')).rejects.toMatchObject({ code: 'EPERM' });
  await mine.writeFile('/tmp/of-ada', 'x');
  await mine.rm('/tmp/of-ada');
  fs.chown('/etc/motd', 1000, undefined);
  await mine.writeFile('/etc/motd', 'mine now');
  await mine.chmod('/home/ada/file', 0o400);
  expect((await fs.stat('/home/ada/file')).mode).toBe(0o400);
});

test('files left by a program that was killed while it wrote are not seen', async () => {
  const { host, fs } = disk();
  await fs.writeFile('/etc/d/four', '4');
  writeFileSync(join(host, 'disk', 'etc.d', 'd.d', '.t-1-deadbeef'), 'half');
  writeFileSync(join(host, 'disk', 'etc.d', 'motd.f'), 'w 0000 00000 00000\n');
  expect(await fs.readdir('/etc/d')).toEqual(['four', 'one', 'two']);
  expect(await fs.exists('/etc/motd')).toBe(false);
});

const sftpOf = ({ client }: Remote): Promise<SFTPWrapper> =>
  new Promise((resolve, reject) => client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp))));
const call = <T>(run: (done: (error: Error | null | undefined, value: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => run((error, value) => (error ? reject(error) : resolve(value))));

test('SFTP carries files both ways, with modes, and says what may not be done', async () => {
  const [remote] = await booted(testWorld(), specOf(0));
  const sftp = await sftpOf(remote as Remote);
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
  await call<void>((done) => sftp.writeFile('data.bin', bytes, { mode: 0o640 }, (error) => done(error, undefined)));
  expect((await remote?.run('stat -c %a data.bin; wc -c < data.bin'))?.stdout.split(/\s+/).filter(Boolean)).toEqual(['640', '300000']);
  expect(await call<Buffer>((done) => sftp.readFile('data.bin', done))).toEqual(bytes);
  // As OpenSSH's scp opens what it writes: without truncating.
  const handle = await call<Buffer>((done) => sftp.open('plain', utils.sftp.OPEN_MODE.WRITE | utils.sftp.OPEN_MODE.CREAT, {}, done));
  await call<void>((done) => sftp.write(handle, Buffer.from('abc'), 0, 3, 0, (error) => done(error, undefined)));
  await call<void>((done) => sftp.close(handle, (error) => done(error, undefined)));
  expect((await remote?.run('cat plain'))?.stdout).toBe('abc');
  expect((await call<Stats>((done) => sftp.stat('data.bin', done))).size).toBe(300_000);
  await call<void>((done) => sftp.mkdir('sub', (error) => done(error, undefined)));
  await call<void>((done) => sftp.rename('data.bin', 'sub/moved', (error) => done(error, undefined)));
  expect((await call<FileEntryWithStats[]>((done) => sftp.readdir('sub', done))).map(({ filename }) => filename)).toContain('moved');
  expect(await call<string>((done) => sftp.realpath('.', done))).toBe('/home/ada');
  await expect(call<Buffer>((done) => sftp.readFile('nothing', done))).rejects.toMatchObject({ code: 2 });
  await expect(call<void>((done) => sftp.writeFile('/etc/new', 'x', (error) => done(error, undefined)))).rejects.toMatchObject({ code: 3 });
});

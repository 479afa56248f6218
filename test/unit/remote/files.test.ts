import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { getFile } from '../../../src/remote/files/get.ts';
import { type LocalFile, localFile } from '../../../src/remote/files/local-file.ts';
import { fileProblem, remotePath, shownPath, word } from '../../../src/remote/files/place.ts';
import { putFile } from '../../../src/remote/files/put.ts';
import { sshProblem } from '../../../src/remote/ssh-problems.ts';
import { type ShellCluster, shellCluster } from './shell-nodes.ts';

const never = new AbortController().signal;
const folders: string[] = [];
const laptop = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-laptop-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function fileOf(text: string, mode = 0o755): Promise<LocalFile> {
  const path = join(laptop(), 'pi.sh');
  writeFileSync(path, text);
  chmodSync(path, mode);
  return localFile(path, never);
}

async function put(cluster: ShellCluster, file: LocalFile, to = '~') {
  let sent = 0;
  const targets = cluster.names.map((name) => cluster.node(name));
  const ends = await putFile({ nodes: cluster.nodes, targets, file, to, signal: never, ended: () => {}, sent: (bytes) => (sent += bytes) });
  return { sent, ends: Object.fromEntries(ends.map((end) => [end.node, end])) };
}

const text = '#!/bin/sh\necho 3.14159\n';

describe('a file that is put on all nodes', () => {
  it('leaves this machine once, and the nodes hand it on, with its mode', async () => {
    const cluster = shellCluster(9);
    const { sent, ends } = await put(cluster, await fileOf(text), '~/bin dir');
    expect(sent).toBe(text.length);
    expect(cluster.names.map((name) => cluster.read(name, 'bin dir/pi.sh'))).toEqual(cluster.names.map(() => text));
    expect(ends['glocluster0']).toMatchObject({ state: 'copied', from: 'laptop' });
    expect(Object.values(ends).filter(({ from }) => from?.startsWith('glocluster'))).toHaveLength(8);
    const modes = await Promise.all(
      cluster.names.map(async (name) => (await cluster.nodes.exec(cluster.node(name), "stat -c %a 'bin dir/pi.sh'; ls -A 'bin dir'")).stdout),
    );
    expect(new Set(modes)).toEqual(new Set(['755\npi.sh\n']));
  });

  it('is left alone where it is already, and nothing is sent', async () => {
    const cluster = shellCluster(3);
    const file = await fileOf(text);
    await put(cluster, file);
    const { sent, ends } = await put(cluster, file);
    expect([sent, ...Object.values(ends).map(({ state }) => state)]).toEqual([0, 'unchanged', 'unchanged', 'unchanged']);
  });

  it('goes on behind what an earlier run left on the first node', async () => {
    const cluster = shellCluster(2);
    const file = await fileOf(text);
    cluster.write('glocluster0', `.pi.sh.glocluster0.${file.sha256.slice(0, 12)}.rank0-part`, text.slice(0, 10));
    const { sent } = await put(cluster, file);
    expect([sent, cluster.read('glocluster1', 'pi.sh')]).toEqual([text.length - 10, text]);
  });

  it('is sent whole once more where what lay there was something else', async () => {
    const cluster = shellCluster(1);
    const file = await fileOf(text);
    cluster.write('glocluster0', `.pi.sh.glocluster0.${file.sha256.slice(0, 12)}.rank0-part`, 'something else');
    await put(cluster, file);
    expect(cluster.read('glocluster0', 'pi.sh')).toBe(text);
  });

  it('comes to all others where one is off, and the one is named', async () => {
    const cluster = shellCluster(4);
    cluster.cut.set('glocluster2', sshProblem('ssh-timeout', cluster.node('glocluster2'), 'no answer on port 22'));
    const { ends } = await put(cluster, await fileOf(text));
    expect(
      Object.values(ends)
        .map(({ node, state }) => `${node} ${state}`)
        .sort(),
    ).toEqual(['glocluster0 copied', 'glocluster1 copied', 'glocluster2 failed', 'glocluster3 copied']);
    expect(ends['glocluster2']?.problem?.code).toBe('ssh-timeout');
  });

  it('goes another way in where the head is off', async () => {
    const cluster = shellCluster(3);
    cluster.cut.set('glocluster0', sshProblem('ssh-timeout', cluster.node('glocluster0'), 'no answer on port 22'));
    const { ends } = await put(cluster, await fileOf(text));
    expect(ends['glocluster1']).toMatchObject({ state: 'copied', from: 'laptop' });
    expect(ends['glocluster2']).toMatchObject({ state: 'copied', from: 'glocluster1' });
  });

  it('is not put where a folder of its name is, nor where the user may not write', async () => {
    const cluster = shellCluster(1);
    cluster.write('glocluster0', 'pi.sh/inside', '');
    const first = await put(cluster, await fileOf(text));
    expect(first.ends['glocluster0']?.problem?.code).toBe('node-target-is-folder');
    const second = await put(cluster, await fileOf(text), '/proc/none');
    expect(second.ends['glocluster0']?.state).toBe('failed');
  });
});

describe('a file that is fetched', () => {
  const get = async (cluster: ShellCluster, to: string, how: { force?: boolean; byNode?: boolean } = {}) => {
    const ends = await getFile({
      nodes: cluster.nodes,
      targets: cluster.names.map((name) => cluster.node(name)),
      path: 'out.txt',
      to,
      byNode: how.byNode ?? true,
      force: how.force ?? false,
      signal: never,
      ended: () => {},
    });
    return Object.fromEntries(ends.map((end) => [end.node, end]));
  };

  it('comes from each node under its name, what is equal only once, with its mode', async () => {
    const cluster = shellCluster(3);
    for (const [index, name] of cluster.names.entries()) cluster.write(name, 'out.txt', index === 2 ? 'other\n' : 'same\n', 0o640);
    const to = laptop();
    await get(cluster, to);
    expect([0, 1, 2].map((index) => readFileSync(join(to, `out.txt.glocluster${index}`), 'utf8'))).toEqual(['same\n', 'same\n', 'other\n']);
    expect(statSync(join(to, 'out.txt.glocluster1')).mode & 0o777).toBe(0o640);
    expect(cluster.ran.filter((line) => line.includes('base64'))).toHaveLength(2);
  });

  it('is not written over another one, but with force', async () => {
    const cluster = shellCluster(1);
    cluster.write('glocluster0', 'out.txt', 'new\n');
    const to = laptop();
    writeFileSync(join(to, 'out.txt'), 'mine\n');
    expect((await get(cluster, to, { byNode: false }))['glocluster0']?.problem?.code).toBe('file-exists');
    expect(readFileSync(join(to, 'out.txt'), 'utf8')).toBe('mine\n');
    await get(cluster, to, { byNode: false, force: true });
    expect(readFileSync(join(to, 'out.txt'), 'utf8')).toBe('new\n');
    expect((await get(cluster, to, { byNode: false }))['glocluster0']?.state).toBe('unchanged');
  });

  it('goes on behind what is here of it', async () => {
    const cluster = shellCluster(1);
    cluster.write('glocluster0', 'out.txt', 'abcdef');
    const to = laptop();
    const sum = createHash('sha256').update('abcdef').digest('hex');
    writeFileSync(join(to, 'out.txt.0123456789ab.rank0-part'), 'of another content');
    writeFileSync(join(to, `out.txt.${sum.slice(0, 12)}.rank0-part`), 'abc');
    await get(cluster, to, { byNode: false });
    expect(readFileSync(join(to, 'out.txt'), 'utf8')).toBe('abcdef');
    expect(cluster.ran.some((line) => line.includes('tail -c +4'))).toBe(true);
    expect(readdirSync(to)).toEqual(['out.txt']);
  });

  it('is named where it is missing, and the others come', async () => {
    const cluster = shellCluster(2);
    cluster.write('glocluster1', 'out.txt', 'there\n');
    const to = laptop();
    const ends = await get(cluster, to);
    expect(ends['glocluster0']?.problem?.code).toBe('node-file-missing');
    expect([existsSync(join(to, 'out.txt.glocluster0')), existsSync(join(to, 'out.txt.glocluster1'))]).toEqual([false, true]);
  });
});

describe('files and places', () => {
  it('refuses what is not there and folders before anything is sent', async () => {
    await expect(localFile(join(laptop(), 'none'), never)).rejects.toMatchObject({ problem: { code: 'file-missing' }, exitCode: 2 });
    await expect(localFile(laptop(), never)).rejects.toMatchObject({ problem: { code: 'file-is-folder' }, exitCode: 2 });
  });
  it('takes a place on the nodes as a person writes it', () => {
    expect(['~', '~/a', 'a/b/', '/scratch/', '/', './x', '-f'].map(remotePath)).toEqual(['.', './a', './a/b', '/scratch', '/', './x', './-f']);
    expect(['.', './a', '/scratch'].map(shownPath)).toEqual(['~', '~/a', '/scratch']);
    expect(["it's", 'a b', './plain-1.txt', '$(x)'].map(word)).toEqual([`'it'\\''s'`, `'a b'`, './plain-1.txt', `'$(x)'`]);
  });
  it('names a full disk as one', () => {
    expect(fileProblem('n1', './f', 'cat: write error: No space left on device').problem.code).toBe('node-disk-full');
    expect(fileProblem('n1', './f', '', 5_000_000).problem.message).toBe('n1: no room for ~/f: 5 MB are free there');
  });
});

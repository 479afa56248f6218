import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeWork, type NodeWork } from '../../../src/stages/node-work.ts';
import { type ShellCluster, shellCluster } from '../remote/shell-nodes.ts';

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'rank0-work-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
});

const { signal } = new AbortController();

/** The work on shells of this machine, which need no cloud. */
const workOn = (cluster: ShellCluster): NodeWork =>
  nodeWork({
    connections: () => cluster.nodes,
    known: () => cluster.names.map((name) => ({ ...cluster.node(name), hostKeys: ['known'] })),
    azure: () => ({}) as never,
    choices: () => ({ name: 'glocluster' }) as never,
  });

describe('what is looked at before a file is copied', () => {
  it('is what lies under its name on each node', async () => {
    const cluster = shellCluster(3);
    const work = workOn(cluster);
    await work.command('case $(pwd) in *0) mkdir thing;; *1) printf text > thing; chmod 640 thing;; esac', { signal });
    expect(await work.there('~/thing', { signal })).toEqual([
      { node: 'glocluster0', is: 'folder' },
      { node: 'glocluster1', is: 'file', size: 4, mode: 0o640, sha256: '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1' },
      { node: 'glocluster2', is: 'missing' },
    ]);
  });

  it('is what lies here where it would come to, and what is another one is written over only where that is said', async () => {
    const cluster = shellCluster(2);
    const work = workOn(cluster);
    await work.command('printf text > out.txt', { signal });
    const to = folder();
    writeFileSync(join(to, 'out.txt.glocluster1'), 'mine');
    const places = await work.places('out.txt', await work.there('out.txt', { signal }), to, signal);
    expect(places.map(({ is }) => is)).toEqual(['free', 'other']);
    const ends = await work.get('out.txt', { to, signal, ended: () => {} });
    expect(ends.map(({ state }) => state).sort()).toEqual(['copied', 'failed']);
    await work.get('out.txt', { to, force: true, signal, ended: () => {} });
    expect(readFileSync(join(to, 'out.txt.glocluster1'), 'utf8')).toBe('text');
    expect((await work.places('out.txt', await work.there('out.txt', { signal }), to, signal)).map(({ is }) => is)).toEqual(['same', 'same']);
  });

  it('is refused where there is no such folder here', async () => {
    await expect(workOn(shellCluster(1)).places('x', [], join(folder(), 'no'), signal)).rejects.toThrow('there is no such folder here');
  });
});

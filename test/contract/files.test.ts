import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { childEnvironment, rank0, temporaryHome } from '../support/rank0.ts';

it('files are put on all nodes and fetched again, by the bundle, in the practice cloud', { timeout: 60_000 }, async () => {
  const { home, dispose } = temporaryHome();
  try {
    const env = childEnvironment(home);
    const run = (...words: string[]) => rank0([...words, '--json'], env);
    const up = await run('up', '--cloud', 'practice', '--yes', '--count', '3');
    expect(up.exitCode, up.stderr.slice(-800)).toBe(0);

    const here = join(home, '..', 'laptop files');
    mkdirSync(here, { recursive: true });
    const file = join(here, 'data.bin');
    // All bytes, more than one packet of them.
    const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7 + (index >> 8)) % 256));
    writeFileSync(file, content);
    chmodSync(file, 0o750);
    const put = await run('put', 'glocluster', file, '--to', 'some where');
    expect(put.exitCode, put.stderr.slice(-800)).toBe(0);
    expect(put.lines.at(-1)).toMatchObject({ result: 'put', nodes: 3, bytes: 200_000, sent: 200_000, simulated: true });
    expect(
      put.lines
        .slice(0, -1)
        .filter(({ state }) => state !== 'copying')
        .map(({ node, state, from }) => `${node} ${state} ${from}`)
        .sort(),
    ).toEqual(['glocluster0 copied laptop', 'glocluster1 copied glocluster0', 'glocluster2 copied glocluster0']);
    expect(put.lines.find(({ state }) => state === 'copying')).toMatchObject({ node: 'glocluster0', file: 'data.bin', from: 'laptop', bytes: 0, of: 200_000 });
    const again = await run('put', 'glocluster', file, '--to', 'some where');
    expect(again.lines.at(-1)).toMatchObject({ result: 'put', sent: 0 });

    const got = await run('get', 'glocluster', 'some where/data.bin', '--to', here);
    expect(got.exitCode, got.stderr.slice(-800)).toBe(0);
    for (const name of ['glocluster0', 'glocluster1', 'glocluster2']) {
      expect(readFileSync(join(here, `data.bin.${name}`)).equals(content)).toBe(true);
      expect(statSync(join(here, `data.bin.${name}`)).mode & 0o777).toBe(0o750);
    }
    expect((await run('put', 'glocluster', here)).exitCode).toBe(2);
    for (const way of ['put', 'get']) expect((await run(way, 'glocluster')).stderr).toContain('glocluster is a cluster, and no file is named');
    expect((await run('put', 'glocluster', file, '--node', 'nine')).exitCode).toBe(2);
  } finally {
    dispose();
  }
});

import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallClock } from '../../src/engine/clock.ts';
import { getFile } from '../../src/remote/files/get.ts';
import { openNodes } from '../../src/remote/nodes.ts';
import type { ClusterNode } from '../../src/state/events.ts';
import { user } from './support/bare-nodes.ts';
import { type Lab, startLab } from './support/lab.ts';
import { laptopAddress } from './support/lab-machines.ts';
import { type Laptop, type ManyNodes, manyNodes } from './support/many-nodes.ts';

/** The head and 64 others take part in what depends on how many they are; a few, where something happens to them. */
const [count, few] = [65, 12];
const home = `/home/${user}`;

const silent = (lab: Lab, address: string) =>
  lab.dial(address, 22, AbortSignal.timeout(600)).then(
    () => 'answered',
    (error: Error) => error.name,
  );

describe('64 real nodes and their head', () => {
  let lab: Lab;
  let many: ManyNodes;
  let laptop: Laptop;
  /** As they were before they lost their public addresses. */
  let booted: readonly ClusterNode[];
  const names = Array.from({ length: count }, (_, index) => `node${index}`);

  beforeAll(async () => {
    lab = await startLab({ pace: 0 });
    many = await manyNodes(lab, count);
    booted = many.nodes;
    laptop = many.laptop();
  });
  afterAll(async () => {
    laptop?.end();
    await lab?.end();
  });

  /** The product's own connections, from this process. */
  const opened = () => openNodes({ user, privateKey: many.privateKey, dial: lab.dial, clock: wallClock, head: () => many.nodes[0] });
  /** A file on the laptop; its content and its sum. */
  const make = (name: string, content: Buffer, mode = 0o644): { path: string; sum: string } => {
    const path = join(lab.folder, name);
    writeFileSync(path, content);
    chmodSync(path, mode);
    return { path, sum: createHash('sha256').update(content).digest('hex') };
  };
  /** What is in a folder of the nodes, hidden files too: `MODE SIZE SUM NAME` a file; what is the same on several once. */
  const inside = async (folder: string, which?: readonly string[]): Promise<string[]> => {
    const each = `for f in .[!.]* *; do if [ -f "$f" ]; then echo "$(stat -c '%a %s' "$f") $(openssl dgst -sha256 -r <"$f" | cut -c1-64) $f"; fi; done`;
    const { printed } = await laptop.order({ do: 'run', line: `cd ${folder} && ${each}` });
    return [...new Set(which?.map((name) => printed[names.indexOf(name)] as string) ?? printed)];
  };
  /** Bytes that have left the laptop's only card. */
  const left = async (): Promise<number> => {
    const { stdout } = await lab.onLaptop(['ip', '-s', '-j', 'link', 'show', 'dev', 'up0']);
    return (JSON.parse(stdout) as { stats64: { tx: { bytes: number } } }[])[0]?.stats64.tx.bytes as number;
  };
  const statesOf = (ends: readonly { state: string }[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { state } of ends) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  };

  it('take a file that leaves the laptop once, with its mode, whatever it is called', async () => {
    const name = `it's "a" täst $(x) *.bin`;
    const { path, sum } = make(name, randomBytes(20_000_000), 0o750);
    const before = await left();
    const { ends, sent, seconds } = await laptop.order({ do: 'put', path, to: 'some where/über' });
    const bytes = (await left()) - before;
    console.log(`20 MB to ${count} nodes: ${seconds.toFixed(2)} s, ${(bytes / 20_000_000).toFixed(3)} of it left the laptop`);
    expect([statesOf(ends), sent]).toEqual([{ copied: count }, 20_000_000]);
    expect(bytes).toBeLessThanOrEqual(1.05 * 20_000_000);
    expect(await inside("'some where/über'")).toEqual([`750 20000000 ${sum} ${name}`]);
    expect((await laptop.order({ do: 'put', path, to: 'some where/über' })).ends.map(({ state }) => state)).toEqual(names.map(() => 'unchanged'));
  });

  it('take files through the head alone where they have no public address, and an empty one is one', async () => {
    const publicAddress = many.nodes[9]?.publicAddress as string;
    await laptop.order({ do: 'close' });
    laptop.end();
    await many.prune();
    laptop = many.laptop();
    await expect(lab.dial(publicAddress, 22, AbortSignal.timeout(600))).rejects.toMatchObject({ name: 'TimeoutError' });
    const { path, sum } = make('data.bin', randomBytes(3_000_000), 0o600);
    const { ends, sent } = await laptop.order({ do: 'put', path, to: 'pruned' });
    expect([statesOf(ends), sent]).toEqual([{ copied: count }, 3_000_000]);
    expect(ends.find(({ node }) => node === 'node0')?.from).toBe('laptop');
    expect(await inside('pruned')).toEqual([`600 3000000 ${sum} data.bin`]);
    const empty = make('empty', Buffer.alloc(0));
    expect(statesOf((await laptop.order({ do: 'put', path: empty.path, to: 'none' })).ends)).toEqual({ copied: count });
    expect(await inside('none')).toEqual([`644 0 ${empty.sum} empty`]);
  });

  it('are silent to the laptop then, and answer through one connection to the head', async () => {
    await laptop.order({ do: 'close' });
    const [head = '', ...others] = many.names;
    const { publicAddress = '', privateAddress } = booted[7] as ClusterNode;
    expect(await silent(lab, publicAddress)).toBe('TimeoutError');
    await expect(lab.dial(privateAddress, 22)).rejects.toMatchObject({ code: 'ENETUNREACH' });

    const nodes = opened();
    const ask = async (): Promise<number> => {
      const began = performance.now();
      const said = await Promise.all(many.nodes.slice(1).map((node) => nodes.exec(node, 'uname -n', { timeoutSeconds: 60 })));
      expect(said.map(({ stdout }) => stdout.trim())).toEqual(others);
      return (performance.now() - began) / 1000;
    };
    const first = await ask();
    const again = await ask();
    console.log(`64 nodes through one connection to the head: ${first.toFixed(2)} s with all logins, ${again.toFixed(2)} s when they are kept`);
    const here = await lab.onNode(head, `ss -Htn state established '( sport = :22 )' | grep -c ${laptopAddress}`);
    const onwards = await lab.onNode(head, `ss -Htn state established '( dport = :22 )' | wc -l`);
    expect([Number(here), Number(onwards)]).toEqual([1, 64]);
    expect(again).toBeLessThan(first);
    nodes.close();
  });

  it('hand a file to all others where a disk is full or becomes full, the connection to one is lost, or one has no openssl; half a file is nowhere', async () => {
    laptop.end();
    laptop = many.laptop(few);
    const { path, sum } = make('data.bin', randomBytes(3_000_000));
    const small = `install -d -o ${user} ${home}/full && mount -t tmpfs -o size=2m,mode=777 small ${home}/full`;
    await lab.onNode('node5', small);
    // Room is promised that is not there: it runs out on the way.
    await lab.onNode(
      'node6',
      `${small} && printf '#!/bin/sh\\n[ "$1" = -f ] && echo 9999 "*" 4096 || exec /usr/bin/stat "$@"\\n' >/usr/local/bin/stat && chmod 755 /usr/local/bin/stat`,
    );
    // It falls out in the middle, and is there again for the second try.
    const fall = '[ "$1" = enc ] || exec /usr/bin/openssl "$@"\\nhead -c 1000000\\nsudo rm /usr/local/bin/openssl\\nkill -9 $(pgrep -o -u glock sshd)';
    await lab.onNode('node7', `printf '#!/bin/sh\\n${fall.replaceAll("'", "'\\''")}\\n' >/usr/local/bin/openssl && chmod 755 /usr/local/bin/openssl`);
    await lab.onNode('node8', 'mv /usr/bin/openssl /usr/bin/openssl-not');
    const { ends } = await laptop.order({ do: 'put', path, to: 'full' });
    const failed = ends.filter(({ state }) => state === 'failed').map(({ node, problem }) => `${node} ${problem?.code}`);
    expect(failed.sort()).toEqual(['node5 node-disk-full', 'node6 node-disk-full']);
    expect(statesOf(ends)).toEqual({ copied: few - 2, failed: 2 });
    expect(ends.find(({ node }) => node === 'node8')).toMatchObject({ state: 'copied' });
    await lab.onNode('node8', 'mv /usr/bin/openssl-not /usr/bin/openssl');
    expect(await inside('full', ['node5', 'node6'])).toEqual(['']);
    expect(await inside('full', names.slice(7, few))).toEqual([`644 3000000 ${sum} data.bin`]);
  });

  it('take the rest of it after a SIGKILL of the program, behind what is there, and leave nothing half', async () => {
    const { path, sum } = make('data.bin', randomBytes(12_000_000));
    await lab.onLaptop(['tc', 'qdisc', 'add', 'dev', 'up0', 'root', 'tbf', 'rate', '120mbit', 'burst', '64k', 'latency', '400ms']);
    const killedWhen = async (file: string, when: (progress: object) => boolean): Promise<void> => {
      const doomed = many.laptop(few);
      await expect(doomed.order({ do: 'put', path: file, to: 'cut', told: true }, (progress) => void (when(progress) && doomed.kill()))).rejects.toThrow(
        'ended',
      );
    };
    // Of another content, cut off in its middle: what it left goes.
    mkdirSync(join(lab.folder, 'old'));
    await killedWhen(make('old/data.bin', randomBytes(12_000_000)).path, (said) => 'sent' in said && Number(said.sent) > 4_000_000);
    await killedWhen(path, (said) => 'sent' in said && Number(said.sent) > 6_000_000);
    await lab.onLaptop(['tc', 'qdisc', 'del', 'dev', 'up0', 'root']);
    let ended = 0;
    await killedWhen(path, (said) => 'end' in said && ++ended === 5);
    const again = await laptop.order({ do: 'put', path, to: 'cut' });
    expect(again.sent).toBeLessThan(12_000_000);
    expect(statesOf(again.ends)['failed'] ?? 0).toBe(0);
    expect(await inside('cut')).toEqual([`644 12000000 ${sum} data.bin`]);
    expect(new Set((await laptop.order({ do: 'run', line: "pgrep -f '^openssl enc|^python3 -c' || echo none" })).printed)).toEqual(new Set(['none']));
  });

  it('have no file in its place that changed on the way, and give one back once where it is equal', async () => {
    const { path } = make('growing', randomBytes(8_000_000));
    await lab.onLaptop(['tc', 'qdisc', 'add', 'dev', 'up0', 'root', 'tbf', 'rate', '120mbit', 'burst', '64k', 'latency', '400ms']);
    let changed = false;
    const { ends } = await laptop.order({ do: 'put', path, to: 'changed', told: true }, (progress) => {
      if (!changed && 'sent' in progress) appendFileSync(path, 'more');
      changed ||= 'sent' in progress;
    });
    await lab.onLaptop(['tc', 'qdisc', 'del', 'dev', 'up0', 'root']);
    expect(new Set(ends.map(({ state, problem }) => `${state} ${problem?.code}`))).toEqual(new Set(['failed file-changed', 'failed put-not-begun']));
    expect(await inside('changed', ['node0'])).toEqual(['']);

    const nodes = opened();
    const to = join(lab.folder, 'got');
    mkdirSync(to);
    let bytes = 0;
    const got = await getFile({
      nodes,
      targets: many.nodes.slice(0, 4),
      path: 'cut/data.bin',
      to,
      byNode: true,
      force: false,
      signal: new AbortController().signal,
      step: (step) => (bytes = Math.max(bytes, step.bytes)),
      ended: () => {},
    });
    nodes.close();
    expect(got.map(({ state }) => state)).toEqual(['copied', 'copied', 'copied', 'copied']);
    expect([bytes, statSync(join(to, 'data.bin.node3')).size]).toEqual([12_000_000, 12_000_000]);
  });
});

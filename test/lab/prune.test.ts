import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterNode } from '../../src/state/events.ts';
import { bootCluster, type Cluster } from './support/cluster.ts';
import { type Finished, type Lab, startLab } from './support/lab.ts';
import { laptopAddress } from './support/lab-machines.ts';
import { lastOf, messageOf, upIn } from './support/up.ts';

const behind = ({ publicAddress: _, ...node }: ClusterNode): ClusterNode => node;
const silent = (lab: Lab, address: string) =>
  lab.dial(address, 22, AbortSignal.timeout(600)).then(
    () => 'answered',
    (error: Error) => error.name,
  );

describe('64 real nodes without public addresses', () => {
  let lab: Lab;
  let cluster: Cluster;
  beforeAll(async () => {
    lab = await startLab();
    cluster = await bootCluster(lab, 65, { image: 'true' });
    for (const name of cluster.names.slice(1)) {
      const { publicAddress: _, ...spec } = await lab.spec(name);
      await lab.rewire(spec);
    }
  });
  afterAll(async () => {
    cluster?.close();
    await lab?.end();
  });

  it('are silent to the laptop, and answer through one connection to the head', async () => {
    const [head = '', ...others] = cluster.names;
    const { publicAddress = '', privateAddress } = cluster.access.node(others[6] as string);
    expect(await silent(lab, publicAddress)).toBe('TimeoutError');
    await expect(lab.dial(privateAddress, 22)).rejects.toMatchObject({ code: 'ENETUNREACH' });

    const nodes = others.map((name) => behind(cluster.access.node(name)));
    const ask = async (): Promise<number> => {
      const began = performance.now();
      const said = await Promise.all(nodes.map((node) => cluster.nodes.exec(node, 'uname -n', { timeoutSeconds: 60 })));
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
  });
});

describe('the whole program on real machines behind ARM', () => {
  let lab: Lab;
  let up: Finished;
  beforeAll(async () => {
    lab = await startLab({ arm: true });
    up = await lab.rank0(upIn(lab, '--count', '3', '--prune'));
  });
  afterAll(() => lab?.end());

  it('prunes at the end of the road, works through the head alone, and gives other addresses back', async () => {
    expect(up.exitCode, up.stderr.slice(-2000)).toBe(0);
    expect(lastOf(up)).toMatchObject({ result: 'ready', pruned: true });
    expect(messageOf(up, 'prune/way-out')).toMatch(/^no way out from glocluster1, glocluster2/);
    const before = (lastOf(up)['nodes'] as { publicAddress?: string }[]).map(({ publicAddress }) => publicAddress);
    expect(before.slice(1)).toEqual([undefined, undefined]);

    const run = await lab.rank0(['run', '--', 'hostname']);
    expect([run.exitCode, run.stdout.trim().split('\n').sort()]).toEqual([0, [0, 1, 2].map((index) => `glocluster${index}: glocluster${index}`)]);
    const ssh = await lab.rank0(['ssh', 'glocluster2', '--', 'hostname']);
    expect([ssh.exitCode, ssh.stdout.trim()], ssh.stderr).toEqual([0, 'glocluster2']);

    const restored = await lab.rank0(['prune', '--restore', '--yes', '--json']);
    expect(restored.exitCode, restored.stderr.slice(-1000)).toBe(0);
    for (const { publicAddress } of lastOf(restored)['nodes'] as { publicAddress: string }[]) (await lab.dial(publicAddress, 22)).destroy();
  });
});

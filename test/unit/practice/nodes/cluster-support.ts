import { readFileSync } from 'node:fs';
import { userData } from '../../../../src/remote/user-data.ts';
import { booted, type Remote, specOf, testWorld, type TestWorld } from './support.ts';
import type { MachineSpec } from '../../../../src/practice/machines.ts';

export const helloSource = readFileSync(new URL('../../../../assets/hello.c', import.meta.url), 'utf8');

export interface TestCluster extends TestWorld {
  readonly specs: readonly MachineSpec[];
  readonly nodes: readonly Remote[];
  readonly head: Remote;
}

/** Machines with cloud-init done, and nothing else. */
export async function bareCluster(count: number, changes: Partial<MachineSpec> = {}, serve?: Parameters<typeof testWorld>[1]): Promise<TestCluster> {
  const world = testWorld(0, serve);
  const specs = Array.from({ length: count }, (_, index) => specOf(index, { customData: userData({ packageUpgrade: false }), ...changes }));
  const nodes = await booted(world, ...specs);
  return { ...world, specs, nodes, head: nodes[0] as Remote };
}

/** Machines whose head has a key that opens all, and knows all: hello is compiled and everywhere. */
export async function readyCluster(count: number, changes: Partial<MachineSpec> = {}, serve?: Parameters<typeof testWorld>[1]): Promise<TestCluster> {
  const cluster = await bareCluster(count, changes, serve);
  const { head, nodes, specs } = cluster;
  await head.run("ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519 -C cluster < /dev/null");
  const key = (await head.run('cat ~/.ssh/id_ed25519.pub')).stdout;
  for (const node of nodes) await node.run('cat >> ~/.ssh/authorized_keys', `from="10.0.0.0/24" ${key}`);
  await head.run(`ssh-keyscan -t ed25519 ${specs.map(({ computerName }) => computerName).join(' ')} > ~/.ssh/known_hosts 2>/dev/null`);
  await head.run('cat > hello.c', helloSource);
  await head.run(`mpicc hello.c -o hello && clush -n -w node[0-${count - 1}] -c hello`);
  return cluster;
}

import { onTestFinished } from 'vitest';
import { ubuntuMpi } from '../../../src/remote/mpi-stack.ts';
import type { Access } from '../../../src/remote/access.ts';
import { openNodes } from '../../../src/remote/nodes.ts';
import type { BenchmarkParts } from '../../../src/remote/tasks/benchmark.ts';
import { fetchSimulated } from '../../../src/practice/internet.ts';
import type { MachineSpec } from '../../../src/practice/machines.ts';
import type { ClusterNode } from '../../../src/state/events.ts';
import type { Measurement } from '../../../src/state/measurement.ts';
import { laptop, loginKey } from '../practice/nodes/support.ts';
import { readyCluster, type TestCluster } from '../practice/nodes/cluster-support.ts';
import { ran, type Ran } from '../engine/support.ts';
import { benchmarkTasks } from '../../../src/remote/tasks/benchmark.ts';

export interface PracticeCluster extends TestCluster {
  readonly access: Access;
  /** A connection of its own, as another program would have. */
  connect(): Access;
}

/** Practice nodes with their head's key everywhere, as the remote tasks use them: over SSH. */
export async function practiceCluster(count: number, changes: Partial<MachineSpec> = {}, serve?: Parameters<typeof readyCluster>[2]): Promise<PracticeCluster> {
  const cluster = await readyCluster(count, { placementGroup: 'ppg', ...changes }, serve);
  const { specs, machines, clock } = cluster;
  const keys = await Promise.all(cluster.nodes.map(async (node) => (await node.run('cat /etc/ssh/ssh_host_*_key.pub')).stdout));
  const nodes = new Map<string, ClusterNode>(
    specs.map((spec, index) => [
      spec.computerName,
      {
        name: spec.computerName,
        role: index === 0 ? 'head' : 'node',
        machineId: spec.id,
        privateAddress: spec.privateAddress,
        publicAddress: spec.publicAddress,
        hostKeys: (keys[index] ?? '')
          .trim()
          .split('\n')
          .map((line) => line.split(' ').slice(0, 2).join(' ')),
      },
    ]),
  );
  const connect = (): Access => {
    const pool = openNodes({
      user: 'ada',
      privateKey: loginKey.privateKey,
      clock,
      dial: (host) => machines.connect(specs.find(({ publicAddress }) => publicAddress === host)?.vmId ?? '', { address: laptop }),
    });
    onTestFinished(() => pool.close());
    return {
      cluster: 'node',
      nodes: pool,
      node: (name) => nodes.get(name) as ClusterNode,
      names: [...nodes.keys()],
      user: 'ada',
      subnet: '10.0.0.0/24',
      vCPUs: 2,
      mpi: ubuntuMpi,
    };
  };
  return { ...cluster, access: connect(), connect };
}

export const measuredOn = { size: 'Standard_D2s_v5', network: 'ethernet', location: 'eastus', simulated: true, acceleratedNetworking: true } as const;

export interface Benchmarked extends Ran {
  readonly measurements: readonly Measurement[];
  /** What is left of it: the last that was written. */
  readonly last: Measurement | undefined;
}

/** Runs the stage to its end, with what was measured before. */
export async function benchmarked(
  cluster: Pick<PracticeCluster, 'access' | 'clock'>,
  {
    earlier = [],
    signal,
    ...more
  }: Partial<Omit<BenchmarkParts, 'earlier'>> & { readonly earlier?: readonly Measurement[]; readonly signal?: AbortSignal } = {},
): Promise<Benchmarked> {
  const kept = [...earlier];
  const tasks = benchmarkTasks({
    access: cluster.access,
    needs: [],
    on: measuredOn,
    earlier: () => kept,
    anew: false,
    fetchFile: fetchSimulated,
    ...more,
  });
  const result = await ran(tasks, signal ?? new AbortController().signal, cluster.clock);
  const measurements = result.facts.flatMap((fact) => (fact.type === 'measured' ? [fact.measurement] : []));
  return { ...result, measurements, last: measurements.at(-1) };
}

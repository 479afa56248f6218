import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Task } from '../../src/engine/task.ts';
import { programLine } from '../../src/remote/osu/run-program.ts';
import { figuresIn } from '../../src/remote/osu/output.ts';
import { type BenchmarkParts, benchmarkTasks } from '../../src/remote/tasks/benchmark.ts';
import { readPairs } from '../../src/stages/figures/slow-node.ts';
import { median } from '../../src/stages/figures/statistics.ts';
import { verdictsOf } from '../../src/stages/figures/verdict.ts';
import type { Measurement } from '../../src/state/measurement.ts';
import { bootCluster, type Cluster, type Ended } from './support/cluster.ts';
import { type Lab, startLab } from './support/lab.ts';
import { standInBenchmarks } from './support/osu/source.ts';

// A stand-in for the benchmarks' source, fetched, built, copied and run for real: real mpicc, real MPI between real nodes.

const { source, tarball } = standInBenchmarks();
const loopback = 'http://127.0.0.1:8000';
const problemOf = ({ outcome }: Ended) => (outcome.result === 'failed' ? outcome.problem : undefined);

describe('the benchmarks, on real nodes', () => {
  let lab: Lab;
  let cluster: Cluster;
  let last: Measurement | undefined;

  const tasks = (more: Partial<BenchmarkParts> = {}): Task[] =>
    benchmarkTasks({
      access: cluster.access,
      needs: [],
      on: { size: 'Standard_D2s_v5', network: 'ethernet', location: 'eastus', simulated: false, acceleratedNetworking: true },
      earlier: () => [],
      anew: true,
      url: `${loopback}/osu.tar.gz`,
      source,
      fetchFile: () => Promise.reject(new Error('this machine fetches nothing here')),
      ...more,
    });
  /** Those tasks alone, each after the one before. */
  const chain = (all: readonly Task[], ...ids: readonly string[]): Task[] =>
    ids.map((id, index) => ({ ...(all.find((task) => task.id === id) as Task), needs: index === 0 ? [] : [ids[index - 1] as string] }));
  const run = (wanted: readonly Task[], onEvent?: Parameters<Cluster['run']>[1]): Promise<Ended> =>
    cluster.run(wanted, {
      ...onEvent,
      learn: (fact) => {
        if (fact.type === 'measured') last = fact.measurement;
      },
    });
  const latencyVerdict = (): string | undefined => verdictsOf(last as Measurement).find(({ kind }) => kind === 'latency')?.is;

  beforeAll(async () => {
    lab = await startLab({ pace: 0 });
    cluster = await bootCluster(lab, 3);
    expect((await cluster.run(cluster.road())).outcome).toEqual({ result: 'done' });
    await cluster.on('node0', 'mkdir served && base64 -d > served/osu.tar.gz', tarball.toString('base64'));
    await cluster.on('node0', 'head -c 1000 served/osu.tar.gz > served/cut.tar.gz');
    const serve = '{ cd served && exec setsid python3 -m http.server --bind 127.0.0.1 8000; } >/dev/null 2>&1 </dev/null &';
    await cluster.on('node0', `${serve} for turn in $(seq 100); do curl -fs ${loopback}/ >/dev/null && exit 0; sleep 0.1; done; exit 1`);
  });
  afterAll(async () => {
    cluster?.close();
    await lab?.end();
  });

  it('take no source that is cut off, and one from this machine where the head does not get it', async () => {
    const bad = await run(chain(tasks({ url: `${loopback}/cut.tar.gz` }), 'osu/look', 'osu/source'));
    expect(problemOf(bad)).toMatchObject({ code: 'osu-checksum' });
    const sent = await run(chain(tasks({ url: 'http://127.0.0.1:9/osu.tar.gz', fetchFile: () => Promise.resolve(tarball) }), 'osu/look', 'osu/source'));
    expect(sent.outcome).toEqual({ result: 'done' });
    await cluster.on('node0', 'rm ~/.rank0/osu/*.tar.gz');
  });

  it('are fetched, checked, built by mpicc, copied, and measure what the same program measures by hand', async () => {
    const measured = await run(chain(tasks(), 'osu/look', 'osu/source', 'osu/build', 'osu/copy', 'benchmark/latency', 'benchmark/pairs'));
    expect(measured.outcome).toEqual({ result: 'done' });
    expect(measured.messages['osu/copy']).toBe('the same on all 3 nodes (sha256)');
    const ours = last?.series[0]?.points.find(({ bytes }) => bytes === 8)?.values ?? [];
    expect(ours).toHaveLength(3);
    const byHand: number[] = [];
    const line = `timeout 20 mpirun -np 2 --host node0,node1 ~/${source.folder}/install/${source.programs.latency} -m 8:8 -i 2000 -x 200`;
    for (let turn = 0; turn < 3; turn += 1) byHand.push(figuresIn(await cluster.on('node0', line))[0]?.value ?? 0);
    const ratio = median(ours) / median(byHand);
    // Both share two cores with everything else here.
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(3);
    expect(readPairs(last?.pairs ?? [])?.silent).toEqual([]);
  });

  it('have five programs that all run', async () => {
    const inUse = { mpi: { major: 4, text: '4.1' } };
    for (const kind of ['bandwidth', 'bidirectional-bandwidth', 'allreduce', 'barrier'] as const) {
      const hosts = kind.startsWith('b') && kind !== 'barrier' ? cluster.names.slice(0, 2) : cluster.names;
      const output = await cluster.on('node0', programLine({ access: cluster.access, source, url: '', shared: false, inUse }, { kind, hosts, rounds: 2 }));
      expect(figuresIn(output).length, kind).toBeGreaterThan(kind === 'barrier' ? 0 : 15);
    }
  });

  it('find the node that has a delay, and judge the network otherwise', async () => {
    const before = { verdict: latencyVerdict(), usual: readPairs(last?.pairs ?? [])?.usual ?? 0 };
    await lab.fault('node1', 'slow');
    const measured = await run(chain(tasks(), 'osu/look', 'osu/copy', 'benchmark/latency', 'benchmark/pairs'));
    await lab.fault('node1', 'usual');
    expect(measured.outcome).toEqual({ result: 'done' });
    expect(latencyVerdict()).toBe('slow');
    // What is expected of Ethernet is 50 µs at the most; a machine that does other things beside has more.
    expect(before.usual > 50 || before.verdict !== 'slow').toBe(true);
    const pairs = readPairs(last?.pairs ?? []);
    expect(pairs?.slow[0]).toMatchObject({ node: 'node1' });
    expect((pairs?.slow[0]?.times ?? 0) * (pairs?.usual ?? 0)).toBeGreaterThan(1000);
    expect(before.usual).toBeLessThan(1000);
  });

  it('end within 30 s where a node goes away in the middle, name it, and keep what they have', async () => {
    last = undefined;
    let off = 0;
    const cut = await run(chain(tasks(), 'osu/look', 'benchmark/latency'), {
      onEvent: ({ task, waitingFor }) => {
        if (task !== 'benchmark/latency' || !waitingFor?.startsWith('run 2') || off > 0) return;
        off = Date.now();
        void lab.fault('node1', 'power-off');
      },
    });
    expect(problemOf(cut)).toMatchObject({ code: 'benchmark-cut', message: expect.stringContaining('node1 does not answer') });
    expect(Date.now() - off).toBeLessThan(35_000);
    expect((last as Measurement | undefined)?.cut).toMatch(/^latency: (stopped|ended)/);
    expect((last as Measurement | undefined)?.series[0]?.points.length).toBeGreaterThan(0);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { median } from '../../../src/stages/figures/statistics.ts';
import { benchmarked, practiceCluster } from './practice-cluster.ts';

const problemOf = ({ outcome }: Awaited<ReturnType<typeof benchmarked>>) => (outcome.result === 'failed' ? outcome.problem : undefined);
const made = ({ events }: Awaited<ReturnType<typeof benchmarked>>) => [...new Set(events.filter(({ state }) => state === 'making').map(({ task }) => task))];

/** Up to the first figures: what comes after is as it would be. */
async function latencyOf(cluster: Parameters<typeof benchmarked>[0], more: NonNullable<Parameters<typeof benchmarked>[1]>) {
  const stop = new AbortController();
  const exec: typeof cluster.access.nodes.exec = (node, command, options) => {
    if (/mpirun .*osu_bw/.test(command)) stop.abort();
    return cluster.access.nodes.exec(node, command, options);
  };
  return benchmarked({ ...cluster, access: { ...cluster.access, nodes: { ...cluster.access.nodes, exec } } }, { ...more, signal: stop.signal });
}

// Whole benchmarks over real SSH: seconds on a machine that has nothing else to do.
vi.setConfig({ testTimeout: 120_000 });

describe('the benchmark', () => {
  it('fetches, checks, builds, copies and measures, keeps each part, and does nothing the second time', async () => {
    const cluster = await practiceCluster(3);
    const first = await benchmarked(cluster);
    expect(problemOf(first)).toBeUndefined();
    const { last } = first;
    expect(last?.series.map(({ kind, nodes, points }) => [kind, nodes.length, points.length])).toEqual([
      ['latency', 2, 21],
      ['bandwidth', 2, 23],
      ['bidirectional-bandwidth', 2, 23],
      ['allreduce', 3, 19],
      ['barrier', 3, 1],
    ]);
    expect(last?.series.every(({ points }) => points.every(({ values }) => values.length === 3))).toBe(true);
    expect(last?.pairs.map(({ nodes }) => nodes.join()).toSorted()).toEqual(['node0,node1', 'node0,node2', 'node1,node2']);
    expect(last?.pairs.every(({ latencies }) => latencies.length === 3)).toBe(true);
    expect([last?.program, last?.mpi, last?.cut]).toEqual(['OSU micro-benchmarks 7.5.2', 'Open MPI 4.1.6', undefined]);
    expect(last?.finishedAt).toBeDefined();
    expect(Object.keys(last?.machines ?? {})).toEqual(['node0', 'node1', 'node2']);
    const latency = last?.series[0]?.points.find(({ bytes }) => bytes === 8)?.values ?? [];
    expect(median(latency)).toBeGreaterThan(20);
    expect(median(latency)).toBeLessThan(35);
    expect(made(first)).toEqual([
      'osu/source',
      'osu/build',
      'osu/copy',
      'benchmark/latency',
      'benchmark/bandwidth',
      'benchmark/bidirectional-bandwidth',
      'benchmark/allreduce',
      'benchmark/barrier',
      'benchmark/pairs',
    ]);
    // A part each, and the pairs round by round.
    expect(first.measurements.length).toBeGreaterThanOrEqual(6);

    const second = await benchmarked(cluster, { earlier: [last as NonNullable<typeof last>] });
    expect(made(second)).toEqual([]);
    expect(second.events.find(({ task, state }) => task === 'benchmark/latency' && state === 'unchanged')?.message).toMatch(/^ {3}1 byte {2}\d+\.\d µs {2}\(/);
  });

  it('goes on with what was cut off, and not with what is older than an hour', async () => {
    const cluster = await practiceCluster(2);
    const stop = new AbortController();
    const first = await benchmarked(
      {
        ...cluster,
        access: {
          ...cluster.access,
          nodes: {
            ...cluster.access.nodes,
            exec: (node, command, options) => {
              if (/mpirun .*osu_bibw/.test(command)) stop.abort();
              return cluster.access.nodes.exec(node, command, options);
            },
          },
        },
      },
      { signal: stop.signal },
    );
    expect(first.outcome.result).toBe('interrupted');
    expect(first.last?.series.map(({ kind }) => kind)).toEqual(['latency', 'bandwidth']);
    expect(first.last?.finishedAt).toBeUndefined();

    const half = first.last as NonNullable<typeof first.last>;
    const second = await benchmarked(cluster, { earlier: [half] });
    expect(made(second)).toEqual(['benchmark/bidirectional-bandwidth', 'benchmark/allreduce', 'benchmark/barrier', 'benchmark/pairs']);
    expect(second.last?.at).toBe(half.at);
    expect(second.last?.series[0]).toEqual(half.series[0]);

    // Told to measure anew, or long after, it begins anew.
    const anew = await latencyOf(cluster, { earlier: [half], anew: true });
    expect(made(anew)).toEqual(['benchmark/latency', 'benchmark/bandwidth']);
    expect(anew.last?.at).not.toBe(half.at);
    await cluster.clock.sleep(2 * 3600_000);
    expect(made(await latencyOf(cluster, { earlier: [half] }))).toEqual(['benchmark/latency', 'benchmark/bandwidth']);
  });

  it('takes no figures of machines that came in the place of others', async () => {
    const cluster = await practiceCluster(2);
    const { last } = await benchmarked(cluster);
    expect(last?.finishedAt).toBeDefined();
    const reborn = {
      ...cluster,
      access: { ...cluster.access, node: (name: string) => ({ ...cluster.access.node(name), machineId: `${cluster.access.node(name).machineId}-new` }) },
    };
    expect(made(await latencyOf(reborn, { earlier: [last as NonNullable<typeof last>] }))).toEqual(['benchmark/latency', 'benchmark/bandwidth']);
  });

  it('a node that goes away in the middle: ends within 30 s, names it, and keeps what there is, marked', async () => {
    const cluster = await practiceCluster(3);
    const { machines, specs, clock, access } = cluster;
    let cutAt = 0;
    const watched = {
      ...access,
      nodes: {
        ...access.nodes,
        exec: (node: Parameters<typeof access.nodes.exec>[0], command: string, options: Parameters<typeof access.nodes.exec>[2]) => {
          const running = access.nodes.exec(node, command, options);
          if (/mpirun .*osu_allreduce/.test(command) && !command.includes('-i 10 ') && cutAt === 0) {
            cutAt = clock.now();
            void clock.sleep(2_500).then(() => machines.halt(specs[2]?.vmId as string));
          }
          return running;
        },
      },
    };
    const result = await benchmarked({ access: watched, clock });
    expect(problemOf(result)).toMatchObject({
      code: 'benchmark-cut',
      message: expect.stringMatching(/allreduce over 3 nodes: node2 does not answer: stopped after \d+ sizes: no end in 18 s/),
    });
    expect(clock.now() - cutAt).toBeLessThan(30_000);
    expect(result.last?.cut).toMatch(/^allreduce: stopped/);
    expect(result.last?.series.map(({ kind, cut }) => [kind, cut === undefined])).toEqual([
      ['latency', true],
      ['bandwidth', true],
      ['bidirectional-bandwidth', true],
      ['allreduce', false],
    ]);
    expect(result.last?.series.at(-1)?.points.length).toBeGreaterThan(0);
    expect(result.last?.finishedAt).toBeUndefined();
  });

  it('refuses a cluster of one node', async () => {
    const cluster = await practiceCluster(2);
    const alone = { ...cluster, access: { ...cluster.access, names: ['node0'] } };
    expect(problemOf(await benchmarked(alone))).toMatchObject({ code: 'benchmark-needs-two' });
  });
});

describe('the source', () => {
  it('comes by this machine where the head has no way to it', async () => {
    const cluster = await practiceCluster(2);
    const { machines, specs } = cluster;
    await cluster.head.run('sudo apt-get update; sudo apt-get -y install make g++');
    const { publicAddress: _, outbound: __, ...pruned } = specs[0] as (typeof specs)[0];
    await machines.rewire({ ...pruned });
    const result = await benchmarked(cluster);
    expect(result.events.filter(({ task }) => task === 'osu/source').map(({ waitingFor }) => waitingFor)).toContainEqual(
      expect.stringMatching(/this machine to fetch it, as node0 could not \(curl: \(28\)/),
    );
    expect(problemOf(result)).toBeUndefined();
  });

  it('that is not the one that is known is taken away, and nothing of it runs', async () => {
    const cluster = await practiceCluster(2);
    const result = await benchmarked(cluster, { url: 'https://mirror.practice.example/damaged/osu-micro-benchmarks-7.5.2.tar.gz' });
    expect(problemOf(result)).toMatchObject({ code: 'osu-checksum', message: expect.stringContaining('618de3d0') });
    expect((await cluster.head.run('ls ~/.rank0/osu')).stdout).toBe('');
    expect(result.last).toBeUndefined();
  });

  it('that nobody has names both ways that were tried', async () => {
    const cluster = await practiceCluster(2);
    const result = await benchmarked(cluster, { url: 'https://nowhere.invalid/a.tar.gz' });
    expect(problemOf(result)).toMatchObject({
      code: 'osu-source-unreachable',
      message: expect.stringMatching(/node0: curl: \(6\).*this machine: getaddrinfo ENOTFOUND/),
    });
  });
});

describe('the build', () => {
  it('goes on when the connection is cut, is found again, and is not begun twice', async () => {
    const cluster = await practiceCluster(2);
    const stop = new AbortController();
    const first = benchmarked({ clock: cluster.clock, access: { ...cluster.connect(), names: cluster.access.names } }, { signal: stop.signal });
    const until = async (step: string): Promise<void> => {
      while (!(await cluster.head.run('cat ~/.rank0/osu/build.step')).stdout.includes(step)) await cluster.clock.sleep(1_000);
    };
    await until('make');
    stop.abort();
    expect((await first).outcome.result).toBe('interrupted');
    const begun = (await cluster.head.run('stat -c %Y ~/.rank0/osu/build.sh')).stdout;
    const second = await benchmarked({ clock: cluster.clock, access: cluster.connect() });
    expect(problemOf(second)).toBeUndefined();
    expect(made(second)).not.toContain('osu/build');
    expect((await cluster.head.run('stat -c %Y ~/.rank0/osu/build.sh')).stdout).toBe(begun);
  });

  it('without make and without a way to the package servers says what is missing', async () => {
    const cluster = await practiceCluster(2);
    const { machines, specs } = cluster;
    const { publicAddress: _, outbound: __, ...pruned } = specs[0] as (typeof specs)[0];
    await machines.rewire({ ...pruned });
    expect(problemOf(await benchmarked(cluster))).toMatchObject({
      code: 'osu-build-failed',
      message: expect.stringContaining('could not be built on node0 (tools)'),
      means: expect.stringContaining('make or g++ is missing'),
    });
  });
});

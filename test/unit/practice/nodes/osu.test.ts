import { describe, expect, it, vi } from 'vitest';
import { specOf } from './support.ts';
import { bareCluster, readyCluster, type TestCluster } from './cluster-support.ts';
import { cardGigabits, figureOf, linkBetween } from '../../../../src/practice/nodes/osu/model.ts';

vi.setConfig({ testTimeout: 90_000 });

const url = 'https://mvapich.cse.ohio-state.edu/download/mvapich/osu-micro-benchmarks-7.5.2.tar.gz';
const folder = 'osu-micro-benchmarks-7.5.2';
const pt2pt = `~/${folder}/install/libexec/osu-micro-benchmarks/mpi/pt2pt`;
const collective = `~/${folder}/install/libexec/osu-micro-benchmarks/mpi/collective`;

/** Built on every node by hand, as a person would. */
async function built(count: number, changes: Parameters<typeof readyCluster>[1] = {}): Promise<TestCluster> {
  const cluster = await readyCluster(count, { placementGroup: 'ppg', ...changes });
  const line = `sudo apt-get update > /dev/null; sudo apt-get -y install make g++ > /dev/null; wget -q ${url} && tar xzf ${folder}.tar.gz && cd ${folder} && ./configure CC=mpicc CXX=mpicxx --prefix=$PWD/install && make -j && make install`;
  for (const node of cluster.nodes) expect((await node.run(line)).exitCode).toBe(0);
  return cluster;
}

describe('the source, by hand', () => {
  it('has the sum that is known, and needs make and a C++ compiler', async () => {
    const { head, clock } = await bareCluster(1);
    expect(await head.run(`curl -fsSLO ${url} && sha256sum ${folder}.tar.gz`)).toMatchObject({
      exitCode: 0,
      stdout: `618de3d0b1122f73a9229177d2da1e5cd62e431190580cb915f2605849cbbbdc  ${folder}.tar.gz\n`,
    });
    expect((await head.run(`echo "618de3d0b1122f73a9229177d2da1e5cd62e431190580cb915f2605849cbbbdc  ${folder}.tar.gz" | sha256sum -c`)).stdout).toBe(
      `${folder}.tar.gz: OK\n`,
    );
    expect((await head.run(`tar -xzf ${folder}.tar.gz && ls -l ${folder}/configure`)).stdout).toMatch(/^-rwxr-xr-x/);
    expect(await head.run('make')).toMatchObject({ exitCode: 127 });
    expect(await head.run(`cd ${folder} && ./configure CC=mpicc CXX=mpicxx`)).toMatchObject({
      exitCode: 77,
      stderr: expect.stringContaining('C++ compiler cannot create executables'),
    });
    await head.run('sudo apt-get update; sudo apt-get -y install make g++');
    expect(await head.run('make')).toMatchObject({ exitCode: 2, stderr: 'make: *** No targets specified and no makefile found.  Stop.\n' });
    expect((await head.run(`cd ${folder} && ./configure CC=mpicc CXX=mpicxx --prefix=$PWD/install`)).exitCode).toBe(0);
    // Two processors take half of the time of one.
    const began = clock.now();
    await head.run(`cd ${folder} && make -j`);
    const two = clock.now() - began;
    await head.run(`cd ${folder} && rm -r c`);
    const then = clock.now();
    await head.run(`cd ${folder} && make`);
    expect((clock.now() - then) / two).toBeCloseTo(2, 0);
    expect((await head.run(`cd ${folder} && make install && ls ${pt2pt}`)).stdout).toContain('osu_latency');
  });

  it('cannot be had by a machine without a way out, nor from a host that there is not', async () => {
    const { head, nodes, machines, specs, clock } = await bareCluster(2);
    const { publicAddress: _, outbound: __, ...pruned } = specs[1] as (typeof specs)[1];
    await machines.rewire(pruned);
    const began = clock.now();
    expect(await nodes[1]?.run(`curl -sS --max-time 8 -o /dev/null ${url}`)).toMatchObject({
      exitCode: 28,
      stderr: 'curl: (28) Connection timed out after 8000 milliseconds\n',
    });
    expect(clock.now() - began).toBe(8_000);
    expect(await nodes[1]?.run(`timeout 5 wget ${url}`)).toMatchObject({ exitCode: 124 });
    expect(await head.run('curl -sS https://nowhere.invalid/')).toMatchObject({ exitCode: 6, stderr: 'curl: (6) Could not resolve host: nowhere.invalid\n' });
    expect(await head.run('curl -fsS https://mvapich.cse.ohio-state.edu/download/other.tar.gz')).toMatchObject({ exitCode: 22 });
    expect(await head.run('wget https://nowhere.invalid/a')).toMatchObject({ exitCode: 4 });
    expect(await head.run('curl -sS --max-time 8 -o /dev/null http://azure.archive.ubuntu.com/ubuntu/')).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('the programs', () => {
  it('print what 7.5 prints', async () => {
    const { head } = await built(3);
    const { stdout, exitCode } = await head.run(`mpirun -np 2 --host node0,node1 ${pt2pt}/osu_latency -m 1:8 -i 100`);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^\n# OSU MPI Latency Test v7\.5\n# Datatype: MPI_CHAR\.\n# Size {7}Avg Latency\(us\)\n1 {9} +\d+\.\d\d\n2 .*\n4 .*\n8 {9} +\d+\.\d\d\n$/,
    );
    expect((await head.run(`mpirun --host node0,node1 ${pt2pt}/osu_bw -i 2`)).stdout).toMatch(
      /# OSU MPI Bandwidth Test v7\.5\n[\s\S]*# Size {6}Bandwidth \(MB\/s\)\n1 [\s\S]*\n4194304 +\d+\.\d\d\n$/,
    );
    expect((await head.run(`mpirun --host node0,node1,node2 ${collective}/osu_barrier -i 10`)).stdout).toMatch(
      /# OSU MPI Barrier Latency Test v7\.5\n# Avg Latency\(us\)\n +\d+\.\d\d\n$/,
    );
    expect((await head.run(`mpirun --host node0,node1,node2 ${collective}/osu_allreduce -i 10`)).stdout).toMatch(
      /# Datatype: MPI_INT\.\n[\s\S]*\n4 [\s\S]*\n1048576 /,
    );
    expect(await head.run(`mpirun --host node0,node1,node2 ${pt2pt}/osu_latency`)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('This test requires exactly two processes'),
    });
  });

  it('take as long as their rounds, and both ranks on one node give its memory', async () => {
    const { head, clock } = await built(2);
    const measure = async (hosts: string, rounds: number): Promise<[number, number]> => {
      const began = clock.now();
      const { stdout } = await head.run(`mpirun -np 2 --host ${hosts} ${pt2pt}/osu_latency -m 8:8 -i ${rounds} -x 1`);
      return [Number(/^8 +(\S+)/m.exec(stdout)?.[1]), clock.now() - began];
    };
    const [apart, long] = await measure('node0,node1', 100_000);
    const [, short] = await measure('node0,node1', 1_000);
    expect(long - short).toBeGreaterThan(2 * 99_000 * apart * 0.9e-3);
    expect(apart).toBeGreaterThan(20);
    expect((await measure('node0:2', 100))[0]).toBeLessThan(1);
  });

  it('a node that goes away in the middle leaves mpirun waiting; timeout ends it, with what was printed until then', async () => {
    const { head, machines, specs, clock } = await built(2);
    const began = clock.now();
    const running = head.run(`timeout -k 5 20 mpirun --host node0,node1 ${pt2pt}/osu_latency -i 30000`);
    await clock.sleep(6_000);
    await machines.halt(specs[1]?.vmId as string);
    const { exitCode, stdout } = await running;
    expect([exitCode, Math.round((clock.now() - began) / 1000)]).toEqual([124, 20]);
    expect(stdout).toMatch(/# OSU MPI Latency Test v7\.5\n[\s\S]*\n1 +\d/);
    expect(stdout).not.toContain('4194304');
  });
});

describe('the model', () => {
  const near = { placementGroup: 'ppg' };
  const link = (one: Parameters<typeof specOf>[1], other = one, fabric = false) => linkBetween(specOf(0, one), specOf(1, other), fabric);

  it('follows placement, accelerated networking, the fabric and the drill', () => {
    expect(link(near).latency).toBeGreaterThan(20);
    expect(link(near).latency).toBeLessThan(35);
    expect(link({}).latency).toBeGreaterThan(150);
    expect(link(near, { placementGroup: 'other' }).latency).toBeGreaterThan(150);
    expect(link({ ...near, acceleratedNetworking: false }).latency).toBeGreaterThan(55);
    expect(link({ ...near, acceleratedNetworking: false }).bandwidth).toBeLessThan(link(near).bandwidth * 0.7);
    expect(link(near, { ...near, trouble: 'slow-network' }).latency / link(near).latency).toBeCloseTo(5);
    const fabric = { infiniBand: { fabric: 'f', gigabits: 200 }, size: { name: 'Standard_HB120rs_v3', vCPUs: 120, memoryGB: 448 } };
    expect(link(fabric, fabric, true).latency).toBeLessThan(2);
    expect(link(fabric, fabric, true).bandwidth).toBeGreaterThan(23_000);
    // Told to use TCP it does not go over the fabric.
    expect(link(fabric, fabric, false).latency).toBeGreaterThan(20);
  });

  it('gives the bandwidth of the card at most, and a sum over more nodes takes longer', () => {
    const size = specOf(0).size;
    expect(figureOf('osu_bw', 4 << 20, [link(near)], 2)).toBeLessThan(cardGigabits(size) * 125);
    expect(figureOf('osu_bibw', 4 << 20, [link(near)], 2)).toBeGreaterThan(figureOf('osu_bw', 4 << 20, [link(near)], 2) * 1.5);
    expect(figureOf('osu_allreduce', 8, [link(near)], 64)).toBeGreaterThan(figureOf('osu_allreduce', 8, [link(near)], 4) * 2);
  });
});

describe('locks and jobs that live on', () => {
  it('a job that was told to outlive its login holds its lock, and nobody else gets it', async () => {
    const { head, clock, specs, reopen } = await bareCluster(1);
    await head.run('setsid flock -n ~/lock sh -c "sleep 60; echo done > ~/done" > /dev/null 2>&1 < /dev/null &');
    expect((await head.run('flock -n ~/lock echo mine')).stdout).toBe('');
    head.client.end();
    await clock.sleep(20_000);
    // Another program has the world open meanwhile.
    const other = reopen();
    const { logIn, laptop } = await import('./support.ts');
    const again = await logIn(await other.connect(specs[0]?.vmId as string, { address: laptop }));
    expect(await again.run('flock -n ~/lock echo mine; cat ~/done')).toMatchObject({ stdout: '', exitCode: 1 });
    await clock.sleep(45_000);
    expect(await again.run('flock -n ~/lock echo mine; cat ~/done')).toMatchObject({ stdout: 'mine\ndone\n' });
  });

  it('a lock waits as long as it is told', async () => {
    const { head, clock } = await bareCluster(1);
    await head.run('setsid flock ~/lock sleep 30 > /dev/null 2>&1 < /dev/null &');
    await head.run('true');
    const began = clock.now();
    expect(await head.run('flock -w 3 ~/lock echo mine')).toMatchObject({ exitCode: 1, stdout: '' });
    expect(clock.now() - began).toBe(3_000);
    expect((await head.run('flock ~/lock echo mine')).stdout).toBe('mine\n');
  });
});

it('tar keeps modes, links and names; a file that is no archive is none', async () => {
  const { head } = await bareCluster(1);
  await head.run(`mkdir -p d/e && echo hi > d/e/run && chmod 755 d/e/run && ln -s run d/e/link && echo x > d/${'n'.repeat(90)}`);
  expect(await head.run('tar -czf a.tar.gz -C ~ d && mkdir o && tar -xzf a.tar.gz -C o && cat o/d/e/link && ls -l o/d/e/run')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^hi\n-rwxr-xr-x/),
  });
  expect((await head.run('tar tzf a.tar.gz')).stdout.split('\n')).toContain(`d/${'n'.repeat(90)}`);
  expect(await head.run('echo no > b.tar.gz; tar xzf b.tar.gz')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Error is not recoverable') });
  expect((await head.run('cd d && tar cf - e | tar xf - -C ~/o && cat ~/o/e/run')).stdout).toBe('hi\n');
});

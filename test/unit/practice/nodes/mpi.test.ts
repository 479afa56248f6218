import { expect, test } from 'vitest';
import { readyCluster, bareCluster, helloSource } from './cluster-support.ts';

const run = 'mpirun --host node0,node1,node2 ./hello';

test('hello runs with one rank a node', async () => {
  const { head } = await readyCluster(3);
  const { exitCode, stdout, stderr } = await head.run(run);
  expect(stdout.trim().split('\n').sort()).toEqual([0, 1, 2].map((rank) => `Hello from rank ${rank} of 3 running on node${rank}`));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test('without its key in one node, precisely that run fails, in OpenSSH’s and Open MPI’s words', async () => {
  const { head, nodes } = await readyCluster(3);
  await nodes[2]?.run("sed -i '/^from=/d' ~/.ssh/authorized_keys");
  expect(await head.run(run)).toMatchObject({
    exitCode: 255,
    stdout: '',
    stderr: expect.stringMatching(/ada@node2: Permission denied \(publickey\)\.[\s\S]*ORTE was unable to reliably start one or more daemons/),
  });
  expect((await head.run('mpirun --host node0,node1 ./hello')).exitCode).toBe(0);
});

test('without the host line of one node, that login is not trusted', async () => {
  const { head } = await readyCluster(3);
  await head.run("sed -i '/^node1 /d' ~/.ssh/known_hosts");
  expect(await head.run(run)).toMatchObject({ exitCode: 255, stdout: '', stderr: expect.stringMatching(/Host key verification failed\.[\s\S]*ORTE/) });
});

test('without the program on one node, that node is named', async () => {
  const { head, nodes } = await readyCluster(3);
  await nodes[1]?.run('rm hello');
  const { exitCode, stdout, stderr } = await head.run(run);
  expect(exitCode).toBe(132);
  expect(stderr).toMatch(/could not access\nor execute an executable:\n\nExecutable: .\/hello\nNode: node1\n\nwhile attempting to start process rank 1/);
  expect(stdout).not.toContain('Hello');
});

test('a node that is off ends the run after ConnectTimeout, and after TCP’s own patience without it', async () => {
  const { head, machines, specs, clock } = await readyCluster(3);
  await machines.halt(specs[2]?.vmId as string);
  const before = clock.now();
  expect(await head.run(`mpirun --mca plm_rsh_args "-o ConnectTimeout=5" --host node0,node2 ./hello`)).toMatchObject({
    exitCode: 255,
    stderr: expect.stringMatching(/ssh: connect to host node2 port 22: Connection timed out[\s\S]*ORTE/),
  });
  expect(clock.now() - before).toBeLessThan(8000);
  expect(await head.run(`timeout -k 5 30 mpirun --host node0,node2 ./hello`)).toMatchObject({ exitCode: 124 });
  expect(clock.now() - before).toBeLessThan(60_000);
});

test('slots are counted as Open MPI counts them', async () => {
  const { head } = await readyCluster(2);
  expect(await head.run('mpirun -np 3 --host node0,node1 ./hello')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('not enough slots available'),
  });
  expect((await head.run('mpirun --host node0:2,node1:2 ./hello')).stdout.trim().split('\n')).toHaveLength(4);
  await head.run('cat > hostfile', 'node0 slots=2\nnode1 slots=2 # two\n');
  expect((await head.run('mpirun --hostfile hostfile ./hello')).stdout.match(/of 4 running on node1/g)).toHaveLength(2);
  expect((await head.run('mpirun --hostfile hostfile --map-by ppr:1:node ./hello')).stdout.trim().split('\n').sort()).toEqual([
    'Hello from rank 0 of 2 running on node0',
    'Hello from rank 1 of 2 running on node1',
  ]);
  expect((await head.run('mpirun -np 2 --map-by node --hostfile hostfile ./hello')).stdout).toContain('rank 1 of 2 running on node1');
  expect((await head.run('mpirun -np 2 --hostfile hostfile ./hello')).stdout).toContain('rank 1 of 2 running on node0');
  expect((await head.run('mpirun --oversubscribe -np 5 --host node0,node1 ./hello')).stdout.trim().split('\n')).toHaveLength(5);
});

test('root is refused, a missing launcher too, and shared memory goes by another name in each version', async () => {
  const { head } = await readyCluster(1);
  expect(await head.run('sudo mpirun --host node0 ./hello')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('detected an attempt to run as root'),
  });
  expect(await head.run('mpirun --version')).toMatchObject({ stdout: expect.stringContaining('mpirun (Open MPI) 4.1.6') });
  expect(await head.run('mpirun --mca btl tcp,vader,self --host node0 ./hello')).toMatchObject({ exitCode: 0 });
  expect(await head.run('mpirun --mca btl tcp,sm,self --host node0 ./hello')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('"vader" BTL') });
  const { head: newer } = await readyCluster(1, { image: 'Canonical:ubuntu-26_04-lts:server:latest' });
  expect(await newer.run('mpirun --mca btl tcp,sm,self --host node0 ./hello; mpirun --version')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Open MPI) 5.'),
  });
});

test('mpicc compiles hello programs by their structure, and says of any other that it cannot', async () => {
  const { head } = await bareCluster(1);
  await head.run('cat > hello.c', helloSource);
  expect(await head.run('mpicc -O2 hello.c && ./a.out')).toMatchObject({ exitCode: 0, stdout: 'Hello from rank 0 of 1 running on node0\n' });
  await head.run('cat > other.c', helloSource.replace('printf(', 'MPI_Send(buffer, 1, MPI_INT, 1, 0, MPI_COMM_WORLD); printf('));
  expect(await head.run('mpicc other.c')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^other\.c:16: practice cloud: cannot compile this: it calls MPI_Send/),
  });
  expect(await head.run('mpicc nothing.c')).toMatchObject({
    exitCode: 1,
    stderr: 'cc1: fatal error: nothing.c: No such file or directory\ncompilation terminated.\n',
  });
});

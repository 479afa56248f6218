import { expect, test } from 'vitest';
import { readyCluster } from './cluster-support.ts';

test('clush marks each line, and its exit code says nothing without -S', async () => {
  const { head, nodes } = await readyCluster(3);
  const lines = (await head.run("clush -n -w 'node[0-2]' uname -n")).stdout.trim().split('\n').sort();
  expect(lines).toEqual(['node0: node0', 'node1: node1', 'node2: node2']);
  await nodes[1]?.run('mkdir only-here');
  const fails = "clush -n -w node[0-2] 'test ! -d only-here || exit 4'";
  expect(await head.run(fails)).toEqual({ exitCode: 0, stdout: '', stderr: 'clush: node1: exited with exit code 4\n' });
  expect((await head.run(fails.replace('-n', '-n -S'))).exitCode).toBe(4);
  expect(await head.run(fails.replace('-n', '-n -S -q'))).toEqual({ exitCode: 4, stdout: '', stderr: '' });
});

test('clush gathers, folds and knows groups', async () => {
  const { head } = await readyCluster(3);
  expect((await head.run('clush -n -b -w node0,node[1-2] echo same')).stdout).toBe('---------------\nnode[0-2] (3)\n---------------\nsame\n');
  await head.run("echo 'all: node[0-2]' | sudo tee /etc/clustershell/groups.d/local.cfg > /dev/null");
  expect((await head.run('clush -n -a uname -n')).stdout.trim().split('\n')).toHaveLength(3);
  expect((await head.run('nodeset -e @all!node1; nodeset -f node2 node0 node1; nodeset -e n[08-10]')).stdout).toBe('node0 node2\nnode[0-2]\nn08 n09 n10\n');
  expect(await head.run('clush uname')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('No node to run on.') });
});

test('a node that is off costs clush its connect timeout, and is named', async () => {
  const { head, machines, specs, clock } = await readyCluster(2);
  await machines.halt(specs[1]?.vmId as string);
  const before = clock.now();
  expect(await head.run("clush -S -n -o '-oConnectTimeout=3' -w node[0-1] uname -n")).toEqual({
    exitCode: 255,
    stdout: 'node0: node0\n',
    stderr: 'node1: ssh: connect to host node1 port 22: Connection timed out\nclush: node1: exited with exit code 255\n',
  });
  expect(clock.now() - before).toBeLessThan(4000);
});

test('clush -c copies files and folders to the same place, with their modes', async () => {
  const { head, nodes } = await readyCluster(2);
  // A file that is there keeps its mode, a new one gets that of the source.
  await head.run('mkdir -p d/e && echo deep > d/e/f && chmod 750 hello && clush -n -w node1 -c hello d');
  expect((await nodes[1]?.run('stat -c %a hello; cat d/e/f'))?.stdout).toBe('775\ndeep\n');
  await nodes[1]?.run('rm hello');
  await head.run('clush -n -w node1 -c hello');
  expect((await nodes[1]?.run('stat -c %a hello; ./hello'))?.stdout).toBe('750\nHello from rank 0 of 1 running on node1\n');
});

test('-u gives up a node whose command takes too long, and keeps what the others said', async () => {
  const { head } = await readyCluster(2);
  expect(await head.run("clush -S -n -u 5 -w node[0-1] 'test $(hostname) = node0 && sleep 60; hostname'")).toEqual({
    exitCode: 255,
    stdout: 'node1: node1\n',
    stderr: 'clush: node0: command timeout\n',
  });
});

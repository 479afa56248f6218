import { expect, test } from 'vitest';
import { makeKeyPair } from '../../../../src/practice/nodes/ssh/key-pair.ts';
import { bareCluster, readyCluster } from './cluster-support.ts';
import { booted, laptop, logIn, specOf, testWorld } from './support.ts';

test('another key, another user and a password open nothing', async () => {
  const world = testWorld();
  await booted(world, specOf(0));
  const dial = () => world.machines.connect(specOf(0).vmId, { address: laptop });
  await expect(logIn(await dial(), { key: makeKeyPair('ed25519', 'x').privateKey })).rejects.toThrow('All configured authentication methods failed');
  await expect(logIn(await dial(), { user: 'root' })).rejects.toThrow('All configured authentication methods failed');
});

test('a key bound to the subnet opens nothing from outside', async () => {
  const world = testWorld();
  const [head] = await booted(world, specOf(0), specOf(1));
  const key = makeKeyPair('ed25519', 'cluster');
  await head?.run('cat >> ~/.ssh/authorized_keys', `from="10.0.0.0/24" ${key.publicKey}\n`);
  await expect(logIn(await world.machines.connect(specOf(0).vmId, { address: laptop }), { key: key.privateKey })).rejects.toThrow('authentication');
  await expect(logIn(await world.machines.connect(specOf(0).vmId, { address: '10.0.0.6' }), { key: key.privateKey })).resolves.toBeDefined();
});

test('authorized_keys that others may write are not believed', async () => {
  const world = testWorld();
  const [head] = await booted(world, specOf(0));
  await head?.run('chmod 666 ~/.ssh/authorized_keys');
  await expect(logIn(await world.machines.connect(specOf(0).vmId, { address: laptop }))).rejects.toThrow('authentication');
});

test('ssh between nodes fails in OpenSSH’s own words for each thing that is missing', async () => {
  const { head, nodes } = await bareCluster(2);
  const ssh = 'ssh -o BatchMode=yes node1 hostname';
  expect(await head.run(ssh)).toEqual({ exitCode: 255, stdout: '', stderr: 'Host key verification failed.\n' });
  await head.run('ssh-keyscan node1 >> ~/.ssh/known_hosts');
  expect(await head.run(ssh)).toEqual({ exitCode: 255, stdout: '', stderr: 'ada@node1: Permission denied (publickey).\n' });
  await head.run("ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519");
  await nodes[1]?.run('cat >> ~/.ssh/authorized_keys', (await head.run('cat ~/.ssh/id_ed25519.pub')).stdout);
  expect(await head.run(ssh)).toEqual({ exitCode: 0, stdout: 'node1\n', stderr: '' });
  expect(await head.run("ssh node1 'echo out; echo err >&2; exit 9'")).toEqual({ exitCode: 9, stdout: 'out\n', stderr: 'err\n' });
  await head.run('chmod 644 ~/.ssh/id_ed25519');
  expect(await head.run(ssh)).toMatchObject({
    exitCode: 255,
    stderr: expect.stringMatching(/UNPROTECTED PRIVATE KEY FILE[\s\S]*Permission denied \(publickey\)/),
  });
  expect(await head.run('ssh node9 true')).toEqual({ exitCode: 255, stdout: '', stderr: 'ssh: Could not resolve hostname node9: Name or service not known\n' });
});

test('a changed host key is refused, loudly', async () => {
  const { head, nodes } = await readyCluster(2);
  await nodes[1]?.run('sudo ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key <<< y');
  expect(await head.run('ssh node1 true')).toMatchObject({
    exitCode: 255,
    stderr: expect.stringMatching(/REMOTE HOST IDENTIFICATION HAS CHANGED[\s\S]*Host key verification failed\.\n$/),
  });
});

test('machines of another network are neither known nor reached', async () => {
  const world = testWorld();
  const [head] = await booted(world, specOf(0), specOf(1, { networkId: '/other', privateAddress: '10.0.0.6' }));
  expect(await head?.run('getent hosts node1')).toMatchObject({ exitCode: 2 });
  expect(await head?.run('ssh -o ConnectTimeout=3 10.0.0.6 true')).toMatchObject({ exitCode: 255, stderr: expect.stringContaining('Connection timed out') });
});

test('more than ten sessions at once on a connection are refused, and others go on', async () => {
  const { head } = await bareCluster(1);
  const runs = await Promise.allSettled(Array.from({ length: 14 }, () => head.run('sleep 1; echo ok')));
  expect(runs.filter(({ status }) => status === 'rejected')).toHaveLength(4);
  expect((await head.run('echo again')).stdout).toBe('again\n');
});

test('a machine that is halted drops its connections and answers nobody', async () => {
  const { head, machines, specs } = await bareCluster(1);
  const closed = new Promise<void>((resolve) => head.client.once('close', () => resolve()));
  await machines.halt(specs[0]?.vmId as string);
  await closed;
  await expect(machines.connect(specs[0]?.vmId as string, { address: laptop })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

import { once } from 'node:events';
import type { Client, ClientChannel } from 'ssh2';
import { expect, test } from 'vitest';
import { makeKeyPair } from '../../../../src/practice/nodes/ssh/key-pair.ts';
import { booted, laptop, logIn, specOf, testWorld } from './support.ts';

const onward = (client: Client, host: string, port = 22) =>
  new Promise<ClientChannel>((resolve, reject) =>
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => (error ? reject(error) : resolve(channel))),
  );
const bannerOf = async (channel: ClientChannel): Promise<string> => String((await once(channel, 'data'))[0]);

async function pair() {
  const world = testWorld();
  const [head] = await booted(world, specOf(0), specOf(1));
  const again = async (key?: string) =>
    (await logIn(await world.machines.connect(specOf(0).vmId, { address: laptop }), key === undefined ? {} : { key })).client;
  return { head: head as NonNullable<typeof head>, again };
}

test('a connection to the head goes on to another node, by name and by address, more often than it may have sessions', async () => {
  const { head } = await pair();
  expect(await bannerOf(await onward(head.client, specOf(1).privateAddress))).toMatch(/^SSH-2\.0-OpenSSH/);
  const many = await Promise.all(Array.from({ length: 12 }, () => onward(head.client, specOf(1).computerName)));
  expect(await Promise.all(many.map(bannerOf))).toHaveLength(12);
  await expect(onward(head.client, specOf(1).privateAddress, 80)).rejects.toMatchObject({ reason: 2 });
  for (const channel of many) channel.destroy();
});

test('it does not where sshd_config or the key says so, which sshd calls prohibited', async () => {
  const { head, again } = await pair();
  const key = makeKeyPair('ed25519', 'restricted');
  await head.run('cat >> ~/.ssh/authorized_keys', `restrict ${key.publicKey}\n`);
  await expect(onward(await again(key.privateKey), specOf(1).privateAddress)).rejects.toMatchObject({ reason: 1 });
  await head.run('sudo mkdir -p /etc/ssh/sshd_config.d; echo AllowTcpForwarding no | sudo tee /etc/ssh/sshd_config.d/10-ours.conf');
  await expect(onward(await again(), specOf(1).privateAddress)).rejects.toMatchObject({ reason: 1 });
  await head.run('echo AllowTcpForwarding local | sudo tee /etc/ssh/sshd_config.d/10-ours.conf');
  expect(await bannerOf(await onward(await again(), specOf(1).privateAddress))).toMatch(/^SSH-2\.0/);
});

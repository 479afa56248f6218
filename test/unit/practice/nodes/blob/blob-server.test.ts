import { describe, expect, test } from 'vitest';
import type { BlobAnswer } from '../../../../../src/practice/blob.ts';
import type { MachineSpec } from '../../../../../src/practice/machines.ts';
import { blobServer } from '../../../../../src/practice/nodes/blob/blob-server.ts';
import { booted, type Remote, specOf, startOfTime, testWorld } from '../support.ts';

const source = 'glock1.blob.core.windows.net:/glock1/scratch';
const options = 'sec=sys,vers=3,nolock,proto=tcp';
const container: BlobAnswer = { is: 'container', id: 'glock1-1', madeAt: startOfTime, squash: 'none' };

const feed = 'https://packages.microsoft.com/config/ubuntu/$(. /etc/os-release && echo $VERSION_ID)/packages-microsoft-prod.deb';
const install = `curl -fsSL -o /tmp/feed.deb ${feed} && sudo dpkg -i /tmp/feed.deb && sudo apt-get update && sudo AZNFS_NONINTERACTIVE_INSTALL=1 DEBIAN_FRONTEND=noninteractive apt-get -y install aznfs`;

async function nodes(count = 1, changes: Partial<MachineSpec> = {}) {
  const answers = { now: container as BlobAnswer, asked: [] as string[] };
  const world = testWorld(0, (folder) => [
    blobServer({
      folder,
      ask: ({ account, path }) => {
        answers.asked.push(`${account} ${path}`);
        return answers.now;
      },
    }),
  ]);
  const specs = Array.from({ length: count }, (_, index) => specOf(index, changes));
  const remotes = (await booted(world, ...specs)) as [Remote, ...Remote[]];
  return { ...world, answers, remotes };
}

const mount = (type: 'aznfs' | 'nfs', more = ''): string => `sudo mkdir -p /scratch && sudo mount -t ${type} -o ${options}${more} ${source} /scratch`;

describe('a container of a storage account on practice nodes', () => {
  test('what one node writes the others read, in a folder that root has to open first', async () => {
    const { remotes } = await nodes(2);
    for (const remote of remotes) {
      expect((await remote.run(install)).stderr).toBe('');
      expect(await remote.run(mount('aznfs', ',nconnect=8'))).toMatchObject({ exitCode: 0, stderr: '' });
    }
    const [one, two] = remotes as [Remote, Remote];
    expect((await one.run('ls /scratch')).stderr).toContain('Permission denied');
    expect((await one.run('sudo chmod 0755 /scratch && sudo install -d -o ada -g ada /scratch/ada && echo hello > /scratch/ada/x')).stderr).toBe('');
    expect((await two.run('cat /scratch/ada/x; stat -c %a /scratch; findmnt -n -o SOURCE,FSTYPE /scratch')).stdout).toBe(
      'hello\n755\n10.161.100.100:/glock1/scratch nfs\n',
    );
  });

  test('the package asks questions unless it is told not to, and comes from a feed that has to be named', async () => {
    const { remotes } = await nodes();
    const [node] = remotes;
    expect((await node.run('sudo DEBIAN_FRONTEND=noninteractive AZNFS_NONINTERACTIVE_INSTALL=1 apt-get -y install aznfs')).stderr).toContain(
      'Unable to locate package aznfs',
    );
    expect((await node.run(mount('aznfs'))).stderr).toContain('bad option');
    expect((await node.run(`${install.split('&& sudo AZNFS')[0]} && sudo apt-get -y install aznfs`)).stderr).toContain('no answer');
    expect((await node.run('curl -fsS -o /tmp/x.deb https://packages.microsoft.com/config/ubuntu/1.0/packages-microsoft-prod.deb')).exitCode).toBe(22);
  });

  test.each([
    ['access denied', { is: 'denied' }, /access denied by server while mounting glock1/],
    ['a wrong path', { is: 'no such path' }, /No such file or directory/],
    ['an unknown account', { is: 'unknown' }, /Failed to resolve server/],
    ['a security group in between', { is: 'blocked' }, /Connection timed out/],
  ] as const)('says %s as mount.nfs does', async (_, answer, words) => {
    const { remotes, answers } = await nodes();
    const [node] = remotes;
    await node.run(install);
    answers.now = answer;
    expect(await node.run(mount('aznfs'))).toMatchObject({ exitCode: 32, stderr: expect.stringMatching(words) });
  });

  test('plain NFS needs nolock and version 3; without nfs-common nothing is mounted', async () => {
    const { remotes } = await nodes();
    const [node] = remotes;
    expect((await node.run(mount('nfs'))).stderr).toContain('bad option');
    await node.run('sudo DEBIAN_FRONTEND=noninteractive apt-get -y install nfs-common');
    expect((await node.run(`sudo mount -t nfs -o vers=3 ${source} /scratch`)).stderr).toContain('nolock');
    expect((await node.run(`sudo mount -t nfs ${source} /scratch`)).stderr).toContain('Connection timed out');
    expect((await node.run(mount('nfs'))).exitCode).toBe(0);
    expect((await node.run('findmnt -n -o SOURCE /scratch')).stdout).toBe(`${source}\n`);
  });

  test('a kernel without the patch takes nconnect of a plain mount, and none of aznfs', async () => {
    const { remotes } = await nodes(1, { image: 'Canonical:ubuntu-26_04-lts:server:26.04.202611040' });
    const [node] = remotes;
    await node.run('sudo DEBIAN_FRONTEND=noninteractive apt-get -y install nfs-common');
    expect((await node.run('ls /sys/module/sunrpc/parameters/enable_azure_nconnect')).exitCode).not.toBe(0);
    expect((await node.run(install)).stderr).toContain('Unable to locate package aznfs');
    expect((await node.run(mount('nfs', ',nconnect=8'))).exitCode).toBe(0);
  });

  test('it squashes root where the container says so, and is stale when the container is another one', async () => {
    const { remotes, answers } = await nodes();
    const [node] = remotes;
    await node.run(install);
    answers.now = { ...container, squash: 'root' };
    await node.run(mount('aznfs'));
    expect((await node.run('sudo chmod 0755 /scratch')).stderr).toMatch(/not permitted|Permission denied/);
    answers.now = { ...container, id: 'glock1-2' };
    expect((await node.run('ls /scratch')).stderr).toContain('Stale file handle');
  });
});

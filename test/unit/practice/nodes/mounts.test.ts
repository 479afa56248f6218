import { describe, expect, test } from 'vitest';
import { bareCluster, type TestCluster } from './cluster-support.ts';
import { startOfTime } from './support.ts';

const options = 'vers=4.2,nconnect=8,hard';

/** A head that exports /shared to the subnet, and clients that could mount it. */
async function withServer(count = 2): Promise<TestCluster> {
  const cluster = await bareCluster(count);
  const { head, nodes } = cluster;
  const install = 'sudo DEBIAN_FRONTEND=noninteractive apt-get -y install';
  expect((await head.run(`${install} nfs-kernel-server`)).exitCode).toBe(0);
  for (const node of nodes.slice(1)) expect((await node.run(`${install} nfs-common`)).exitCode).toBe(0);
  await head.run('sudo install -d -m 0755 /shared && sudo install -d -o ada -g ada /shared/ada');
  await head.run("echo '/shared 10.0.0.0/24(rw,sync,no_subtree_check)' | sudo tee /etc/exports.d/rank0.exports && sudo exportfs -ra");
  return cluster;
}

describe('a folder of the head on the other nodes', () => {
  test('what one writes the others read, with the same bytes, owner and mode', async () => {
    const { head, nodes } = await withServer(3);
    for (const node of nodes.slice(1)) {
      expect(await node.run(`sudo mkdir -p /scratch && sudo mount -t nfs -o ${options} node0:/shared /scratch`)).toMatchObject({ exitCode: 0, stderr: '' });
    }
    expect(await head.run('sudo mkdir -p /scratch && sudo mount --bind /shared /scratch')).toMatchObject({ exitCode: 0, stderr: '' });
    await nodes[1]?.run('umask 027; echo hello from node1 > /scratch/ada/file');
    for (const node of [head, nodes[2]]) {
      expect((await node?.run('cat /scratch/ada/file; ls -l /scratch/ada'))?.stdout).toMatch(/^hello from node1\ntotal 4\n-rw-r----- 1 ada ada 17 /);
    }
    expect((await nodes[2]?.run('findmnt -n -o SOURCE,FSTYPE /scratch'))?.stdout).toBe('node0:/shared nfs4\n');
    expect((await head.run('findmnt -n -o SOURCE,FSTYPE /scratch'))?.stdout).toBe('/dev/root[/shared] ext4\n');
    expect((await nodes[2]?.run('df -h /scratch'))?.stdout).toContain('node0:/shared    29G  2.2G   26G   8% /scratch');
  });

  test('root of another node is nobody, unless the export says otherwise', async () => {
    const { head, nodes } = await withServer();
    await nodes[1]?.run('sudo mkdir -p /scratch && sudo mount -t nfs node0:/shared /scratch');
    expect((await nodes[1]?.run('sudo touch /scratch/mine'))?.stderr).toContain('Permission denied');
    await head.run("echo '/shared 10.0.0.0/24(rw,sync,no_root_squash)' | sudo tee /etc/exports.d/rank0.exports && sudo exportfs -ra");
    expect(await nodes[1]?.run('sudo touch /scratch/mine && ls -l /scratch/mine')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('root root') });
  });

  test('it comes back after a reboot by /etc/fstab alone', async () => {
    const cluster = await withServer();
    const { nodes, machines, specs, clock } = cluster;
    const line = 'node0:/shared /scratch nfs4 defaults,_netdev,nofail,x-systemd.automount,nconnect=8 0 0';
    await nodes[1]?.run(`sudo mkdir -p /scratch /other && echo '${line}' | sudo tee -a /etc/fstab && sudo mount /scratch && sudo mount node0:/shared /other`);
    expect((await nodes[1]?.run('ls /scratch /other'))?.stdout).toBe('/scratch:\nada\n\n/other:\nada\n');
    const spec = specs[1];
    if (!spec) throw new Error('no second machine');
    await machines.halt(spec.vmId);
    await clock.sleep(60_000);
    await machines.boot(spec, clock.now());
    await clock.sleep(60_000);
    const { logIn, laptop } = await import('./support.ts');
    const again = await logIn(await machines.connect(spec.vmId, { address: laptop }));
    expect((await again.run('findmnt -n -o SOURCE,FSTYPE -M /scratch'))?.stdout).toBe('systemd-1 autofs\n');
    expect((await again.run('ls /scratch; findmnt -n -o FSTYPE -M /other; ls /other; findmnt -n -o SOURCE -t nfs4'))?.stdout).toBe('ada\nnode0:/shared\n');
    expect(clock.now()).toBeGreaterThan(startOfTime);
  });
});

describe('what goes wrong with a mount', () => {
  test('without nfs-common the options are bad', async () => {
    const { nodes } = await bareCluster(2);
    await nodes[1]?.run('sudo mkdir -p /scratch');
    expect(await nodes[1]?.run('sudo mount -t nfs node0:/shared /scratch')).toMatchObject({
      exitCode: 32,
      stderr: expect.stringContaining('bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper program.'),
    });
  });

  test.each([
    [
      'a wildcard on addresses, as the server of today holds it against names',
      '/shared 10.0.*(rw,sync)',
      'access denied by server while mounting node0:/shared',
    ],
    ['another subnet', '/shared 10.1.0.0/24(rw,sync)', 'access denied by server while mounting node0:/shared'],
    ['another folder', '/other 10.0.0.0/24(rw,sync)', 'failed, reason given by server: No such file or directory'],
  ])('refused: %s', async (_what, line, said) => {
    const { head, nodes } = await withServer();
    await head.run(`sudo mkdir -p /other && echo '${line}' | sudo tee /etc/exports.d/rank0.exports && sudo exportfs -ra`);
    const mounted = await nodes[1]?.run('sudo mkdir -p /scratch && sudo mount -t nfs node0:/shared /scratch');
    expect(mounted).toMatchObject({ exitCode: 32, stderr: expect.stringContaining(said) });
  });

  test('a mount point that is missing or in use, a user who is not root, a server that is stopped', async () => {
    const { head, nodes } = await withServer();
    const node = nodes[1];
    expect((await node?.run('mount -t nfs node0:/shared /mnt'))?.stderr).toContain('must be superuser to use mount');
    expect((await node?.run('sudo mount -t nfs node0:/shared /scratch'))?.stderr).toBe('mount.nfs: mount point /scratch does not exist\n');
    await node?.run('sudo mkdir /scratch && sudo mount -t nfs node0:/shared /scratch');
    expect((await node?.run('sudo mount -t nfs node0:/shared /scratch'))?.stderr).toContain('/scratch is busy or already mounted');
    expect(await node?.run('cd /scratch && sudo umount /scratch')).toMatchObject({ exitCode: 32, stderr: 'umount: /scratch: target is busy.\n' });
    expect(await node?.run('sudo umount /scratch && findmnt /scratch')).toMatchObject({ exitCode: 1, stdout: '', stderr: '' });
    await head.run('sudo systemctl stop nfs-kernel-server');
    expect((await node?.run('sudo mount -t nfs node0:/shared /scratch'))?.stderr).toContain('Connection refused for node0:/shared on /scratch');
    expect((await node?.run('sudo mount -t nfs node9:/shared /scratch'))?.stderr).toContain('Failed to resolve server node9');
  });

  test('a reader of a server that is off waits, until it is back', async () => {
    const { nodes, machines, specs, clock } = await withServer();
    const node = nodes[1];
    await node?.run('sudo mkdir /scratch && sudo mount -t nfs node0:/shared /scratch && echo 1 > /scratch/ada/file');
    await machines.halt(specs[0]?.vmId ?? '');
    expect(await node?.run('timeout 20 cat /scratch/ada/file')).toMatchObject({ exitCode: 124 });
    const reading = node?.run('cat /scratch/ada/file');
    await machines.boot(specs[0] as never, clock.now());
    await clock.sleep(60_000);
    expect(await reading).toMatchObject({ exitCode: 0, stdout: '1\n' });
  });

  test('what is read-only or full says so', async () => {
    const { head, nodes } = await withServer();
    const node = nodes[1];
    await node?.run('sudo mkdir /scratch && sudo mount -t nfs -o ro node0:/shared /scratch');
    expect((await node?.run('echo 1 > /scratch/ada/file'))?.stderr).toContain('Read-only file system');
    await node?.run('sudo umount /scratch && sudo mount -t nfs node0:/shared /scratch');
    expect((await head.run('fallocate -l 99G /shared/ada/fill'))?.stderr).toContain('No space left on device');
    await head.run('fallocate -l 27168688K /shared/ada/fill; df /shared');
    expect((await node?.run('echo 1 > /scratch/ada/file'))?.stderr).toContain('No space left on device');
    await head.run('rm /shared/ada/fill');
    expect(await node?.run('echo 1 > /scratch/ada/file')).toMatchObject({ exitCode: 0 });
  });
});

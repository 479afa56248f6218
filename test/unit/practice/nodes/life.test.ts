import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { practiceClock } from '../../../../src/practice/clock.ts';
import { openPracticeMachines } from '../../../../src/practice/nodes/machines.ts';
import { hostKeysIn } from '../../../../src/remote/host-keys.ts';
import { userData } from '../../../../src/remote/user-data.ts';
import { bareCluster } from './cluster-support.ts';
import { booted, laptop, logIn, specOf, startOfTime, testWorld } from './support.ts';

const ours = userData({ packageUpgrade: false });
const { vmId } = specOf(0);

test('two programs serve the same machine at once, and see each other’s files', async () => {
  const world = testWorld();
  const [first] = await booted(world, specOf(0));
  const other = world.reopen();
  const second = await logIn(await other.connect(vmId, { address: laptop }));
  await first?.run('echo from the first > note; mkdir -p ~/.ssh && echo line >> ~/.ssh/authorized_keys');
  expect((await second.run('cat note; tail -n 1 ~/.ssh/authorized_keys; echo more >> note')).stdout).toBe('from the first\nline\n');
  expect((await first?.run('cat note'))?.stdout).toBe('from the first\nmore\n');
});

test('a machine that one program stops drops what another has open, at its next word', async () => {
  const world = testWorld();
  const [first] = await booted(world, specOf(0));
  await world.reopen().halt(vmId);
  await expect(first?.run('hostname')).rejects.toThrow();
  await expect(world.machines.connect(vmId, { address: laptop })).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});

test('a program that is killed in the middle of a boot loses nothing, wherever it was', async () => {
  for (const seconds of [5, 9.8, 10.2, 11, 12, 20, 40]) {
    const { folder, machines, clock } = testWorld();
    await machines.boot(specOf(0, { customData: ours }), startOfTime);
    await clock.sleep(seconds * 1000);
    await machines.serialLog(vmId, clock.now());
    // Nothing is closed: a kill gives no chance to. The lock of a process that lives on is not taken over, so it must be free.
    const later = practiceClock({ sim: clock.now() + 300_000, real: Date.now(), speed: 0 });
    const reopened = openPracticeMachines({ folder, clock: later });
    const log = await reopened.serialLog(vmId, later.now());
    expect(log.match(/BEGIN RANK0 HOST KEYS/g)).toHaveLength(1);
    expect(hostKeysIn(log)?.source).toBe('rank0');
    const remote = await logIn(await reopened.connect(vmId, { address: laptop }));
    expect((await remote.run('cloud-init status; command -v mpirun')).stdout).toBe('status: done\n/usr/bin/mpirun\n');
    await reopened.close();
    later.close();
  }
});

test('two programs that look at the same moment of a boot do its work once', async () => {
  const { machines, clock, reopen } = testWorld();
  const other = reopen();
  await machines.boot(specOf(0, { customData: ours }), startOfTime);
  await clock.sleep(30_000);
  const logs = await Promise.all([machines, other, machines, other].map((each) => each.serialLog(vmId, clock.now())));
  expect(new Set(logs.map((log) => hostKeysIn(log)?.keys.join())).size).toBe(1);
  for (const log of logs) expect(log.match(/BEGIN RANK0 HOST KEYS/g)).toHaveLength(1);
});

test('a reboot from inside cuts the connection; disk and keys stay, the boot id and /run do not', async () => {
  const { head, machines, clock } = await bareCluster(1);
  const before = (await head.run('cat /proc/sys/kernel/random/boot_id; cat /etc/ssh/ssh_host_ed25519_key.pub; touch kept; sudo touch /run/gone')).stdout.split(
    '\n',
  );
  expect(await head.run('systemctl reboot')).toMatchObject({ exitCode: 1 });
  const closed = new Promise<void>((resolve) => head.client.once('close', () => resolve()));
  await head.run('sudo systemctl reboot').catch(() => undefined);
  await closed;
  await expect(machines.connect(vmId, { address: laptop })).rejects.toMatchObject({ code: expect.stringMatching(/ECONNREFUSED|ETIMEDOUT/) });
  await clock.sleep(60_000);
  const again = await logIn(await machines.connect(vmId, { address: laptop }));
  const after = (await again.run('cat /proc/sys/kernel/random/boot_id; cat /etc/ssh/ssh_host_ed25519_key.pub; ls kept; ls /run/gone')).stdout.split('\n');
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).toBe(before[1]);
  expect(after[2]).toBe('kept');
  expect(after[3]).toBe('');
  expect(hostKeysIn(await machines.serialLog(vmId, clock.now()))?.bootId).toBe(after[0]);
  expect((await again.run('command -v mpicc && cloud-init status')).exitCode).toBe(0);
});

test('a machine that is stopped and started keeps its disk, and its serial console begins anew', async () => {
  const { machines, clock, specs } = await bareCluster(1);
  const keys = hostKeysIn(await machines.serialLog(vmId, clock.now()))?.keys;
  await machines.halt(vmId);
  await clock.sleep(3_600_000);
  const at = clock.now();
  await machines.boot(specs[0] as never, at);
  await machines.boot(specs[0] as never, at);
  expect(await machines.serialLog(vmId, at + 100)).toMatch(/^\[ {4}0\.000000\] Linux version/);
  await clock.sleep(60_000);
  const log = await machines.serialLog(vmId, clock.now());
  expect(log).not.toContain('Setting up openmpi-bin');
  expect(hostKeysIn(log)).toMatchObject({ source: 'rank0', keys });
  const remote = await logIn(await machines.connect(vmId, { address: laptop }));
  expect((await remote.run('uptime -p; mpirun --version | head -n 1')).stdout).toBe('up 1 minutes\nmpirun (Open MPI) 4.1.6\n');
});

test('package_upgrade leaves a restart pending until it happens', async () => {
  const [remote] = await booted(testWorld(), specOf(0, { customData: userData({ packageUpgrade: true }) }));
  expect((await remote?.run('test -e /var/run/reboot-required; echo $?'))?.stdout).toBe('0\n');
});

test('package_reboot_if_required restarts by itself, and cloud-init goes on afterwards', async () => {
  const world = testWorld();
  const config = '#cloud-config\npackage_upgrade: true\npackage_reboot_if_required: true\npackages: [clustershell]\nruncmd: [touch /ran]\n';
  await world.machines.boot(specOf(0, { customData: config }), startOfTime);
  await world.clock.sleep(900_000);
  const log = await world.machines.serialLog(vmId, world.clock.now());
  expect(log.match(/Linux version/g)).toHaveLength(2);
  const remote = await logIn(await world.machines.connect(vmId, { address: laptop }));
  expect((await remote.run('cloud-init status --wait; ls /ran /var/run/reboot-required; command -v clush')).stdout).toContain(
    'status: done\n/ran\n/usr/bin/clush\n',
  );
});

test('what is taken away later does not change what happened at boot', async () => {
  const world = testWorld();
  const [remote] = await booted(world, specOf(0));
  await world.machines.rewire(specOf(0, { outbound: undefined, publicAddress: undefined }));
  expect((await remote?.run('cloud-init status; command -v mpicc'))?.stdout).toBe('status: done\n/usr/bin/mpicc\n');
  expect(await remote?.run('sudo apt-get -y install htop')).toMatchObject({ exitCode: 100, stderr: expect.stringContaining('Failed to fetch') });
});

test('a machine that is deleted is gone from disk, and from the others’ names', async () => {
  const { machines, folder, head, specs } = await bareCluster(2);
  await machines.destroy(specs[1]?.vmId as string);
  expect(readdirSync(folder)).toEqual([vmId]);
  expect((await head.run('getent hosts node1')).exitCode).toBe(2);
  expect(await machines.serialLog(specs[1]?.vmId as string, startOfTime)).toBe('');
});

test('whatever modes the machine shows, on the host files are 0600 and folders 0700', async () => {
  const { head, folder } = await bareCluster(1);
  await head.run('mkdir -p open/deep && chmod 777 open && echo x > open/deep/file && chmod 666 open/deep/file && ln -s /etc link');
  const bad: string[] = [];
  const look = (path: string): void => {
    const stat = statSync(path);
    if ((stat.mode & 0o077) !== 0) bad.push(`${path} ${(stat.mode & 0o777).toString(8)}`);
    if (stat.isDirectory()) for (const name of readdirSync(path)) look(join(path, name));
  };
  look(join(folder, vmId));
  expect(bad).toEqual([]);
});

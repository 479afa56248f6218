import { expect, test } from 'vitest';
import { hostKeysIn } from '../../../../src/remote/host-keys.ts';
import { userData } from '../../../../src/remote/user-data.ts';
import { laptop, logIn, specOf, startOfTime, testWorld, booted } from './support.ts';

const ours = userData({ packageUpgrade: false });

test('a machine refuses connections until its sshd is up, then a key opens it', async () => {
  const { machines, clock } = testWorld();
  const spec = specOf(0);
  await machines.boot(spec, startOfTime);
  await expect(machines.connect(spec.vmId, { address: laptop })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await clock.sleep(30_000);
  const remote = await logIn(await machines.connect(spec.vmId, { address: laptop }));
  expect(await remote.run('hostname; whoami; echo oops >&2; exit 7')).toEqual({ exitCode: 7, stdout: 'node0\nada\n', stderr: 'oops\n' });
});

test('our user data prints the host keys early, by running its own script; cloud-init prints the same ones at the end', async () => {
  const { machines, clock } = testWorld();
  const spec = specOf(0, { customData: ours });
  await machines.boot(spec, startOfTime);
  await clock.sleep(20_000);
  const early = await machines.serialLog(spec.vmId, clock.now());
  expect(early.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(hostKeysIn(early)).toMatchObject({ source: 'rank0', keys: [expect.stringMatching(/^ssh-ed25519 /), expect.stringMatching(/^ecdsa-/)] });
  const remote = await logIn(await machines.connect(spec.vmId, { address: laptop }));
  expect((await remote.run('cat /proc/sys/kernel/random/boot_id')).stdout.trim()).toBe(hostKeysIn(early)?.bootId);
  await remote.run('cloud-init status --wait');
  const late = await machines.serialLog(spec.vmId, clock.now());
  expect(late).toContain('-----BEGIN SSH HOST KEY KEYS-----');
  expect(hostKeysIn(late)).toEqual(hostKeysIn(early));
});

test('host keys are printed before the packages are installed', async () => {
  const { machines, clock } = testWorld();
  const spec = specOf(0, { customData: ours });
  await machines.boot(spec, startOfTime);
  await clock.sleep(600_000);
  const log = await machines.serialLog(spec.vmId, clock.now());
  expect(log.indexOf('BEGIN RANK0 HOST KEYS')).toBeGreaterThan(0);
  expect(log.indexOf('BEGIN RANK0 HOST KEYS')).toBeLessThan(log.indexOf('Setting up clustershell'));
  expect(log.indexOf('Setting up clustershell')).toBeLessThan(log.indexOf('BEGIN SSH HOST KEY KEYS'));
});

test('no program of a package is there before cloud-init has installed it', async () => {
  const world = testWorld();
  const spec = specOf(0);
  await world.machines.boot(spec, startOfTime);
  await world.clock.sleep(22_000);
  const remote = await logIn(await world.machines.connect(spec.vmId, { address: laptop }));
  expect(await remote.run('mpicc hello.c')).toMatchObject({ exitCode: 127, stderr: expect.stringContaining('mpicc: command not found') });
  expect((await remote.run('cloud-init status')).stdout).toBe('status: running\n');
  expect(await remote.run('cloud-init status --wait')).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\.+\nstatus: done\n$/) });
  expect(await remote.run('command -v mpicc mpirun clush')).toMatchObject({ exitCode: 0, stdout: '/usr/bin/mpicc\n/usr/bin/mpirun\n/usr/bin/clush\n' });
});

test('without a way to the internet packages fail, and cloud-init says so', async () => {
  const [remote] = await booted(testWorld(), specOf(0, { outbound: undefined }));
  const answer = await remote?.run('cloud-init status --long');
  expect(answer).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('status: error') });
  expect(answer?.stdout).toContain("Failed to install the following packages: {'clustershell', 'openmpi-bin', 'libopenmpi-dev'}");
  expect((await remote?.run('mpirun --version'))?.exitCode).toBe(127);
});

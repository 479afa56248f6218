import { expect, test } from 'vitest';
import { readUserData } from '../../../../src/practice/nodes/boot/user-data.ts';
import { userData } from '../../../../src/remote/user-data.ts';
import { booted, laptop, logIn, specOf, startOfTime, testWorld } from './support.ts';

const { vmId } = specOf(0);

test('a person’s own user data and ours are merged as cloud-init merges MIME parts', () => {
  const own = '#cloud-config\npackages: [htop]\nruncmd:\n  - echo grüße\n';
  const config = readUserData(userData({ packageUpgrade: false, own }));
  expect(config.packages).toEqual(['htop', 'clustershell', 'openmpi-bin', 'libopenmpi-dev']);
  expect(config.runcmd).toEqual(['echo grüße']);
  expect(config.bootcmd).toHaveLength(1);
  expect(config.warnings).toEqual([]);
  expect(readUserData(userData({ packageUpgrade: true, own: '#!/bin/bash\necho hi\n' }))).toMatchObject({
    packageUpgrade: true,
    scripts: [{ name: 'own', text: expect.stringContaining('echo hi') }],
  });
});

test('without a rule of its own a later part replaces what an earlier one says', () => {
  const part = (text: string) => `--b\nContent-Type: text/cloud-config\n\n#cloud-config\n${text}\n`;
  const both = `Content-Type: multipart/mixed; boundary=b\nMIME-Version: 1.0\n\n${part('packages: [a]')}${part('packages: [b]')}--b--\n`;
  expect(readUserData(both).packages).toEqual(['b']);
});

test('write_files, runcmd and scripts are really done, in their order and in simulated time', async () => {
  const config = `#cloud-config
write_files:
  - path: /etc/motto
    content: first
    permissions: '0640'
    owner: root:root
runcmd:
  - [ sh, -c, 'cat /etc/motto > /var/second; date +%s > /var/when' ]
  - sleep 90
  - date +%s >> /var/when
  - (sleep 30; touch /var/left-behind) &
`;
  const world = testWorld();
  const [remote] = await booted(world, specOf(0, { customData: config }));
  expect((await remote?.run('stat -c %a /etc/motto; cat /var/second; tail -n 1 /var/log/cloud-init-output.log'))?.stdout).toMatch(/^640\nfirst.*finished at/s);
  const [from, to] = ((await remote?.run('cat /var/when'))?.stdout ?? '').split('\n').map(Number);
  expect(Number(to) - Number(from)).toBe(90);
  expect((await remote?.run('ls /var/left-behind'))?.exitCode).toBe(2);
  await world.clock.sleep(40_000);
  expect((await remote?.run('ls /var/left-behind'))?.exitCode).toBe(0);
});

test('a script that fails makes cloud-init fail; broken YAML only degrades it, with the release’s own exit code', async () => {
  const [failed] = await booted(testWorld(), specOf(0, { customData: '#cloud-config\nruncmd: ["echo before", "false"]\n' }));
  expect(await failed?.run('cloud-init status --format json')).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('Runparts: 1 failures') });
  const broken = '#cloud-config\npackages: [clustershell\nruncmd: {\n';
  const [degraded] = await booted(testWorld(), specOf(0, { customData: broken }));
  const answer = await degraded?.run('cloud-init status --format json');
  expect(answer?.exitCode).toBe(2);
  expect(JSON.parse(answer?.stdout ?? '')).toMatchObject({
    status: 'done',
    extended_status: 'degraded done',
    errors: [],
    recoverable_errors: { WARNING: [expect.stringContaining('Failed loading yaml blob')] },
  });
  expect((await degraded?.run('command -v clush'))?.exitCode).toBe(1);
  const [older] = await booted(testWorld(), specOf(0, { customData: broken, image: 'Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest' }));
  expect((await older?.run('cloud-init status'))?.exitCode).toBe(0);
});

test('an unknown package fails alone', async () => {
  const [remote] = await booted(testWorld(), specOf(0, { customData: '#cloud-config\npackages: [clustershell, nosuchthing]\n' }));
  expect(await remote?.run('cloud-init status --long')).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("{'nosuchthing'}") });
  expect((await remote?.run('clush --version'))?.stdout).toBe('clush 1.9.2\n');
});

test('apt waits its turn while cloud-init installs, wants root, and brings what it installs', async () => {
  const world = testWorld();
  await world.machines.boot(specOf(0), startOfTime);
  await world.clock.sleep(40_000);
  const remote = await logIn(await world.machines.connect(vmId, { address: laptop }));
  expect(await remote.run('apt-get install -y tree')).toMatchObject({ exitCode: 100, stderr: expect.stringContaining('are you root?') });
  expect(await remote.run('sudo apt-get install -y tree')).toMatchObject({ exitCode: 100, stderr: expect.stringContaining('held by process') });
  const line = 'sudo DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -o DPkg::Lock::Timeout=600 -y install make nfs-common';
  expect(await remote.run(`${line} && command -v make && dpkg -s nfs-common | head -n 2`)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/Setting up make[\s\S]*\/usr\/bin\/make\nPackage: nfs-common\nStatus: install ok installed\n$/),
  });
  expect((await remote.run('cloud-init status')).stdout).toBe('status: done\n');
  expect(await remote.run('sudo apt-get install -y nosuch')).toMatchObject({ exitCode: 100, stderr: 'E: Unable to locate package nosuch\n' });
});

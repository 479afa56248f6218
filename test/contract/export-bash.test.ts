import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeNode, fakeAz, fakeSsh, scriptOf, scriptSeat } from '../support/exported.ts';
import { childEnvironment, rank0, temporaryHome } from '../support/rank0.ts';
import { azComplaints } from '../unit/lessons/az-table.ts';

// The script that does again what a session did: built by real sessions of the practice cloud, run against an az that writes down what it
// is told, and judged by the options that the real one has.

const homes: (() => void)[] = [];
afterAll(() => {
  for (const dispose of homes) dispose();
});

async function built(words: readonly string[], more: Record<string, string> = {}) {
  const { home, dispose } = temporaryHome();
  homes.push(dispose);
  const up = await rank0(['up', '--cloud', 'practice', '--yes', '--json', ...words], childEnvironment(home, more));
  return { home, up, seat: (name: string, withAddresses = false) => scriptSeat(join(home, '..', name), scriptOf(home, withAddresses)) };
}

const consoleOf = (key: string): string =>
  ['Linux version 6.8', '-----BEGIN RANK0 HOST KEYS 1b-----', `ssh-ed25519 ${key} root`, 'ssh-rsa AAAAno root', '-----END RANK0 HOST KEYS 1b-----', ''].join(
    '\r\n',
  );
const nodesOf = (names: readonly string[]): FakeNode[] =>
  names.map((name, index) => ({
    name,
    privateAddress: `10.0.0.${9 - index}`,
    publicAddress: `203.0.113.${10 + index}`,
    instance: index * 2,
    serialLog: consoleOf(`AAAA${name}`),
  }));
const withFakes = { programs: [fakeAz, fakeSsh] };
const named = (calls: readonly (readonly string[])[]): string[] =>
  calls.map((call) =>
    call
      .slice(
        0,
        call.findIndex((word) => word.startsWith('-')),
      )
      .join(' '),
  );
/** What shellcheck has against a script; nothing where there is none, but in CI, which installs it. */
function shellcheck(file: string): string {
  const { error, stdout } = spawnSync('shellcheck', [file], { encoding: 'utf8' });
  return error ? (process.env['CI'] === 'true' ? error.message : '') : stdout;
}

describe('over Ethernet, with everything that there is', () => {
  let cluster: Awaited<ReturnType<typeof built>>;
  beforeAll(async () => {
    cluster = await built(['--count', '3', '--benchmark', '--shared-files', 'head', '--prune', '--nat-gateway']);
    expect(cluster.up.lines.at(-1)).toMatchObject({ result: 'ready' });
  });

  it('is a script that bash reads and in which shellcheck finds nothing, and says what it is', () => {
    const { file } = cluster.seat('read');
    const script = scriptOf(cluster.home);
    expect(spawnSync('bash', ['-n', file], { encoding: 'utf8' }).stderr).toBe('');
    expect(shellcheck(file)).toBe('');
    expect(script).toMatch(/^#!\/usr\/bin\/env bash\n#\n# glocluster: 3 x Standard_D2s_v5 in eastus/);
    expect(script).toContain('# SIMULATED: that cluster was one of the practice cloud.');
    expect(script).toMatch(/# Costs 0\.\d\d \$ an hour/);
    expect(script).toContain('set -euo pipefail');
    expect(script).not.toMatch(/StrictHostKeyChecking[ =]no|ssh-keyscan|PRIVATE KEY/);
  });

  it('holds nothing of the person but where it is asked for', () => {
    const somebodys = /203\.0\.113\.|198\.51\.100\.|[0-9a-f]{8}-[0-9a-f]{4}-/;
    expect(scriptOf(cluster.home)).not.toMatch(somebodys);
    expect(scriptOf(cluster.home, true)).toMatch(/subscription=\$\{SUBSCRIPTION:-[0-9a-f-]{36}\}[\s\S]*ssh_source=\$\{SSH_SOURCE:-[\d.]+\/32\}/);
  });

  it('builds it again by az lines that az has, and goes on from what is there', async () => {
    const seat = cluster.seat('run');
    seat.setNodes(nodesOf(['glocluster0', 'glocluster1', 'glocluster2']));
    const up = await seat.run(['up'], withFakes);
    expect(up.exitCode, up.stderr).toBe(0);
    expect(up.stdout).toContain('Hello from rank 0 of 3 running on glocluster0');
    expect(seat.calls().flatMap(azComplaints)).toEqual([]);
    const first = named(seat.calls());
    expect(first).toEqual(expect.arrayContaining(['group create', 'ppg create', 'network nsg rule create', 'network nat gateway create']));
    expect(first.filter((name) => name === 'vm create')).toHaveLength(3);
    expect(first.filter((name) => name === 'network public-ip delete')).toHaveLength(2);
    expect(seat.calls().find((call) => named([call])[0] === 'network nsg rule create')).toContain('198.51.100.24/32');
    // The others are reached through the head from then on.
    expect(seat.lines().at(-1)).toMatch(/ glocluster2 /);

    const again = await seat.run(['up'], withFakes);
    expect(again.exitCode, again.stderr).toBe(0);
    const second = named(seat.calls().slice(first.length));
    expect(second.filter((name) => /^(vm|group|network (nic|public-ip|vnet|nat gateway)) (create|delete)$/.test(name))).toEqual([]);
    expect(second).toContain('network nsg rule create');
  });

  it('takes it down when it is told the name, proves it, and keeps nothing', async () => {
    const seat = cluster.seat('run');
    // By now az stands at another subscription, in which nothing would be found.
    const refused = await seat.run(['down'], { ...withFakes, input: 'no\n', env: { FAKE_AZ_SUBSCRIPTION: 'second' } });
    expect(seat.calls().findLast((call) => named([call])[0] === 'account set')).toContain('first');
    expect([refused.exitCode, named(seat.calls()).includes('group delete')]).toEqual([1, false]);
    const down = await seat.run(['down'], { ...withFakes, input: 'glocluster\n' });
    expect(down.exitCode, down.stderr).toBe(0);
    expect(down.stdout).toMatch(/0 resources are left, 0\.00 \$ an hour: Azure was asked at \d{4}-/);
    expect(seat.calls().flatMap(azComplaints)).toEqual([]);
    expect(spawnSync('ls', [seat.kept]).status).not.toBe(0);
    // Of what it does not know it proves nothing.
    expect(await seat.run(['down'], withFakes)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nothing that this script built is known') });
  });

  it('leaves a group alone that it did not make, and says how it is used', async () => {
    const seat = cluster.seat('other');
    spawnSync(join(fakeAz, 'az'), ['group', 'create', '--name', 'glocluster-rg', '--tags', 'rank0-id=another'], { env: { ...process.env, ...seat.env } });
    for (const word of ['up', 'down']) {
      const ended = await seat.run([word], withFakes);
      expect([ended.exitCode, ended.stderr]).toEqual([1, expect.stringMatching(/not (made )?by this script/)]);
    }
    expect(named(seat.calls()).filter((name) => /delete|vm create/.test(name))).toEqual([]);
    expect(await seat.run(['help'], withFakes)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^usage: .* up \| hello \| down/) });
    expect(await seat.run(['hello'], withFakes)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no nodes are known') });
  });
});

describe('over InfiniBand', () => {
  let cluster: Awaited<ReturnType<typeof built>>;
  const quota = { RANK0_PRACTICE_QUOTA: 'cores=2000,standardHBv3Family=2000' };
  beforeAll(async () => {
    cluster = await built(['--network', 'infiniband', '--count', '3', '--benchmark', '--shared-files', 'blob', '--prune'], quota);
    expect(cluster.up.lines.at(-1)).toMatchObject({ result: 'ready' });
  });

  it('makes a scale set by az lines that az has, reads its consoles, and takes it down', async () => {
    const seat = cluster.seat('run');
    expect(spawnSync('bash', ['-n', seat.file], { encoding: 'utf8' }).stderr).toBe('');
    expect(shellcheck(seat.file)).toBe('');
    seat.setNodes(nodesOf(['glocluster000000', 'glocluster000002', 'glocluster000004']));
    const up = await seat.run(['up'], withFakes);
    expect(up.exitCode, up.stderr).toBe(0);
    const calls = seat.calls();
    expect(calls.flatMap(azComplaints)).toEqual([]);
    const set = calls.find((call) => named([call])[0] === 'vmss create') ?? [];
    expect(set).toEqual(expect.arrayContaining(['Uniform', 'Standard_HB120rs_v3', 'microsoft-dsvm:ubuntu-hpc:2404:latest']));
    expect(calls.find((call) => named([call])[0] === 'vmss scale')).toContain('3');
    // The head keeps its address.
    expect(calls.find((call) => named([call])[0] === 'vmss update-instances')?.slice(-2)).toEqual(['2', '4']);
    expect(seat.lines().some((line) => line.includes('module load mpi/hpcx && mpicc hello.c'))).toBe(true);
    const down = await seat.run(['down', '--yes'], withFakes);
    expect([down.exitCode, down.stdout]).toEqual([0, expect.stringContaining('0 resources are left')]);
  });
});

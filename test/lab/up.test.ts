import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finished, type Lab, startLab } from './support/lab.ts';
import { laptopAddress } from './support/lab-machines.ts';
import { lastOf, linesOf, messageOf, states, upIn } from './support/up.ts';

// The whole program: the bundle on the laptop, a simulated ARM over HTTPS, and real machines behind it.

const checker = join(process.cwd(), '../shared/azure-contract/check-traffic.mjs');

describe('from nothing to hello and back, on real machines behind ARM', () => {
  let lab: Lab;
  let up: Finished;
  beforeAll(async () => {
    lab = await startLab({ arm: true });
    writeFileSync(
      join(lab.folder, 'own.yaml'),
      '#cloud-config\nruncmd:\n  - [sh, -c, "echo mine >/etc/own"]\nwrite_files:\n  - { path: /etc/skel/.bashrc, content: "echo Welcome\\n" }\n',
    );
    up = await lab.rank0(upIn(lab, '--custom-data', 'own.yaml', '--trace', 't.ndjson'));
  });
  afterAll(() => lab?.end());

  it('ends with four lines of a real mpirun, from four hosts', () => {
    expect(up.exitCode, up.stderr + up.stdout.slice(-2000)).toBe(0);
    expect(lastOf(up)).toMatchObject({ result: 'ready', cluster: 'glocluster', simulated: false });
    expect(messageOf(up, 'hello/run').split('\n').sort()).toEqual(
      [0, 1, 2, 3].map((rank) => expect.stringMatching(new RegExp(`^Hello from rank ${rank} of 4 running on glocluster[0-3]$`))),
    );
  });

  it('says on stdout nothing but JSON, and to eyes what it costs', () => {
    expect(linesOf(up).length).toBeGreaterThan(20);
    expect(up.stderr).toMatch(/\$ an hour/);
  });

  it('is seen by status: four machines that run, cloud-init done, SSH answered', async () => {
    const status = await lab.rank0(['status', '--json']);
    expect(status.exitCode).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      nodes: [0, 1, 2, 3].map((index) => ({
        name: `glocluster${index}`,
        power: 'running',
        provisioning: 'Succeeded',
        cloudInit: 'done',
        ssh: { state: 'ok' },
      })),
    });
  });

  it('runs a command on every node, with the largest exit code', async () => {
    const run = await lab.rank0(['run', '--', 'hostname']);
    expect(run.exitCode).toBe(0);
    const names = [0, 1, 2, 3].map((index) => `glocluster${index}`);
    expect(
      run.stdout
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith('Welcome'))
        .sort(),
    ).toEqual(names.map((name) => `${name}: ${name}`));
    expect((await lab.rank0(['run', '--', 'test $(hostname) != glocluster2 || exit 7'])).exitCode).toBe(7);
  });

  it('leaves an ssh_config that the system’s own ssh uses without a question, and lets the person’s user data run', async () => {
    const folder = join(String(lab.env['RANK0_HOME']), 'clusters/glocluster');
    const config = existsSync(folder) ? folder : findFolderOf('ssh_config', String(lab.env['RANK0_HOME']));
    const ssh = await lab.onLaptop(['ssh', '-F', join(config, 'ssh_config'), '-o', 'BatchMode=yes', 'glocluster3', 'hostname; cat /etc/own']);
    expect(ssh.stdout.split('\n'), ssh.stderr).toEqual(expect.arrayContaining(['glocluster3', 'mine']));
    for (const file of readdirSync(config)) expect(statSync(join(config, file)).mode & 0o077, file).toBe(0);
  });

  it('hands a person over to the system’s own ssh, on the node that they name', async () => {
    const ssh = await lab.rank0(['ssh', 'glocluster', 'glocluster2'], { input: 'uname -n\n' });
    expect(ssh.exitCode, ssh.stderr).toBe(0);
    expect(ssh.stdout.split('\n')).toContain('glocluster2');
  });

  it('makes nothing again when it is run again', async () => {
    const again = await lab.rank0(upIn(lab, '--trace', 't.ndjson'));
    expect(again.exitCode, again.stderr).toBe(0);
    expect([...states(again)].filter(([, state]) => state !== 'unchanged')).toEqual([]);
    expect(messageOf(again, 'hello/run')).toBe(messageOf(up, 'hello/run'));
  });

  it('mends what was broken on a node since: key, known_hosts and program', async () => {
    await lab.onNode('glocluster1', 'cd /home/glock && rm -f hello .ssh/known_hosts .ssh/id_ed25519');
    const again = await lab.rank0(upIn(lab));
    expect(again.exitCode, again.stderr).toBe(0);
    expect([...states(again)].filter(([, state]) => state !== 'unchanged').map(([task]) => task)).toEqual(
      expect.arrayContaining(['key/glocluster1', 'known-hosts/glocluster1', 'hello/copy']),
    );
  });

  it('shows a node that is off, one without sshd and one that is frozen for what they are', async () => {
    await lab.fault('glocluster1', 'power-off');
    await lab.fault('glocluster2', 'stop-sshd');
    await lab.fault('glocluster3', 'freeze');
    const status = await lab.rank0(['status', '--json']);
    const { nodes } = JSON.parse(status.stdout) as { nodes: { name: string; ssh: { state: string } }[] };
    expect(Object.fromEntries(nodes.map(({ name, ssh }) => [name, ssh.state]))).toEqual({
      glocluster0: 'ok',
      glocluster1: 'unreachable',
      glocluster2: 'refused',
      glocluster3: 'unreachable',
    });
    expect(status.seconds).toBeLessThan(30);
    await lab.fault('glocluster1', 'power-on');
    await lab.fault('glocluster2', 'start-sshd');
    await lab.fault('glocluster3', 'thaw');
  });

  it('says that the rule does not fit the address, where it does not, and is let in again by a new one', async () => {
    const closed = await lab.rank0(upIn(lab).map((word) => (word === `${laptopAddress}/32` ? '198.51.100.77/32' : word)));
    expect(closed.exitCode).toBe(1);
    expect(lastOf(closed)).toMatchObject({
      result: 'failed',
      error: { code: 'ssh-unreachable', message: expect.stringMatching(/glocluster\d .*does not answer on port 22/) },
    });
    const open = await lab.rank0(upIn(lab));
    expect(open.exitCode, open.stdout.slice(-1500)).toBe(0);
  });

  it('deletes everything and proves it; the machines are gone', async () => {
    const down = await lab.rank0(['down', '--yes', '--json', '--trace', 't.ndjson']);
    expect(down.exitCode, down.stderr).toBe(0);
    expect(lastOf(down)).toMatchObject({ result: 'deleted', left: [] });
    await expect(lab.spec('glocluster0')).rejects.toThrow(/no machine/);
  });

  it('sent ARM nothing that Microsoft’s own specifications do not allow, and no token to the trace', () => {
    const trace = readFileSync(join(lab.folder, 't.ndjson'), 'utf8');
    expect(trace).not.toContain(String(lab.arm?.token));
    if (!existsSync(checker)) return;
    expect(execFileSync(process.execPath, [checker, join(lab.folder, 't.ndjson')], { encoding: 'utf8' })).toMatch(/ 0 violations/);
  });
});

function findFolderOf(file: string, root: string): string {
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith(file));
  if (!found) throw new Error(`no ${file} below ${root}`);
  return join(root, found, '..');
}

import { describe, expect, it } from 'vitest';
import { cloudInitState, complaintsIn, linesThatMatter, packageProgress } from '../../../src/remote/cloud-init-log.ts';
import { nodeVitals } from '../../../src/remote/live.ts';
import type { ExecResult } from '../../../src/remote/nodes.ts';
import { cloudInitTask } from '../../../src/remote/tasks/cloud-init.ts';
import { ran } from '../engine/support.ts';
import { answer, failure, scripted } from './scripted.ts';

const announced = '12 upgraded, 5 newly installed, 0 to remove and 0 not upgraded.';
const here = '/usr/bin/mpicc\n/usr/bin/mpirun\n/usr/bin/clush\n';

describe('progress of the packages', () => {
  it.each([
    ['', undefined],
    ['Hit:1 http://archive', undefined],
    ['0 upgraded, 5 newly installed, 0 to remove', 'installing 5 packages'],
    ['0 upgraded, 5 newly installed\nGet:1 http://a b\nGet:2 http://a c', 'downloading packages, 2 of 5'],
    ['0 upgraded, 5 newly installed\nGet:1 x\nUnpacking libfoo:amd64 (1.2) ...', 'unpacking libfoo, 1 of 5'],
    [
      '0 upgraded, 5 newly installed\nUnpacking a (1) ...\nSetting up b (1) ...\nSetting up c (1) ...\nSetting up openmpi-bin (4.1.6-7ubuntu2) ...\r\n',
      'installing openmpi-bin, 3 of 5',
    ],
    ['Setting up openmpi-bin (4.1.6) ...', 'installing openmpi-bin'],
    [`${announced}\nSetting up a (1) ...\n0 upgraded, 2 newly installed\nSetting up b (1) ...`, 'installing b, 1 of 2'],
    [`${announced}\nSetting up a (1) ...`, 'installing a, 1 of 17'],
  ])('%j is %j', (log, said) => {
    expect(packageProgress(log)).toBe(said);
  });
});

describe('what cloud-init says of itself', () => {
  it.each([
    ['status: running\n', 'running'],
    ['\nstatus: not run\n', 'running'],
    ['status: not started', 'running'],
    ['welcome\r\nstatus: done\r\n', 'done'],
    ['status: error\n', 'error'],
    ['status: disabled\n', 'disabled'],
    ['', 'unknown'],
  ])('%j is %s', (text, state) => {
    expect(cloudInitState(text)).toBe(state);
  });

  it('keeps errors and what it recovered from, and takes no JSON for no complaint', () => {
    expect(complaintsIn('noise\n{"errors": ["a"], "recoverable_errors": {"WARNING": ["b", "c"]}}')).toEqual(['a', 'b', 'c']);
    expect(complaintsIn('status: error')).toEqual([]);
  });

  it('picks the lines that matter from the log', () => {
    expect(linesThatMatter('Get:1 x\nE: Unable to locate package openmpi\nSetting up y\nFailed to start z')).toEqual([
      'E: Unable to locate package openmpi',
      'Failed to start z',
    ]);
  });
});

/** A node at which cloud-init is this far at each look, the last for ever. */
function machine(more: (command: string) => string | ExecResult | Error | undefined, ...looks: (string | Error)[]) {
  let look = 0;
  return scripted(['node0'], (command) => {
    const special = more(command);
    if (special !== undefined) return special;
    if (command.startsWith('cloud-init status;')) return looks[Math.min(look++, looks.length - 1)] as string | Error;
    if (command.startsWith('type -P')) return here;
    return '';
  });
}
const run = (access: ReturnType<typeof scripted>, options = {}) => ran([cloudInitTask(access, 'node0', [], options)]);

describe('waiting for cloud-init', () => {
  it('tells what is being installed, proves the end and finds the programs', async () => {
    const access = machine(
      () => undefined,
      'status: running\n',
      'status: running\n0 upgraded, 5 newly installed\nSetting up clustershell (1) ...',
      'status: done\n',
    );
    const { outcome, events } = await run(access);
    expect(outcome.result).toBe('done');
    expect(events.map((event) => event.waitingFor).filter(Boolean)).toEqual(['cloud-init', 'installing clustershell, 1 of 5']);
    expect(access.asked.slice(-2)).toEqual(['node0: cloud-init status --wait', 'node0: type -P mpicc mpirun clush']);
  });

  it('goes on where it is degraded (exit code 2), and says so', async () => {
    const access = machine((command) => {
      if (command.endsWith('--wait')) return answer('status: done', 2);
      if (command.endsWith('json')) return answer('{"errors": [], "recoverable_errors": {"WARNING": ["no such group"]}}', 2);
      return undefined;
    }, 'status: done\n');
    const { outcome, events } = await run(access);
    expect(outcome.result).toBe('done');
    expect(events.at(-1)?.message).toBe('done, with what it could recover from: no such group');
  });

  const broken = (accepted: number) => (command: string) => {
    if (command.endsWith('--wait')) return answer('status: error', 1);
    if (command.endsWith('json')) return answer('{"errors": ["scripts_user failed"]}', 1);
    if (command.startsWith('test -e ~/.rank0-go-on')) return answer('', accepted);
    if (command.startsWith('sudo tail')) return 'Get:1 x\nE: Unable to fetch some archives\n';
    return undefined;
  };

  it('ends where it failed (exit code 1), with the lines that matter', async () => {
    const { outcome } = await run(machine(broken(1), 'status: error\n'));
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'cloud-init-failed' } });
    expect(outcome.result === 'failed' && outcome.problem.message).toBe('cloud-init failed on node0: scripts_user failed | E: Unable to fetch some archives');
  });

  it('goes on after a failure that the person has looked at', async () => {
    const { outcome, events } = await run(machine(broken(0), 'status: error\n'));
    expect(outcome.result).toBe('done');
    expect(events.at(-1)?.message).toContain('you said to go on');
  });

  it('does not believe "done" where the programs are not there', async () => {
    const { outcome } = await run(machine((command) => (command.startsWith('type -P') ? answer('/usr/bin/clush\n', 1) : undefined), 'status: done\n'));
    expect(outcome).toMatchObject({
      result: 'failed',
      problem: { code: 'packages-missing', message: 'node0 has no mpicc, mpirun though cloud-init has finished' },
    });
  });

  it('says where an image has no cloud-init', async () => {
    expect((await run(machine(() => undefined, ''))).outcome).toMatchObject({ problem: { code: 'cloud-init-missing' } });
  });

  it('takes one cut connection for a hiccup, and a second for the end', async () => {
    expect((await run(machine(() => undefined, failure('ssh-lost'), 'status: done\n'))).outcome.result).toBe('done');
    expect((await run(machine(() => undefined, failure('ssh-lost'), failure('ssh-lost')))).outcome).toMatchObject({ problem: { code: 'ssh-lost' } });
    expect((await run(machine(() => undefined, failure('ssh-timeout')))).outcome).toMatchObject({ problem: { code: 'ssh-timeout' } });
  });

  it('waits for a node that its user data restarts', async () => {
    const access = machine(() => undefined, failure('ssh-lost'), failure('ssh-refused'), failure('ssh-refused'), 'status: running', 'status: done\n');
    expect((await run(access)).outcome.result).toBe('done');
  });

  it('restarts a node after an upgrade that asks for it, once, and waits for another boot', async () => {
    let boot = 'a';
    let asks = 0;
    const access = machine((command) => {
      if (command.startsWith('test -e /var/run/reboot')) return answer('', boot === 'a' ? 0 : 1);
      if (command.startsWith('cat /proc/sys')) {
        asks += 1;
        if (asks === 3) return failure('ssh-timeout');
        if (asks === 4) boot = 'b';
        return `noise\nboot-${boot}\n`;
      }
      return command === 'sudo systemctl reboot' ? failure('ssh-lost') : undefined;
    }, 'status: done\n');
    const { outcome, events } = await run(access, { packageUpgrade: true });
    expect(outcome.result).toBe('done');
    expect(events.at(-1)?.message).toBe('done; restarted, as the upgrade asked for');
    expect(access.asked.filter((line) => line.endsWith('reboot'))).toHaveLength(1);
    expect(access.forgotten).toEqual(['node0']);
  });

  it('never restarts a node where no upgrade was asked for', async () => {
    const access = machine((command) => (command.startsWith('test -e /var/run') ? answer('', 0) : undefined), 'status: done\n');
    expect((await run(access)).outcome.result).toBe('done');
    expect(access.asked.join()).not.toContain('reboot');
  });
});

describe('the vitals of a node', () => {
  const signal = new AbortController().signal;
  const free = '               total        used        free\nMem:           16000        1200       14800\nSwap: 0 0 0\n';
  const vitals = (cloudInit: string) => `0.42 0.30 0.10 1/100 4242\n=== rank0 next\n${free}=== rank0 next\n${cloudInit}`;

  it('are read by one command, and cloud-init is not asked again once it has ended', async () => {
    let far = 'status: running\n0 upgraded, 5 newly installed\nSetting up clustershell (1) ...\nexit 0\n';
    const access = scripted(['node0'], () => vitals(far));
    const node = access.node('node0');
    expect(await nodeVitals(access.nodes, node, signal)).toEqual({
      cloudInit: 'running',
      progress: 'installing clustershell, 1 of 5',
      load: 0.42,
      memory: { usedMB: 1200, totalMB: 16000 },
    });
    far = 'status: done\nexit 2\n';
    expect((await nodeVitals(access.nodes, node, signal)).cloudInit).toBe('degraded');
    far = '';
    expect((await nodeVitals(access.nodes, node, signal)).cloudInit).toBe('degraded');
    expect(access.asked).toHaveLength(3);
    expect(access.asked[1]).toContain('cloud-init status');
    expect(access.asked[2]).not.toContain('cloud-init');
  });

  it('leave out what the node does not tell', async () => {
    expect(await nodeVitals(scripted(['node0'], () => 'cat: no\n').nodes, scripted(['node0'], () => '').node('node0'), signal)).toEqual({
      cloudInit: 'unknown',
    });
  });
});

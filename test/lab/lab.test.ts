import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BareNodes, bootBareNodes, eventually, hostKeysOn, joinNodes, specOf } from './support/bare-nodes.ts';
import { type Lab, startLab } from './support/lab.ts';
import { laptopAddress } from './support/lab-machines.ts';

const hello = `#include <mpi.h>
#include <stdio.h>
int main(int argc, char **argv) {
  int rank, size, length;
  char name[MPI_MAX_PROCESSOR_NAME];
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  MPI_Get_processor_name(name, &length);
  printf("%d of %d on %s\\n", rank, size, name);
  MPI_Finalize();
  return 0;
}
`;

describe('the lab', () => {
  let lab: Lab;
  let nodes: BareNodes;
  beforeAll(async () => {
    lab = await startLab();
    nodes = await bootBareNodes(lab, 4);
    await joinNodes(lab, nodes);
  });
  afterAll(() => lab.end());

  it('has no way out of this machine', async () => {
    expect((await lab.onLaptop(['ip', 'route', 'get', '1.1.1.1'])).stderr).toMatch(/unreachable/i);
    expect((await lab.onLaptop(['ip', 'route', 'show', 'default'])).stdout).toBe('');
  });

  it('gives each node a name of its own, an admin user with sudo, and the commands of the packages', async () => {
    for (const name of nodes.names) {
      const { stdout } = await nodes.ssh(name, 'hostname; whoami; sudo -n whoami; command -v mpicc mpirun clush');
      expect(stdout.trim().split('\n')).toEqual([name, 'glock', 'root', '/usr/bin/mpicc', '/usr/bin/mpirun', '/usr/bin/clush']);
    }
  });

  it('hides the folders and people of this machine from the nodes', async () => {
    const { stdout } = await nodes.ssh('node0', 'ls -a /home /root /opt /usr/local/bin /tmp 2>/dev/null; sudo ls /root');
    expect(stdout.split('\n').filter((line) => /^[a-z]/.test(line))).toEqual(['glock']);
    expect((await nodes.ssh('node0', `ls ${process.cwd()}/package.json`)).exitCode).not.toBe(0);
  });

  it('lets nodes know each other by name, and nothing else', async () => {
    const { stdout } = await nodes.ssh('node0', 'getent hosts node3; getent hosts 10.0.0.4; getent hosts example.com || echo none');
    expect(stdout.replace(/ +/g, ' ').trim().split('\n')).toEqual(['10.0.0.4 node3.internal.cloudapp.net', '10.0.0.4 node3.internal.cloudapp.net', 'none']);
    expect((await lab.onLaptop(['getent', 'hosts', 'node3'])).exitCode).not.toBe(0);
  });

  it('keeps private addresses from the laptop', async () => {
    await expect(lab.dial('10.0.0.7', 22)).rejects.toMatchObject({ code: 'ENETUNREACH' });
  });

  it('does not answer at all where the NSG allows port 22 to somebody else, and keeps connections that stand', async () => {
    const standing = await lab.dial('203.0.113.11', 22);
    const banner = await new Promise((resolve) => standing.once('data', (data) => resolve(String(data))));
    expect(banner).toMatch(/^SSH-2.0-OpenSSH/);
    await lab.admit('node1', '198.51.100.99/32');
    const refused = await lab.dial('203.0.113.11', 22, AbortSignal.timeout(600)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'TimeoutError' });
    const answer = new Promise((resolve) => standing.once('data', resolve));
    standing.write('SSH-2.0-test\r\n');
    await answer;
    standing.destroy();
    await lab.admit('node1', `${laptopAddress}/32`);
    (await lab.dial('203.0.113.11', 22)).destroy();
  });

  it('does not answer at an address that was taken away', async () => {
    const spec = await lab.spec('node2');
    const { publicAddress, ...without } = spec;
    await lab.rewire(without);
    const gone = await lab.dial(String(publicAddress), 22, AbortSignal.timeout(600)).catch((error: unknown) => error);
    expect(gone).toMatchObject({ name: 'TimeoutError' });
    await lab.rewire(spec);
  });

  it('runs clush and mpirun on four nodes', async () => {
    const clush = await nodes.ssh('node0', 'clush -n -S -q -w node[0-3] uname -n', { timeoutSeconds: 30 });
    expect(clush.stderr).toBe('');
    expect(clush.stdout.trim().split('\n').sort()).toEqual(['node0: node0', 'node1: node1', 'node2: node2', 'node3: node3']);
    const run = await nodes.ssh(
      'node0',
      'cat >hello.c && mpicc -o hello hello.c && clush -n -S -q -w node[1-3] -c hello && mpirun --host node0,node1,node2,node3 ./hello',
      { input: hello, timeoutSeconds: 60 },
    );
    expect(run.stdout.trim().split('\n').sort(), run.stderr).toEqual(['0 of 4 on node0', '1 of 4 on node1', '2 of 4 on node2', '3 of 4 on node3']);
  });

  it('prints host keys on the serial console with CRLF, the ones that sshd has', async () => {
    const log = await lab.serialLog('node3');
    expect(log).toMatch(/^-----BEGIN SSH HOST KEY KEYS-----\r\necdsa-sha2-nistp256 .*\r\nssh-ed25519 .*\r\n-----END SSH HOST KEY KEYS-----\r\n/m);
    const { stdout } = await nodes.ssh('node0', 'ssh-keyscan -t ed25519 node3 2>/dev/null');
    expect(hostKeysOn(log)).toContain(stdout.trim().split(' ').slice(1).join(' '));
  });

  it('cuts power without a word, and boots again from the same disk', async () => {
    await nodes.ssh('node3', 'echo kept >note');
    const socket = await lab.dial('203.0.113.13', 22);
    const ended: string[] = [];
    socket.on('end', () => ended.push('end')).on('error', () => ended.push('error'));
    const keys = hostKeysOn(await lab.serialLog('node3'));
    await lab.fault('node3', 'power-off');
    const { exitCode, seconds } = await nodes.ssh('node0', 'ssh -o ConnectTimeout=2 node3 true');
    expect(exitCode).toBe(255);
    expect(seconds).toBeGreaterThan(1.9);
    expect(ended).toEqual([]);
    socket.destroy();
    await lab.fault('node3', 'power-on');
    const again = await eventually('sshd of node3', 20, async () => {
      const { exitCode: code, stdout } = await nodes.ssh('node3', 'cat note; cat /proc/sys/kernel/random/boot_id');
      return code === 0 ? stdout : undefined;
    });
    expect(again).toMatch(/^kept\n/);
    expect(hostKeysOn(await lab.serialLog('node3'))).toEqual(keys);
    expect((await lab.serialLog('node3')).match(/Linux version/g)).toHaveLength(2);
  });

  it('freezes a node so that it accepts but says nothing, and thaws it', async () => {
    await lab.fault('node2', 'freeze');
    const socket = await lab.dial('203.0.113.12', 22);
    let heard = '';
    socket.on('data', (data) => {
      heard += String(data);
    });
    expect((await nodes.ssh('node0', 'timeout 1 ssh node2 true')).exitCode).toBe(124);
    expect(heard).toBe('');
    await lab.fault('node2', 'thaw');
    await eventually('banner', 5, async () => (await Promise.resolve(heard)) || undefined);
    socket.destroy();
  });

  it('partitions a node and heals it', async () => {
    await lab.fault('node2', 'partition');
    expect((await nodes.ssh('node0', 'ssh -o ConnectTimeout=1 node2 true')).exitCode).toBe(255);
    await lab.fault('node2', 'heal');
    expect((await nodes.ssh('node0', 'ssh -o ConnectTimeout=3 node2 hostname')).stdout).toBe('node2\n');
  });

  it('refuses connections where sshd is stopped', async () => {
    await lab.fault('node2', 'stop-sshd');
    await expect(lab.dial('203.0.113.12', 22)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await lab.fault('node2', 'start-sshd');
    expect((await nodes.ssh('node2', 'hostname')).stdout).toBe('node2\n');
  });

  it('boots a node again that tells itself to reboot', async () => {
    await nodes.ssh('node1', 'sudo reboot');
    const boots = await eventually('second boot', 20, async () => {
      const { stdout, exitCode } = await nodes.ssh('node1', 'cat /proc/sys/kernel/random/boot_id');
      return exitCode === 0 && (await lab.serialLog('node1')).match(/Linux version/g)?.length === 2 ? stdout : undefined;
    });
    expect(await lab.serialLog('node1')).toContain(`boot ${boots.trim()}`);
  });

  it('gives a reimaged node new host keys and an empty home', async () => {
    const before = hostKeysOn(await lab.serialLog('node1'));
    await lab.fault('node1', 'reimage');
    const after = await eventually('new host keys', 30, async () => {
      const keys = hostKeysOn(await lab.serialLog('node1'));
      return keys.join() !== before.join() && keys.length > 0 ? keys : undefined;
    });
    expect(after).toHaveLength(2);
    expect((await nodes.ssh('node1', 'true')).stderr).toMatch(/host key|REMOTE HOST IDENTIFICATION HAS CHANGED/i);
  });

  it('has machines with what was planned to be wrong with them', async () => {
    const key = (await nodes.ssh('node0', 'cat .ssh/authorized_keys')).stdout.split('\n')[0] as string;
    await lab.plan('node7', 'other-key');
    await lab.plan('node8', 'stale-keys');
    await lab.plan('node9', 'apt-fails');
    await Promise.all(
      [7, 8, 9].map((index) => lab.boot(specOf(index, 4, key, { privateAddress: `10.0.0.${20 + index}`, publicAddress: `203.0.113.${20 + index}` }))),
    );
    const log = await eventually('three nodes', 30, async () => {
      const logs = await Promise.all(['node7', 'node8', 'node9'].map((name) => lab.serialLog(name)));
      return logs.every((one) => one.includes('finished. Datasource')) ? logs : undefined;
    });
    const scanned = async (name: string): Promise<string> =>
      (await nodes.ssh('node0', `ssh-keyscan -t ed25519 ${name} 2>/dev/null`)).stdout.trim().split(' ').slice(1).join(' ');
    expect(hostKeysOn(log[0] as string)).not.toContain(await scanned('node7'));
    expect(hostKeysOn(log[1] as string)).toContain(await scanned('node8'));
    expect((log[1] as string).match(/BEGIN RANK0 HOST KEYS/g)).toHaveLength(1);
    expect(log[2]).toContain('E: Failed to fetch');
    await expect(lab.onNode('node9', 'cloud-init status --long')).rejects.toThrow(/exit 1\nstatus: error[\s\S]*package_update_upgrade_install/);
    await lab.destroy('node9');
    await expect(lab.spec('node9')).rejects.toThrow(/no machine/);
  });
});

describe('the end of the lab', () => {
  it('leaves nothing when its first process is killed', async () => {
    const lab = await startLab();
    try {
      await bootBareNodes(lab, 2);
      const tree = descendantsOf(lab.pid);
      expect(tree.length).toBeGreaterThan(8);
      process.kill(lab.pid, 'SIGKILL');
      await eventually('all processes gone', 15, () => Promise.resolve(tree.every((pid) => !existsSync(`/proc/${pid}`)) || undefined));
    } finally {
      await lab.end();
    }
    expect(existsSync(lab.folder)).toBe(false);
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain('/run/lab');
    expect(existsSync('/run/lab')).toBe(false);
  });
});

/** All processes below one. */
function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

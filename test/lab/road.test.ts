import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mpirunLine, transportFlags } from '../../src/remote/open-mpi.ts';
import { ownProgramLines } from '../../src/remote/own-program.ts';
import { clush, nodeSet } from '../../src/remote/shell.ts';
import { bootCluster, type Cluster, type Ended, helloSource } from './support/cluster.ts';
import { type Lab, startLab } from './support/lab.ts';

/** What nodes of real people have: a shell that greets, a bridge with the same address everywhere, hosts known before. */
const own = `#cloud-config
write_files:
  - path: /etc/skel/.bashrc
    content: |
      echo "Welcome to the machine"
runcmd:
  - ip link add docker0 type bridge
  - ip address add 172.17.0.1/16 dev docker0
  - ip link set docker0 up
  - [sh, -c, "echo 'Welcome back' >/etc/motd"]
`;

const helloEverywhere = [0, 1, 2, 3].map((rank) => expect.stringMatching(new RegExp(`^Hello from rank ${rank} of 4 running on node[0-3]$`)));

describe('the road from the login to hello, on four real nodes that greet and have a docker bridge', () => {
  let lab: Lab;
  let cluster: Cluster;
  let first: Ended;
  beforeAll(async () => {
    lab = await startLab();
    cluster = await bootCluster(lab, 4, { own });
    first = await cluster.run(cluster.road());
  });
  afterAll(async () => {
    cluster?.close();
    await lab?.end();
  });

  it('ends with one line from each rank and each host', () => {
    expect(first.outcome).toEqual({ result: 'done' });
    const lines = (first.messages['hello/run'] ?? '').split('\n').sort();
    expect(lines).toEqual(helloEverywhere);
    expect(new Set(lines.map((line) => line.split(' ').at(-1)))).toEqual(new Set(cluster.names));
  });

  it('changes nothing when it is run again, nor does it double or wipe anything (lab 16)', async () => {
    const files = 'sha256sum .ssh/* hello.c hello hostfile /etc/clustershell/groups.d/local.cfg | sort; wc -l < .ssh/known_hosts';
    const before = await Promise.all(cluster.names.map((name) => cluster.on(name, files).catch(String)));
    const second = await cluster.run(cluster.road());
    expect(second.outcome).toEqual({ result: 'done' });
    expect(Object.entries(second.states).filter(([, state]) => state !== 'unchanged')).toEqual([]);
    expect(await Promise.all(cluster.names.map((name) => cluster.on(name, files).catch(String)))).toEqual(before);
    expect(second.messages['hello/run']).toBe(first.messages['hello/run']);
  });

  it('keeps what a person has put into known_hosts and authorized_keys (lab 4)', async () => {
    const line = 'github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
    await cluster.on('node1', `sed -i /node2/d .ssh/known_hosts && echo '${line}' >>.ssh/known_hosts`);
    await cluster.on('node1', 'sed -i /rank0-cluster/d .ssh/authorized_keys && echo "# mine" >>.ssh/authorized_keys');
    const again = await cluster.run(cluster.road());
    expect(again.outcome).toEqual({ result: 'done' });
    expect(again.states['known-hosts/node1']).toBe('done');
    const known = await cluster.on('node1', 'cat .ssh/known_hosts');
    expect(known).toContain(line);
    expect(known.match(/^node2,/gm)).toHaveLength(2);
    const authorized = await cluster.on('node1', 'cat .ssh/authorized_keys');
    expect(authorized).toContain('# mine');
    expect(authorized.match(/rank0-cluster/g)).toHaveLength(1);
  });

  it('has a cluster key that opens every node from every node, and nothing from outside', async () => {
    for (const name of cluster.names) {
      expect(await cluster.on(name, 'stat -c %a .ssh/id_ed25519; for n in 0 1 2 3; do ssh -n -o BatchMode=yes node$n uname -n; done')).toContain(
        '600\nWelcome to the machine\nnode0\nWelcome to the machine\nnode1\nWelcome to the machine\nnode2\nWelcome to the machine\nnode3\n',
      );
    }
    const key = join(lab.folder, 'stolen');
    writeFileSync(key, (await cluster.on('node0', 'cat .ssh/id_ed25519')).replace('Welcome to the machine\n', ''), { mode: 0o600 });
    const known = join(lab.folder, 'known');
    writeFileSync(
      known,
      cluster.names.flatMap((name) => cluster.access.node(name).hostKeys.map((text) => `${cluster.access.node(name).publicAddress} ${text}\n`)).join(''),
    );
    for (const name of cluster.names) {
      const address = cluster.access.node(name).publicAddress;
      const attempt = await lab.onLaptop([
        'ssh',
        '-F',
        'none',
        '-i',
        key,
        '-o',
        'IdentitiesOnly=yes',
        '-o',
        'BatchMode=yes',
        '-o',
        `UserKnownHostsFile=${known}`,
        `glock@${address}`,
        'true',
      ]);
      expect(attempt.exitCode).toBe(255);
      expect(attempt.stderr).toMatch(/Permission denied \(publickey/);
    }
  });

  it('lets any node start a job, not only the head (lab 5)', async () => {
    const copied = await cluster.on('node0', 'scp -q -O hostfile node2: 2>/dev/null || ssh -o BatchMode=yes node2 "cat >hostfile" <hostfile');
    expect(copied).toMatch(/Welcome/);
    const output = await cluster.on(
      'node2',
      `timeout 20 ${mpirunLine({ major: 4, subnet: '10.0.0.0/24', nodes: 4, ranks: 4, byNode: true, program: './hello' })}`,
    );
    expect(output.match(/Hello from rank/g)).toHaveLength(4);
  });

  it('leaves a hostfile with as many slots as there are cores, and lines for a program of one’s own that run as they are (lab 7)', async () => {
    const [compile = '', spread = '', run = ''] = ownProgramLines(cluster.access);
    await cluster.on('node0', 'cat > program.c', helloSource);
    await cluster.on('node0', compile);
    // A greeting breaks scp, on every cluster of the world (lab 14): the road has a way around it, this line has not.
    await Promise.all(cluster.names.map((name) => lab.onNode(name, 'rm /home/glock/.bashrc')));
    await cluster.on('node0', spread);
    const output = await cluster.on('node0', `timeout 20 ${run}`);
    expect(output.match(/Hello from rank \d of 8/g)).toHaveLength(8);
  });

  it('runs with and without the flags of the old how-to, named for this version', async () => {
    const common = { major: 4, subnet: '10.0.0.0/24', nodes: 4, ranks: 4, byNode: true, program: './hello' };
    for (const extra of [undefined, transportFlags(4)]) {
      const output = await cluster.on('node0', `timeout 20 ${mpirunLine({ ...common, ...(extra ? { extra } : {}) })}`);
      expect(output.match(/Hello from rank/g)).toHaveLength(4);
    }
  });

  it('answers clush -a, and leaves a script’s stdin alone (lab 1)', async () => {
    expect((await cluster.on('node0', 'clush -n -q -a uname -n | sort')).trim().split('\n')).toEqual(cluster.names.map((name) => `${name}: ${name}`));
    const script = `${clush(20)} -w ${nodeSet(cluster.names)} true\necho the rest\n`;
    expect(await cluster.on('node0', 'bash -s', script)).toContain('the rest');
  });
});

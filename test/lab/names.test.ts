import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownHostsText } from '../../src/remote/known-hosts.ts';
import { ownProgramLines } from '../../src/remote/own-program.ts';
import { sshConfigText } from '../../src/remote/ssh-config.ts';
import { withEntry } from '../../src/remote/ssh-entry.ts';
import { user } from './support/bare-nodes.ts';
import { bootCluster, type Cluster, type Ended, helloSource } from './support/cluster.ts';
import { type Lab, startLab } from './support/lab.ts';

// Azure names the machines of a scale set, to the base of 36 and with gaps, and a list of names may be any: no step reads a number out of one.

const first = ['glocluster000003', 'glocluster00000A', 'web', 'web-07'];

const hostsIn = (ended: Ended): string[] => [...(ended.messages['hello/run'] ?? '').matchAll(/running on (\S+)/g)].map(([, host]) => String(host)).sort();

describe('the road on real nodes whose names are no pattern', () => {
  let lab: Lab;
  let cluster: Cluster;
  beforeAll(async () => {
    lab = await startLab();
    cluster = await bootCluster(lab, first.length, { names: first });
  });
  afterAll(async () => {
    cluster?.close();
    await lab?.end();
  });

  /** Every step holds for exactly the nodes that there are. */
  const expectWhole = async (ended: Ended): Promise<void> => {
    const names = [...cluster.names].sort();
    const head = cluster.names[0] as string;
    expect(ended.outcome).toEqual({ result: 'done' });
    expect(hostsIn(ended)).toEqual(names);
    expect((await cluster.on(head, 'clush -n -q -a uname -n')).trim().split('\n').sort()).toEqual(names.map((name) => `${name}: ${name}`).sort());
    expect((await cluster.on(head, 'nodeset -e -S "\\n" @all')).trim().split('\n').sort()).toEqual(names);
    expect((await cluster.on(head, "sed '/^#/d' hostfile")).trim().split('\n').sort()).toEqual(names.map((name) => `${name} slots=2`).sort());
    for (const from of [head, cluster.names.at(-1) as string]) {
      expect((await cluster.on(from, `for n in ${names.join(' ')}; do ssh -n -o BatchMode=yes $n uname -n; done`)).trim().split('\n'), from).toEqual(names);
    }
  };

  it('passes every step to hello', async () => {
    await expectWhole(await cluster.run(cluster.road()));
    const lines = ownProgramLines(cluster.access);
    await cluster.on(first[0] as string, 'cat > program.c', helloSource);
    for (const line of lines.slice(0, -1)) await cluster.on(first[0] as string, line);
    expect((await cluster.on(first[0] as string, `timeout 20 ${lines.at(-1)}`)).match(/Hello from rank \d of 8/g)).toHaveLength(8);
  });

  it('leads a person to each of them by the system’s own ssh and the files that are written for it', async () => {
    const all = cluster.names.map((name) => cluster.access.node(name));
    writeFileSync(join(lab.folder, 'login_key'), cluster.privateKey, { mode: 0o600 });
    writeFileSync(join(lab.folder, 'known_hosts'), knownHostsText(all));
    writeFileSync(join(lab.folder, 'ssh_config'), sshConfigText({ nodes: all, user, folder: lab.folder, cluster: 'lab' }));
    for (const name of cluster.names) {
      const ssh = await lab.onLaptop(['ssh', '-F', join(lab.folder, 'ssh_config'), '-o', 'BatchMode=yes', name, 'uname -n']);
      expect(ssh.stdout, ssh.stderr).toBe(`${name}\n`);
    }
    // A person's own configuration with the entry, as VS Code reads it; and what copies files goes by it.
    const own = join(lab.folder, 'own_config');
    writeFileSync(own, withEntry('Host *\n  User nobody\n', { cluster: 'lab', config: join(lab.folder, 'ssh_config') }), { mode: 0o600 });
    writeFileSync(join(lab.folder, 'sent'), 'some bytes');
    const batch = ['-F', own, '-o', 'BatchMode=yes'];
    expect((await lab.onLaptop(['ssh', ...batch, 'lab-head', 'uname -n'])).stdout).toBe(`${cluster.names[0]}\n`);
    const sent = await lab.onLaptop(['scp', ...batch, join(lab.folder, 'sent'), 'web-07:']);
    expect([sent.exitCode, await cluster.on('web-07', 'cat sent')], sent.stderr).toEqual([0, 'some bytes']);
    const fetched = await lab.onLaptop(['sftp', '-q', ...batch, 'web-07:sent', join(lab.folder, 'fetched')]);
    expect([fetched.exitCode, readFileSync(join(lab.folder, 'fetched'), 'utf8')], fetched.stderr).toEqual([0, 'some bytes']);
  });

  it('takes in nodes that join and lets go of those that left, on every node', async () => {
    const left = ['glocluster00000A', 'web'].map((name) => cluster.access.node(name));
    await cluster.scale({ going: left.map(({ name }) => name), coming: ['glocluster0000Z0', 'x'] });
    await expectWhole(await cluster.run(cluster.road()));
    for (const name of cluster.names) {
      const known = await cluster.on(name, 'cat .ssh/known_hosts');
      for (const one of left) expect(known, name).not.toContain(String(one.hostKeys[0]));
      expect(known.match(/^[^#\n]/gm), name).toHaveLength(2 * cluster.names.length);
    }
  });

  it('takes another machine under a name that was there before for what it is', async () => {
    const before = cluster.access.node('web-07');
    await cluster.scale({ going: ['web-07'], coming: ['web-07'] });
    expect(cluster.access.node('web-07').hostKeys).not.toEqual(before.hostKeys);
    await expectWhole(await cluster.run(cluster.road()));
  });
});

import { describe, expect, it } from 'vitest';
import { authorizedKeysText, sshClientConfigText } from '../../../src/remote/cluster-key.ts';
import { makeLoginKey } from '../../../src/remote/login-key.ts';
import { hostName } from '../../../src/practice/arm/scale-sets/names.ts';
import { nodeSet } from '../../../src/remote/shell.ts';
import { expandNames } from '../../../src/state/node-set.ts';
import { clusterSshTasks } from '../../../src/remote/tasks/cluster-ssh.ts';
import { ran, states } from '../engine/support.ts';
import { type ShellCluster, shellCluster } from './shell-nodes.ts';
import { testNode } from './ssh-server.ts';

const run = (cluster: ShellCluster) => ran(clusterSshTasks(cluster, []));
const problemOf = ({ outcome }: Awaited<ReturnType<typeof ran>>) => (outcome.result === 'failed' ? outcome.problem : undefined);

describe('SSH between the nodes', () => {
  it('gives every node the same key, good only from inside, and all host keys; clush answers from each', async () => {
    const cluster = shellCluster(3);
    const { outcome, events } = await run(cluster);
    expect(outcome.result).toBe('done');
    const privateKey = cluster.read('glocluster0', '.ssh/id_ed25519');
    expect(privateKey).toContain('PRIVATE');
    for (const name of cluster.names) {
      expect(cluster.read(name, '.ssh/id_ed25519')).toBe(privateKey);
      const lines = cluster.read(name, '.ssh/authorized_keys')?.trimEnd().split('\n') ?? [];
      expect(lines).toHaveLength(2);
      expect(lines[1]).toMatch(/^from="10\.0\.0\.0\/24" ssh-ed25519 \S+ rank0-cluster-glocluster$/);
      expect(cluster.read(name, '.ssh/known_hosts')).toBe(
        cluster.names.map((it) => `${it},${cluster.node(it).privateAddress},${cluster.node(it).publicAddress} ${cluster.node(it).hostKeys[0]}\n`).join(''),
      );
    }
    expect(events.at(-1)).toMatchObject({ task: 'clush', message: 'glocluster0: glocluster0\nglocluster1: glocluster1\nglocluster2: glocluster2' });
    expect(cluster.read('glocluster0', 'etc/clustershell/groups.d/local.cfg')).toBe('# sample\nadm: example0\nall: glocluster[0-2]\n');
  });

  it('knows nodes whose names have capitals, which OpenSSH makes small ones', async () => {
    const cluster = shellCluster(['glocluster000003', 'glocluster00000A', 'glocluster0000ZZ']);
    expect((await run(cluster)).outcome).toEqual({ result: 'done' });
    expect(cluster.read('glocluster000003', 'etc/clustershell/groups.d/local.cfg')).toContain('all: glocluster00000A,glocluster0000ZZ,glocluster000003\n');
  });

  it('never lets the private half pass through this program', async () => {
    const cluster = shellCluster(2);
    const { events } = await run(cluster);
    expect(cluster.ran.some((line) => /cat .*id_ed25519['" ]*(2>|;|$)/.test(line) && !line.includes('cat > '))).toBe(false);
    expect(JSON.stringify(events)).not.toContain('PRIVATE');
  });

  it('changes nothing the second time, and uses the same key', async () => {
    const cluster = shellCluster(3);
    await run(cluster);
    const before = cluster.read('glocluster1', '.ssh/authorized_keys');
    const { events } = await run(cluster);
    expect(states(events).filter((state) => state.endsWith(':making'))).toEqual([]);
    expect(cluster.read('', 'keys-made')).toBe('made\n');
    expect(cluster.read('glocluster1', '.ssh/authorized_keys')).toBe(before);
  });

  it('runs the very lines that it shows', async () => {
    const cluster = shellCluster(2);
    const tasks = clusterSshTasks(cluster, []);
    await ran(tasks);
    for (const line of tasks.flatMap((task) => task.commands ?? []))
      expect(
        cluster.ran.some((it) => it.endsWith(`: ${line.replace(' < known_hosts', '')}`)),
        line,
      ).toBe(true);
  });

  it('mends what somebody took away, on that node alone', async () => {
    const cluster = shellCluster(3);
    await run(cluster);
    cluster.remove('glocluster2', '.ssh/id_ed25519');
    cluster.write('glocluster2', '.ssh/authorized_keys', 'ssh-ed25519 AAAA mine');
    cluster.write('glocluster1', '.ssh/known_hosts', 'github.com ssh-ed25519 GIT\n');
    const { events } = await run(cluster);
    expect(
      states(events)
        .filter((state) => state.endsWith(':making'))
        .sort(),
    ).toEqual(['key/glocluster2:making', 'known-hosts/glocluster1:making']);
    expect(cluster.read('glocluster2', '.ssh/authorized_keys')).toMatch(/^ssh-ed25519 AAAA mine\nfrom="10/);
    expect(cluster.read('glocluster1', '.ssh/known_hosts')).toMatch(/^github\.com ssh-ed25519 GIT\nglocluster0,/);
  });

  it('goes on where a run was killed between the two halves of the key', async () => {
    const cluster = shellCluster(2);
    await run(cluster);
    const publicKey = cluster.read('glocluster0', '.ssh/id_ed25519.pub');
    cluster.remove('glocluster0', '.ssh/id_ed25519.pub');
    expect((await run(cluster)).outcome.result).toBe('done');
    expect(cluster.read('glocluster0', '.ssh/id_ed25519.pub')).toBe(publicKey);
    expect(cluster.read('', 'keys-made')).toBe('made\n');
  });

  it('leaves a key of the person alone, and names its own to ssh', async () => {
    const cluster = shellCluster(2);
    cluster.write('glocluster0', '.ssh/id_ed25519', 'MINE', 0o600);
    cluster.write('glocluster0', '.ssh/id_ed25519.pub', `${makeLoginKey('me').publicKey}\n`);
    cluster.write('glocluster1', '.ssh/config', 'Host *\n  Compression yes\n', 0o600);
    expect((await run(cluster)).outcome.result).toBe('done');
    expect(cluster.read('glocluster0', '.ssh/id_ed25519')).toBe('MINE');
    expect(cluster.read('glocluster1', '.ssh/id_rank0')).toBe(cluster.read('glocluster0', '.ssh/id_rank0'));
    expect(cluster.read('glocluster1', '.ssh/config')).toBe(
      '# rank0 begin\nHost glocluster0 10.0.0.5 glocluster1 10.0.0.4\n  IdentityFile ~/.ssh/id_rank0\n# rank0 end\n\nHost *\n  Compression yes\n',
    );
    const { events } = await run(cluster);
    expect(states(events).filter((state) => state.endsWith(':making'))).toEqual([]);
  });

  it('is not confused by a .bashrc that prints', async () => {
    const cluster = shellCluster(2);
    for (const name of cluster.names) cluster.write(name, '.bashrc', 'echo welcome to the machine\necho "all: of it"\n');
    expect((await run(cluster)).outcome.result).toBe('done');
    expect(cluster.read('glocluster1', '.ssh/known_hosts')).not.toContain('welcome');
    expect(cluster.read('glocluster1', '.ssh/authorized_keys')).not.toContain('welcome');
  });

  it('stops everything where the head sees another host key than Azure showed', async () => {
    const cluster = shellCluster(3);
    cluster.write('glocluster1', 'host-key', makeLoginKey('').publicKey.trim());
    const result = await run(cluster);
    expect(problemOf(result)).toMatchObject({ code: 'host-key-mismatch' });
    expect(problemOf(result)?.message).toContain('glocluster1, seen from glocluster0, shows the host key SHA256:');
    expect(cluster.read('glocluster1', '.ssh/id_ed25519')).toBeUndefined();
  });

  it('names the node that ssh-keyscan got nothing from: it ends well all the same', async () => {
    const cluster = shellCluster(3);
    cluster.remove('glocluster2', 'host-key');
    expect(problemOf(await run(cluster))).toMatchObject({ code: 'node-unreachable-from-head', message: 'glocluster0 got no host key from glocluster2' });
  });

  it('names the node that clush got nothing from, with what ssh said', async () => {
    const cluster = shellCluster(3);
    await run(cluster);
    cluster.write('glocluster1', 'dead', '');
    const problem = problemOf(await run(cluster));
    expect(problem?.message).toBe(
      'glocluster0 cannot use glocluster1: ssh: connect to host glocluster1 port 22: Connection timed out | exited with exit code 255',
    );
  });

  it("waits for Azure's name service, for three minutes", async () => {
    const cluster = shellCluster(2);
    cluster.write('', 'bin/ssh-keyscan', '#!/bin/sh\necho "getaddrinfo glocluster1: Name or service not known" >&2\n', 0o755);
    const { outcome, events } = await run(cluster);
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'name-unknown' } });
    expect(events.some((event) => event.waitingFor === "Azure's name service to know the new machines")).toBe(true);
  });
});

describe('files that are merged', () => {
  const key = `${makeLoginKey('rank0-cluster-glocluster').publicKey}`;

  it('authorized_keys has the line once, and no line of an earlier key of this cluster', () => {
    const old = makeLoginKey('rank0-cluster-glocluster').publicKey;
    const foreign = makeLoginKey('rank0-cluster-other').publicKey;
    const line = `from="10.0.0.0/24" ${key}`;
    expect(authorizedKeysText(`# mine\n${old}\nfrom="10.0.0.0/24" ${old}\n${key}\n${foreign}\n${line}\n${line}`, '10.0.0.0/24', key)).toBe(
      `# mine\n${foreign}\n${line}\n`,
    );
    expect(authorizedKeysText('', '10.0.0.0/24', key)).toBe(`${line}\n`);
  });

  it('a client configuration keeps what is outside the marks', () => {
    const nodes = [testNode('a0', [])];
    const once = sshClientConfigText('Host *\n', nodes, 'id_rank0');
    expect(sshClientConfigText(once, nodes, 'id_rank0')).toBe(once);
    expect(once.endsWith('# rank0 end\n\nHost *\n')).toBe(true);
  });

  it('names of nodes are folded as clush does', () => {
    expect(nodeSet(['a0', 'a1', 'a2'])).toBe("'a[0-2]'");
    expect(nodeSet(['a1'])).toBe("'a1'");
    expect(nodeSet(['a9', 'a10'])).toBe("'a[9-10]'");
    expect(nodeSet(['a0', 'a2'])).toBe("'a[0,2]'");
    expect(nodeSet(['x2a0', 'x2a1'])).toBe("'x2a[0-1]'");
  });

  it('a hundred names of a scale set, which count by digits and letters, are folded as far as clush can read them', () => {
    const names = Array.from({ length: 100 }, (_, id) => hostName('glo', id));
    const set = nodeSet(names).slice(1, -1);
    expect(set).toMatch(/^glo\[000000-000029\],glo00000A,/);
    expect([...expandNames(set)].sort()).toEqual([...names].sort());
  });
});

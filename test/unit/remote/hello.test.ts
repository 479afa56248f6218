import { hpcxMpi, mpiStackOf, ubuntuMpi } from '../../../src/remote/mpi-stack.ts';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helloFault, helloLines, hostfileText, mpirunLine, openMpiVersion, transportFlags } from '../../../src/remote/open-mpi.ts';
import { ownProgramLines } from '../../../src/remote/own-program.ts';
import { helloTasks } from '../../../src/remote/tasks/hello.ts';
import { ran, states } from '../engine/support.ts';
import { failure } from './scripted.ts';
import { type ShellCluster, shellCluster } from './shell-nodes.ts';

const source = readFileSync(new URL('../../../assets/hello.c', import.meta.url), 'utf8');
const run = (cluster: ShellCluster) => ran(helloTasks(cluster, [], source));
const problemOf = ({ outcome }: Awaited<ReturnType<typeof ran>>) => (outcome.result === 'failed' ? outcome.problem : undefined);
const makes = (events: Parameters<typeof states>[0]) => states(events).filter((state) => state.endsWith(':making'));

describe('hello', () => {
  it('is brought, compiled, copied and run, one rank a node, and says what the ranks said', async () => {
    const cluster = shellCluster(3);
    const { outcome, events } = await run(cluster);
    expect(outcome.result).toBe('done');
    expect(events.at(-1)).toMatchObject({
      task: 'hello/run',
      state: 'done',
      message: 'Hello from rank 0 of 3 running on glocluster0\nHello from rank 1 of 3 running on glocluster1\nHello from rank 2 of 3 running on glocluster2',
    });
    expect(cluster.read('glocluster0', 'hello.c')).toBe(source);
    expect(cluster.read('glocluster2', 'hello')).toBe(cluster.read('glocluster0', 'hello'));
    expect(cluster.read('glocluster0', 'hostfile')?.split('\n').slice(2)).toEqual(['glocluster0 slots=2', 'glocluster1 slots=2', 'glocluster2 slots=2', '']);
    expect(cluster.read('', 'mpirun')).toContain(
      '-np 3 --hostfile hostfile --map-by node --mca btl_tcp_if_include 10.0.0.0/24 --mca oob_tcp_if_include 10.0.0.0/24',
    );
  });

  it('runs the very lines that it shows', async () => {
    const cluster = shellCluster(3);
    const tasks = helloTasks(cluster, [], source);
    await ran(tasks);
    for (const line of tasks.flatMap((task) => task.commands ?? [])) {
      expect(
        cluster.ran.some((it) => it === `glocluster0: ${line.replace(/ (< hello.c)? +# .*$/, '').replace(/ +#.*$/, '')}`),
        line,
      ).toBe(true);
    }
  });

  it('does nothing the second time, and still says what the ranks said', async () => {
    const cluster = shellCluster(3);
    await run(cluster);
    const { events } = await run(cluster);
    expect(makes(events)).toEqual([]);
    expect(events.at(-1)?.message).toContain('Hello from rank 2 of 3');
    expect(cluster.read('', 'mpirun')?.trim().split('\n')).toHaveLength(1);
  });

  it('does again only what is not so: a copy that is gone, a source that was changed', async () => {
    const cluster = shellCluster(3);
    await run(cluster);
    cluster.remove('glocluster2', 'hello');
    expect(makes((await run(cluster)).events)).toEqual(['hello/copy:making']);
    cluster.write('glocluster0', 'hello.c', 'int main;');
    expect(makes((await run(cluster)).events)).toEqual(['hello/source:making']);
    cluster.write('glocluster0', 'hello', 'other');
    expect(makes((await run(cluster)).events)).toEqual(['hello/compile:making']);
  });

  it('runs again where the last good run was on another machine of that name', async () => {
    const cluster = shellCluster(2);
    await run(cluster);
    const reborn = { ...cluster, node: (name: string) => ({ ...cluster.node(name), machineId: `${cluster.node(name).machineId}-new` }) };
    expect(makes((await run(reborn)).events)).toEqual(['hello/run:making']);
  });

  it('gives the words of the compiler', async () => {
    const cluster = shellCluster(2);
    cluster.write('', 'bad-compiler', '');
    expect(problemOf(await run(cluster))).toMatchObject({
      code: 'compile-failed',
      message: 'glocluster0: `mpicc hello.c -o hello` ended with exit code 1: hello.c:1: error: no',
    });
  });

  it('names the node that a copy did not reach', async () => {
    const cluster = shellCluster(3);
    cluster.write('glocluster2', 'dead', '');
    expect(problemOf(await run(cluster))?.message).toMatch(
      /^glocluster0 cannot use glocluster2: ssh: connect to host glocluster2 port 22: Connection timed out/,
    );
  });

  it('finds a way past a .bashrc that breaks scp', async () => {
    const cluster = shellCluster(2);
    cluster.write('', 'bin/clush', '#!/bin/sh\necho "glocluster1: scp: Received message too long 1751477356" >&2\nexit 255\n', 0o755);
    expect((await run(cluster)).outcome.result).toBe('done');
    expect(cluster.read('glocluster1', 'hello')).toBe(cluster.read('glocluster0', 'hello'));
  });

  it('names the node that said nothing', async () => {
    const cluster = shellCluster(3);
    cluster.write('', 'say/mpirun', 'echo "Hello from rank 0 of 3 running on glocluster0"; echo "Hello from rank 2 of 3 running on glocluster2"; exit 132');
    const problem = problemOf(await run(cluster));
    expect(problem).toMatchObject({ code: 'hello-incomplete' });
    expect(problem?.message).toContain('glocluster1 said nothing');
  });

  it('names the node that ssh could not reach, rather than those that came after it', async () => {
    const cluster = shellCluster(3);
    cluster.write(
      '',
      'say/mpirun',
      'echo "ssh: connect to host glocluster2 port 22: Connection timed out" >&2; echo "ORTE was unable to reliably start" >&2; exit 1',
    );
    expect(problemOf(await run(cluster))?.message).toBe(
      'hello on 3 nodes: glocluster2 said nothing: ssh: connect to host glocluster2 port 22: Connection timed out',
    );
  });

  it('names it as Azure does where ssh writes it in small letters, and no node whose name is only the beginning of it', async () => {
    const cluster = shellCluster(['head', 'web', 'web-00A']);
    cluster.write('', 'say/mpirun', 'echo "ssh: connect to host web-00a port 22: Connection timed out" >&2; exit 1');
    expect(problemOf(await run(cluster))?.message).toMatch(/^hello on 3 nodes: web-00A said nothing: ssh/);
  });

  it('ends the ranks everywhere after a run that had to be stopped, and names the node that does not answer', async () => {
    const cluster = shellCluster(3);
    cluster.write('', 'say/mpirun', 'exit 124');
    const tasks = helloTasks(cluster, [], source);
    const cut = tasks.map((task) =>
      task.id === 'hello/run'
        ? {
            ...task,
            make: async (it: Parameters<NonNullable<typeof task.make>>[0]) => {
              cluster.cut.set('glocluster1', failure('ssh-timeout'));
              return task.make?.(it);
            },
          }
        : task,
    );
    const problem = problemOf(await ran(cut));
    expect(problem).toMatchObject({ code: 'hello-timeout', message: 'hello on 3 nodes: glocluster1 does not answer' });
    expect(cluster.read('', 'killed')?.trim().split('\n').sort()).toEqual(['glocluster0 -KILL -f ^\\./hello$', 'glocluster2 -KILL -f ^\\./hello$']);
  });

  it('stops everything where mpirun met another host key', async () => {
    const cluster = shellCluster(2);
    cluster.write('', 'say/mpirun', 'echo "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @" >&2; exit 1');
    expect(problemOf(await run(cluster))).toMatchObject({ code: 'host-key-mismatch' });
    cluster.write('', 'say/mpirun', 'echo "Host key verification failed." >&2; exit 1');
    expect(problemOf(await run(cluster))).toMatchObject({ code: 'host-key-line-missing' });
  });

  it('reads past what a .bashrc prints', async () => {
    const cluster = shellCluster(2);
    for (const name of cluster.names) cluster.write(name, '.bashrc', 'echo welcome\necho now\n');
    expect((await run(cluster)).outcome.result).toBe('done');
    expect(makes((await run(cluster)).events)).toEqual([]);
  });
});

describe('the mpirun line', () => {
  const options = { subnet: '10.0.0.0/24', nodes: 4, program: './hello' };

  it('calls the settings as its version does', () => {
    expect(mpirunLine({ ...options, major: 4, ranks: 4, byNode: true })).toBe(
      "mpirun -np 4 --hostfile hostfile --map-by node --mca btl_tcp_if_include 10.0.0.0/24 --mca oob_tcp_if_include 10.0.0.0/24 --mca plm_rsh_args '-o BatchMode=yes -o ConnectTimeout=5 -o ServerAliveInterval=5 -o ServerAliveCountMax=2' ./hello",
    );
    const five = mpirunLine({ ...options, major: 5, extra: transportFlags(5) });
    expect(five).toContain('--prtemca prte_if_include 10.0.0.0/24 --prtemca plm_ssh_args');
    expect(five).toContain('--mca btl tcp,sm,self ./hello');
    expect(transportFlags(4)).toBe('--mca btl tcp,vader,self');
  });

  it('has the head start every node where a tree would need more', () => {
    expect(mpirunLine({ ...options, major: 4, nodes: 64 })).not.toContain('tree_spawn');
    expect(mpirunLine({ ...options, major: 4, nodes: 65 })).toContain('--mca plm_rsh_no_tree_spawn 1');
    expect(mpirunLine({ ...options, major: 5, nodes: 65 })).toContain('--prtemca plm_ssh_no_tree_spawn 1');
  });

  it('knows the version', () => {
    expect(openMpiVersion('welcome\nmpirun (Open MPI) 5.0.7\n\nReport bugs to…')).toEqual({ major: 5, text: '5.0.7' });
    expect(openMpiVersion('')).toEqual({ major: 4, text: 'unknown version' });
  });

  it('is in the host file, which has a line a node', () => {
    expect(hostfileText(['a0', 'a1'], 2, 'mpirun …')).toMatch(/^# .*\n# mpirun …\na0 slots=2\na1 slots=2\n$/);
  });

  it('of the HPC image loads its module first, in every line, and speaks over the fabric', async () => {
    const hpc = { names: ['a00000a', 'a00001z'], subnet: '10.0.0.0/24', vCPUs: 120, mpi: hpcxMpi };
    const [first, , spread, run] = ownProgramLines(hpc, 'pi');
    expect(first).toBe('module load mpi/hpcx');
    expect(spread).toBe("clush -w 'a00001z' -c pi");
    expect(run).toMatch(/--mca pml ucx -x UCX_NET_DEVICES=mlx5_ib0:1 \.\/pi$/);
    expect(hpcxMpi.line('mpicc pi.c')).toBe('. /etc/profile.d/modules.sh && module load mpi/hpcx && mpicc pi.c');
    expect(hpcxMpi.packages).toEqual(['clustershell']);
    expect(mpiStackOf('microsoft-dsvm:ubuntu-hpc:2404:latest')).toBe(hpcxMpi);
    expect(mpiStackOf('24.04')).toBe(ubuntuMpi);
  });

  it("comes with the two lines before it for a program of one's own", () => {
    expect(ownProgramLines({ names: ['a0', 'a1', 'a2'], subnet: '10.0.0.0/24', vCPUs: 2, mpi: ubuntuMpi }, 'pi')).toEqual([
      'mpicc pi.c -o pi',
      "clush -w 'a[1-2]' -c pi",
      expect.stringMatching(/^mpirun --hostfile hostfile .* \.\/pi$/),
    ]);
  });
});

describe('what hello said', () => {
  const lines = (...pairs: [number, string, number?][]) =>
    helloLines(pairs.map(([rank, host, size = 2]) => `Hello from rank ${rank} of ${size} running on ${host}`).join('\nnoise\n'));
  it.each([
    ['all is well', lines([1, 'a1'], [0, 'a0']), undefined],
    ['one is missing', lines([0, 'a0']), 'a1 said nothing'],
    ['all are missing', [], 'a0, a1 said nothing'],
    ['one is twice', lines([0, 'a0'], [1, 'a1'], [1, 'a1']), 'a1 appears more than once'],
    ['both have rank 0: two runs of one', lines([0, 'a0', 1], [0, 'a1', 1]), 'not one of this cluster\'s 2: "Hello from rank 0 of 1 running on a0"'],
    ['a rank is doubled', lines([0, 'a0'], [0, 'a1']), 'rank 0 did not appear exactly once'],
    ['a stranger speaks', lines([0, 'a0'], [1, 'a1'], [1, 'b1']), 'not one of this cluster\'s 2: "Hello from rank 1 of 2 running on b1"'],
  ])('%s', (_, said, message) => {
    expect(helloFault(said, ['a0', 'a1'])?.message).toBe(message);
  });
});

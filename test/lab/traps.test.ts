import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/engine/task.ts';
import { clush, nodeSet } from '../../src/remote/shell.ts';
import type { Problem } from '../../src/state/problem.ts';
import { bootCluster, type Cluster, type Ended, helloSource } from './support/cluster.ts';
import { type Lab, type LabOptions, startLab } from './support/lab.ts';
import type { BootFault } from './support/lab-machines.ts';

// What surprised people on real nodes. Wherever a node is dead, frozen or cut off, the end is a clear error within 30 s.

/** A hello whose ranks say that they are there and then wait, so that there is a middle to break. */
const slowHello = helloSource
  .replace('printf(', 'fflush(stdout); sleep(40);\n    printf(')
  .replace('int rank, size;', 'int rank, size;\n    system("touch /tmp/started");');

const dockerBridge = '#cloud-config\nruncmd:\n  - ip link add docker0 type bridge && ip address add 172.17.0.1/16 dev docker0 && ip link set docker0 up\n';

interface Given {
  readonly lab: Lab;
  readonly cluster: Cluster;
}

interface Wanted {
  readonly count?: number;
  readonly lab?: LabOptions;
  readonly own?: string;
  /** What is wrong with the node of that name from its first boot on. */
  readonly wrong?: readonly [string, BootFault];
  /** The road has been walked to this task before the test begins. */
  readonly upTo?: string;
}

/** A test on nodes of its own; several at the same time, as nearly all of it is waiting. */
function trap(name: string, wanted: Wanted, test: (given: Given) => Promise<void>): void {
  it.concurrent(name, async () => {
    const lab = await startLab(wanted.lab);
    try {
      if (wanted.wrong) await lab.plan(...wanted.wrong);
      const cluster = await bootCluster(lab, wanted.count ?? 3, wanted.own === undefined ? {} : { own: wanted.own });
      try {
        if (wanted.upTo) expect((await cluster.run(upTo(cluster, wanted.upTo))).outcome).toEqual({ result: 'done' });
        await test({ lab, cluster });
      } finally {
        cluster.close();
      }
    } finally {
      await lab.end();
    }
  });
}

/** The tasks up to one of them; those that it does not need are left out. */
function upTo(cluster: Cluster, id: string, hello = helloSource): Task[] {
  const tasks = cluster.road({ hello });
  const wanted = new Set([id]);
  for (const task of tasks.toReversed()) if (wanted.has(task.id)) for (const need of task.needs) wanted.add(need);
  return tasks.filter((task) => wanted.has(task.id));
}

/** The tasks that fit, as if all others were done. */
function only(cluster: Cluster, fits: (task: Task) => boolean, hello = helloSource): Task[] {
  const tasks = cluster.road({ hello }).filter(fits);
  return tasks.map((task) => ({ ...task, needs: task.needs.filter((need) => tasks.some(({ id }) => id === need)) }));
}

function problemOf({ outcome }: Ended): Problem {
  if (outcome.result !== 'failed') throw new Error(`it ended with ${outcome.result}`);
  return outcome.problem;
}

/** Runs a hello that waits, and does something as soon as every rank runs; `after` counts seconds from then. */
async function breakHello({ lab, cluster }: Given, action: () => Promise<void>, signal?: AbortSignal): Promise<Ended & { readonly after: number }> {
  expect((await cluster.run(upTo(cluster, 'hello/copy', slowHello))).outcome).toEqual({ result: 'done' });
  const running = cluster.run(
    only(cluster, ({ id }) => id === 'hello/compile' || id === 'hello/run', slowHello),
    signal ? { signal } : {},
  );
  await Promise.all(cluster.names.map((name) => lab.onNode(name, 'for i in $(seq 300); do [ -e /tmp/started ] && exit 0; sleep 0.05; done; exit 1')));
  const broken = performance.now();
  await action();
  const ended = await running;
  return { ...ended, after: (performance.now() - broken) / 1000 };
}

const ranksOn = async ({ lab }: Given, name: string): Promise<string> => (await lab.onNode(name, 'pgrep -x "hello|mpirun|orted" || true')).trim();

describe.concurrent('a node that is off', () => {
  trap('is found out by clush, by mpirun and by the login, each within 30 s and by name (lab 2, 3, 9)', { upTo: 'hello/run' }, async ({ lab, cluster }) => {
    await lab.fault('node2', 'power-off');
    const clushed = cluster.nodes.exec(cluster.access.node('node0'), `${clush(20)} -w ${nodeSet(cluster.names)} uname -n`);
    await cluster.on('node0', 'rm .rank0/hello-run');
    cluster.nodes.forget('node2');
    const [launched, login] = await Promise.all([cluster.run(only(cluster, ({ id }) => id === 'hello/run')), cluster.run(upTo(cluster, 'login/node2'))]);
    expect(problemOf(launched).message).toContain('node2');
    expect(launched.seconds).toBeLessThan(30);
    expect(problemOf(login)).toMatchObject({ code: 'diagnosed', message: expect.stringMatching(/^node2 \(203\.0\.113\.12\)/) });
    expect(login.seconds).toBeLessThan(30);

    const { exitCode, stdout, stderr } = await clushed;
    expect(exitCode).toBe(255);
    expect(stdout.trim().split('\n').sort()).toEqual(['node0: node0', 'node1: node1']);
    expect(stderr).not.toContain('\r');
  });

  trap('ends a hello that was running, by name, and leaves no rank behind (lab 10)', {}, async (given) => {
    const ended = await breakHello(given, () => given.lab.fault('node1', 'power-off'));
    expect(problemOf(ended).message).toContain('node1');
    expect(ended.after).toBeLessThan(30);
    expect([await ranksOn(given, 'node0'), await ranksOn(given, 'node2')]).toEqual(['', '']);
  });
});

describe.concurrent('a node that is frozen', () => {
  trap('ends the spreading of keys within 30 s, by name', {}, async ({ lab, cluster }) => {
    expect((await cluster.run(only(cluster, ({ stage }) => stage === 'log-in'))).outcome).toEqual({ result: 'done' });
    await lab.fault('node2', 'freeze');
    const ended = await cluster.run(only(cluster, ({ stage }) => stage === 'cluster-ssh'));
    expect(problemOf(ended).message).toContain('node2');
    expect(ended.seconds).toBeLessThan(30);
  });

  trap('ends the login within 30 s: port 22 is open and nobody speaks', { count: 2 }, async ({ lab, cluster }) => {
    await lab.fault('node1', 'freeze');
    const ended = await cluster.run(upTo(cluster, 'login/node1'));
    expect(problemOf(ended).message).toMatch(/node1 .*port 22 is open, but the SSH server says nothing/);
    expect(ended.seconds).toBeLessThan(30);
  });

  trap('ends a hello that was running, by name', {}, async (given) => {
    const ended = await breakHello(given, () => given.lab.fault('node2', 'freeze'));
    expect(problemOf(ended).message).toContain('node2');
    expect(ended.after).toBeLessThan(30);
  });
});

describe.concurrent('a node that is cut off', () => {
  trap('ends a hello that was running, by name; when the cut is mended the road goes on', {}, async (given) => {
    const { lab, cluster } = given;
    const ended = await breakHello(given, () => lab.fault('node2', 'partition'));
    expect(problemOf(ended).message).toContain('node2');
    expect(ended.after).toBeLessThan(30);
    await lab.fault('node2', 'heal');
    const again = await cluster.run(cluster.road());
    expect(again.outcome).toEqual({ result: 'done' });
    expect(again.messages['hello/run']?.split('\n')).toHaveLength(3);
  });
});

describe.concurrent('hello', () => {
  trap(
    'names the node on which the program is missing; is refused as root; comes back from 40 commands at once (lab 6, 8, 13)',
    { upTo: 'hello/copy' },
    async (given) => {
      const { lab, cluster } = given;
      const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => cluster.on('node0', `sleep 0.05; echo ${index}`)));
      expect(answers).toEqual(Array.from({ length: 40 }, (_, index) => `${index}\n`));
      await cluster.on('node1', 'rm hello');
      expect(problemOf(await cluster.run(only(cluster, ({ id }) => id === 'hello/run'))).message).toContain('node1');
      expect((await cluster.run(cluster.road())).outcome).toEqual({ result: 'done' });
      const root = await cluster.nodes.exec(cluster.access.node('node0'), 'sudo mpirun -np 1 ./hello');
      expect(root.exitCode).not.toBe(0);
      expect(await lab.onNode('node0', 'stat -c %U /home/glock/hello')).toBe('glock\n');
    },
  );

  trap('is put in the place of a program of its name that still runs on a node', { upTo: 'hello/copy' }, async (given) => {
    const { cluster } = given;
    await cluster.on('node1', 'cp /bin/sleep hello && { nohup ./hello 60 >/dev/null 2>&1 & }');
    const ended = await cluster.run(cluster.road());
    expect(ended.outcome).toEqual({ result: 'done' });
    expect(ended.messages['hello/run']?.split('\n')).toHaveLength(3);
  });

  trap('that is interrupted ends at once here, and within its own time on the nodes (lab 15)', {}, async (given) => {
    const stop = new AbortController();
    const ended = await breakHello(given, async () => stop.abort(), stop.signal);
    expect(ended.outcome).toEqual({ result: 'interrupted' });
    expect(ended.after).toBeLessThan(1);
    const gone = 'for i in $(seq 250); do pgrep -x "hello|mpirun|orted" >/dev/null || exit 0; sleep 0.1; done; exit 1';
    await Promise.all(given.cluster.names.map((name) => given.lab.onNode(name, gone)));
  });

  trap(
    'would hang on a bridge that has the same address on every node, without the settings that it is given (lab 11)',
    { own: dockerBridge, upTo: 'hello/run' },
    async ({ cluster }) => {
      const ring = helloSource.replace('printf(', 'int all = 0; MPI_Allreduce(&rank, &all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);\n    printf(');
      await cluster.on('node0', 'cat >ring.c && mpicc ring.c -o ring && clush -n -S -q -w node[1-2] -c ring', ring);
      const plain = await cluster.nodes.exec(cluster.access.node('node0'), 'timeout -k 1 8 mpirun -np 3 --hostfile hostfile --map-by node ./ring');
      expect([124, 137]).toContain(plain.exitCode);
      const line = (await cluster.on('node0', 'grep "# mpirun" hostfile')).replace('# ', '').replace('./PROGRAM', './ring').trim();
      expect((await cluster.on('node0', `timeout 20 ${line}`)).match(/Hello from rank/g)).toHaveLength(6);
    },
  );
});

describe.concurrent('the first boot', () => {
  trap(
    'that fails to install packages is a problem with the lines of the log that say so',
    { count: 2, wrong: ['node1', 'apt-fails'] },
    async ({ cluster }) => {
      const ended = await cluster.run(cluster.road());
      expect(problemOf(ended)).toMatchObject({ code: 'cloud-init-failed', message: expect.stringMatching(/node1[\s\S]*Failed to fetch/) });
      // Where the first boot was over before the first look, there was nothing to wait for.
      expect(['done', 'unchanged']).toContain(ended.states['cloud-init/node0']);
    },
  );

  trap('shows the packages that it is at while they install', { count: 2, lab: { pace: 1.2 } }, async ({ cluster }) => {
    const seen = new Set<string>();
    const ended = await cluster.run(upTo(cluster, 'cloud-init/node1'), { onEvent: ({ waitingFor }) => void (waitingFor && seen.add(waitingFor)) });
    expect(ended.outcome).toEqual({ result: 'done' });
    expect([...seen].join('; ')).toMatch(/openmpi|clustershell/);
  });
});

describe.concurrent('host keys', () => {
  trap('that are not those of the serial console stop the login, and everything with it', { wrong: ['node1', 'other-key'] }, async ({ cluster }) => {
    const ended = await cluster.run(cluster.road());
    expect(problemOf(ended)).toMatchObject({ code: 'host-key-mismatch', message: expect.stringContaining('node1') });
    expect(ended.states['cluster-key']).toBeUndefined();
  });

  trap('that only the other nodes see changed stop it from the head', { wrong: ['node2', 'other-key-inside'] }, async ({ cluster }) => {
    const ended = await cluster.run(cluster.road());
    expect(problemOf(ended)).toMatchObject({ code: 'host-key-mismatch', message: expect.stringContaining('node2, seen from node0') });
    expect(ended.states['hello/run']).toBeUndefined();
  });

  trap(
    'of an earlier life of the disk do not confuse it; new ones after a reimage stop it',
    { count: 2, wrong: ['node1', 'stale-keys'], upTo: 'hello/run' },
    async ({ lab, cluster }) => {
      expect((await lab.serialLog('node1')).match(/BEGIN RANK0 HOST KEYS/g)).toHaveLength(2);
      await lab.fault('node1', 'reimage');
      await lab.onNode('node1', 'for i in $(seq 200); do [ -e /run/sshd.pid ] && exit 0; sleep 0.05; done; exit 1');
      cluster.nodes.forget('node1');
      expect(problemOf(await cluster.run(cluster.road()))).toMatchObject({ code: 'host-key-mismatch' });
    },
  );
});

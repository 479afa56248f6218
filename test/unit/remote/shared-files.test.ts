import { describe, expect, it, vi } from 'vitest';
import { headSharedTasks, headUnsharedTasks } from '../../../src/remote/tasks/shared-head.ts';
import { ran } from '../engine/support.ts';
import { practiceCluster, type PracticeCluster } from './practice-cluster.ts';

// Real SSH to simulated machines: seconds on a machine that has nothing else to do.
vi.setConfig({ testTimeout: 120_000 });

const never = new AbortController().signal;
const share = ({ access, clock }: Pick<PracticeCluster, 'access' | 'clock'>) => ran(headSharedTasks(access, [], { rootSquash: true }), never, clock);
const unshare = ({ access, clock }: PracticeCluster) => ran(headUnsharedTasks(access, []), never, clock);
type Result = Awaited<ReturnType<typeof share>>;
const problemOf = ({ outcome }: Result) => (outcome.result === 'failed' ? outcome.problem : undefined);
const made = ({ events }: Result) => [...new Set(events.filter(({ state }) => state === 'making').map(({ task }) => task))].toSorted();
const messageOf = ({ events }: Result, task: string) => events.findLast((event) => event.task === task && event.message !== undefined)?.message;

describe('shared files from the head', () => {
  it('are mounted and verified, found as they are the second time, and taken away again', async () => {
    const cluster = await practiceCluster(3);
    const first = await share(cluster);
    expect(problemOf(first)).toBeUndefined();
    expect(messageOf(first, 'shared/verify')).toMatch(
      /^written on node2, read on the other 2 with the same bytes, owner and mode; 25\.9 GiB of 28\.0 GiB free on the disk of node0\. While node0 is off/,
    );
    expect(first.facts.filter(({ type }) => type === 'shared')).toContainEqual({ type: 'shared', shared: { kind: 'head' } });
    expect(made(await share(cluster))).toEqual([]);
    await cluster.nodes[1]?.run('echo 1 > /scratch/ada/file');

    const away = await unshare(cluster);
    expect(problemOf(away)).toBeUndefined();
    expect(messageOf(away, 'shared/remove')).toContain('1 file in /shared on node0 stays there');
    for (const node of cluster.nodes) {
      expect((await node.run('findmnt -n -M /scratch; grep -c scratch /etc/fstab; ls -d /scratch')).stdout).toBe('0\n');
    }
    expect((await cluster.head.run('sudo exportfs -v; cat /shared/ada/file')).stdout).toBe('1\n');
    expect(made(await unshare(cluster))).toEqual([]);
    expect(problemOf(await share(cluster))).toBeUndefined();
    expect((await cluster.nodes[2]?.run('cat /scratch/ada/file'))?.stdout).toBe('1\n');
  });

  it('are there again after each start, in any order', async () => {
    const cluster = await practiceCluster(2);
    expect(problemOf(await share(cluster))).toBeUndefined();
    await cluster.nodes[1]?.run('echo 1 > /scratch/ada/file');
    const { machines, clock, specs } = cluster;
    for (const { vmId } of specs) await machines.halt(vmId);
    await clock.sleep(60_000);
    for (const spec of specs.toReversed()) {
      await machines.boot(spec, clock.now());
      await clock.sleep(60_000);
    }
    const again = cluster.connect();
    expect(made(await share({ ...cluster, access: again }))).toEqual([]);
    const { stdout } = await again.nodes.exec(again.node('node1'), 'cat /scratch/ada/file');
    expect(stdout).toBe('1\n');
  });

  it('what was mended by hand, or half made, is made whole', async () => {
    const cluster = await practiceCluster(2);
    const { head, nodes } = cluster;
    expect(problemOf(await share(cluster))).toBeUndefined();
    await head.run('sudo rm /etc/exports.d/rank0.exports && sudo exportfs -ra');
    await nodes[1]?.run("sudo umount -l /scratch; sudo sed -i '/scratch/d' /etc/fstab");
    const again = await share(cluster);
    expect(problemOf(again)).toBeUndefined();
    expect(made(again)).toEqual(['shared/export', 'shared/mount/node1']);
    await head.run('sudo systemctl stop nfs-kernel-server');
    expect(made(await share(cluster))).toEqual(expect.arrayContaining(['shared/export']));
  });
});

describe('what goes wrong with shared files', () => {
  it.each<[string, (cluster: PracticeCluster) => Promise<unknown>, string]>([
    ['files lie at the mount point', ({ nodes }) => Promise.resolve(nodes[1]?.run('sudo mkdir /scratch && sudo touch /scratch/mine')), 'mount-point-not-empty'],
    ['somebody else has it', ({ nodes }) => Promise.resolve(nodes[1]?.run('sudo mkdir /scratch && sudo mount -t tmpfs tmpfs /scratch')), 'mount-point-taken'],
    [
      'somebody has a line of his own in fstab',
      ({ nodes }) => Promise.resolve(nodes[1]?.run("echo 'o:/d /scratch nfs defaults 0 0' | sudo tee -a /etc/fstab")),
      'mount-point-taken',
    ],
    ['no room is left on the head', ({ head }) => head.run('sudo mkdir /shared && sudo fallocate -l 27168688K /shared/fill'), 'node-disk-full'],
    [
      'a node has no way out for its package',
      ({ machines, specs }) => machines.rewire({ ...(specs[1] as (typeof specs)[1]), outbound: undefined } as never),
      'package-not-installed',
    ],
  ])('%s', async (_what, spoil, code) => {
    const cluster = await practiceCluster(2);
    await spoil(cluster);
    const result = await share(cluster);
    expect(problemOf(result)).toMatchObject({ code, next: expect.arrayContaining([expect.objectContaining({ command: expect.stringMatching(/^rank0 /) })]) });
  });

  it.each<[string, string, string, string]>([
    ['it is full', 'head', 'sudo fallocate -l 27168688K /shared/fill', 'shared-full'],
    ['it is mounted read-only', 'node1', 'sudo mount -o remount,ro /scratch', 'shared-read-only'],
    ["the folder is somebody else's", 'head', 'sudo chown root: /shared/ada && sudo chmod 700 /shared/ada', 'none'],
  ])('at the file that is to be read: %s', async (_what, where, line, code) => {
    const cluster = await practiceCluster(2);
    expect(problemOf(await share(cluster))).toBeUndefined();
    await (where === 'head' ? cluster.head : cluster.nodes[1])?.run(`${line}; rm -f ~/.rank0/shared-files`);
    await cluster.head.run('rm -f ~/.rank0/shared-files');
    expect(problemOf(await share(cluster))?.code ?? 'none').toBe(code);
  });

  it('somebody stands in it when it is to be taken away', async () => {
    const cluster = await practiceCluster(2);
    expect(problemOf(await share(cluster))).toBeUndefined();
    const sitting = cluster.nodes[1]?.run('cd /scratch && sleep 100000');
    await cluster.nodes[1]?.run('true');
    expect(problemOf(await unshare(cluster))?.code).toBe('mount-point-in-use');
    expect((await cluster.head.run('sudo exportfs -s')).stdout).toContain('/shared');
    expect(sitting).toBeDefined();
  });
});

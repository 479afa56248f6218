import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headSharedTasks, headUnsharedTasks } from '../../src/remote/tasks/shared-head.ts';
import { eventually } from './support/bare-nodes.ts';
import { bootCluster, type Cluster, type Ended, helloSource } from './support/cluster.ts';
import { type Lab, startLab } from './support/lab.ts';

// NFS on the wire between real nodes: server and clients are in user space here (README.md), mount(8), modes and owners are real.

const problemOf = ({ outcome }: Ended) => (outcome.result === 'failed' ? outcome.problem : undefined);
const changed = ({ states }: Ended): string[] => Object.entries(states).flatMap(([task, state]) => (state === 'unchanged' ? [] : [task]));

describe('shared files from the head, on real nodes', () => {
  let lab: Lab;
  let cluster: Cluster;
  let first: Ended;
  const share = (): Promise<Ended> => cluster.run(headSharedTasks(cluster.access, [], { rootSquash: true }));
  const [writer, path] = ['node2', '/scratch/glock/note'] as const;
  const seen = (): Promise<string[]> => Promise.all(cluster.names.map((name) => cluster.on(name, `stat -c '%a %u:%g %s' ${path} && sha256sum < ${path}`)));

  beforeAll(async () => {
    lab = await startLab({ pace: 0 });
    cluster = await bootCluster(lab, 4);
    expect((await cluster.run(cluster.road())).outcome).toEqual({ result: 'done' });
    first = await share();
  });
  afterAll(async () => {
    cluster?.close();
    await lab?.end();
  });

  it('are what one node writes and all read, with the same bytes, owner and mode', async () => {
    expect(first.outcome).toEqual({ result: 'done' });
    expect(first.messages['shared/verify']).toMatch(/read on the other 3 with the same bytes, owner and mode; .* free on the disk of node0/);
    await cluster.on(writer, `umask 027 && head -c 100000 /dev/urandom > ${path} && chmod 640 ${path}`);
    const all = await seen();
    expect(new Set(all).size).toBe(1);
    expect(all[0]).toMatch(/^640 \d+:\d+ 100000\n/);
    await cluster.on('node0', `echo more >> ${path}`);
    expect(new Set(await seen()).size).toBe(1);
  });

  it('are not to be written by root of another node, and by nobody whose they are not', async () => {
    await expect(cluster.on('node1', 'sudo touch /scratch/roots')).rejects.toThrow(/Permission denied/);
    await lab.onNode('node1', 'useradd -m other');
    await expect(cluster.on('node1', `sudo -u other cat ${path}`)).rejects.toThrow(/Permission denied/);
  });

  it('hold a program that all nodes run from there, as no copy of it is needed', async () => {
    await cluster.on('node0', 'cat > /scratch/glock/shared.c && cd /scratch/glock && mpicc shared.c -o shared', helloSource);
    const output = await cluster.on('node0', 'cd /scratch/glock && timeout 30 mpirun -np 4 --hostfile ~/hostfile --map-by node ./shared');
    expect(output.match(/Hello from rank \d of 4/g)).toHaveLength(4);
  });

  it('change nothing when they are asked for again', async () => {
    expect(changed(await share())).toEqual([]);
  });

  it('come to a node that joins, and are there again after the head and a node were off', async () => {
    await cluster.scale({ going: ['node3'], coming: ['node9'] });
    const joined = await share();
    expect(joined.outcome).toEqual({ result: 'done' });
    expect(await cluster.on('node9', `sha256sum < ${path}`)).toBe(await cluster.on('node0', `sha256sum < ${path}`));
    for (const name of ['node0', 'node1']) await lab.fault(name, 'power-off');
    for (const name of ['node1', 'node0']) await lab.fault(name, 'power-on');
    for (const name of ['node0', 'node1']) cluster.nodes.forget(name);
    const after = await eventually('/scratch on a node that started', 60, () => cluster.on('node1', `timeout 5 sha256sum < ${path}`).catch(() => undefined));
    expect(after).toBe(await cluster.on('node2', `timeout 20 sha256sum < ${path}`));
    expect(changed(await share())).toEqual([]);
  });

  it('are refused by the server where the export is for another network, and by a place that is in use', async () => {
    await cluster.on('node1', 'sudo umount /scratch && sudo sed -i "/rank0 shared/,+1d" /etc/fstab && sudo touch /scratch/mine');
    expect(problemOf(await share())).toMatchObject({ message: expect.stringMatching(/node1.*not empty|\/scratch.*node1|mine/s) });
    await cluster.on('node1', 'sudo rm /scratch/mine');
    await cluster.on('node0', 'echo "/shared 10.9.0.0/24(rw)" | sudo tee /etc/exports.d/rank0.exports && sudo exportfs -ra');
    const line = 'sudo mount -t nfs -o vers=4.2,nconnect=8,hard,proto=tcp node0:/shared /scratch';
    await expect(cluster.on('node1', line)).rejects.toThrow(/exit 32\nmount.nfs: access denied by server while mounting node0:\/shared/);
    expect((await share()).outcome).toEqual({ result: 'done' });
  });

  it('are taken from every node, and what is in them stays on the head', async () => {
    const gone = await cluster.run(headUnsharedTasks(cluster.access, []));
    expect(gone.outcome).toEqual({ result: 'done' });
    expect(gone.messages['shared/remove']).toMatch(/^\d+ files in \/shared on node0 stay there/);
    for (const name of cluster.names) {
      expect(await cluster.on(name, 'findmnt -M /scratch || grep scratch /etc/fstab || echo nothing')).toBe('nothing\n');
    }
    expect(await cluster.on('node0', 'test -s /shared/glock/note && sudo exportfs -s')).toBe('');
  });
});

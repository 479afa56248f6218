import { describe, expect, it, vi } from 'vitest';
import type { BlobAnswer } from '../../../src/practice/blob.ts';
import type { MachineSpec } from '../../../src/practice/machines.ts';
import { blobServer } from '../../../src/practice/nodes/blob/blob-server.ts';
import { type BlobClients, blobClientTask, clientIn } from '../../../src/remote/tasks/blob-client.ts';
import { blobMountTask, type BlobPlace, blobUnmountTask } from '../../../src/remote/tasks/blob-mount.ts';
import { contentsOf, contentsWords } from '../../../src/remote/tasks/shared-count.ts';
import { verifyTask } from '../../../src/remote/tasks/shared-verify.ts';
import { ran } from '../engine/support.ts';
import { startOfTime } from '../practice/nodes/support.ts';
import { practiceCluster } from './practice-cluster.ts';

// Real SSH to simulated machines: seconds on a machine that has nothing else to do.
vi.setConfig({ testTimeout: 120_000 });

const never = new AbortController().signal;
const place: BlobPlace = { host: 'glock1.blob.core.windows.net', path: '/glock1/scratch' };
const container: BlobAnswer = { is: 'container', id: 'glock1-1', madeAt: startOfTime, squash: 'none' };

async function withAccount(count = 2, changes: Partial<MachineSpec> = {}, first: BlobAnswer = container) {
  const account = { answer: first };
  const cluster = await practiceCluster(count, changes, (folder) => [blobServer({ folder, ask: () => account.answer })]);
  const { access, clock } = cluster;
  const share = async () => {
    const clients: BlobClients = new Map();
    const tasks = [
      ...access.names.map((name) => blobClientTask(access, name, [], clients)),
      ...access.names.map((name) => blobMountTask(access, name, [], () => place, clients)),
      verifyTask(access, { shared: { kind: 'blob', account: 'glock1', container: 'scratch' }, where: 'the storage account glock1', whenAway: '' }),
    ];
    const result = await ran(tasks, never, clock);
    const problem = result.outcome.result === 'failed' ? result.outcome.problem : undefined;
    const waits = [...new Set(result.events.flatMap(({ waitingFor }) => waitingFor ?? []))];
    return { ...result, problem, waits, made: result.events.filter(({ state }) => state === 'making').length };
  };
  return { ...cluster, account, share };
}

describe('shared files in a storage account, on the nodes', () => {
  it('are mounted by aznfs and verified, found as they are the second time, counted, and let go of', async () => {
    const { share, nodes, access, clock } = await withAccount();
    const first = await share();
    expect(first.problem).toBeUndefined();
    expect(first.events.find(({ task, state }) => task === 'shared/packages/node1' && state === 'done')?.message).toMatch(/^aznfs; 8 connections/);
    expect((await nodes[1]?.run('cat /etc/fstab'))?.stdout).toContain(
      '# rank0 shared files\nglock1.blob.core.windows.net:/glock1/scratch /scratch aznfs sec=sys,vers=3,nolock,proto=tcp,_netdev,nofail,nconnect=8 0 0\n',
    );
    expect((await share()).made).toBe(0);
    await nodes[1]?.run('mkdir /scratch/ada/d && echo 12345 > /scratch/ada/d/x && echo 1 > /scratch/ada/y');
    const contents = await contentsOf(access, { signal: never });
    expect(contents && contentsWords(contents)).toBe('2 files, 8 B');
    const gone = await ran(
      access.names.map((name) => blobUnmountTask(access, name, [], place)),
      never,
      clock,
    );
    expect(gone.outcome).toEqual({ result: 'done' });
    for (const node of nodes) expect((await node.run('findmnt -n -M /scratch; grep -c scratch /etc/fstab')).stdout).toBe('0\n');
    expect(await contentsOf(access, { signal: never })).toBeUndefined();
  });

  it('a rule that does not act yet is waited for, with the reason', async () => {
    const { share, account, clock } = await withAccount(2, {}, { is: 'denied' });
    const since = clock.now();
    const sleep = clock.sleep.bind(clock);
    vi.spyOn(clock, 'sleep').mockImplementation(async (milliseconds, signal) => {
      await sleep(milliseconds, signal);
      if (clock.now() - since > 120_000) account.answer = container;
    });
    const { problem, waits } = await share();
    expect(problem).toBeUndefined();
    expect(waits).toContain('the network rule of glock1.blob.core.windows.net to act (Azure takes up to some minutes)');
  });

  it.each([
    ['the subnet is not let in, or has no endpoint', { is: 'denied' }, 'mount-denied', /access denied by server/],
    ['the account has no NFS, or no such container', { is: 'no such path' }, 'mount-path-missing', /No such file or directory/],
    ['ports are closed on the way', { is: 'blocked' }, 'mount-timeout', /Connection timed out|no answer/],
    ['the name is none', { is: 'unknown' }, 'name-unknown', /Failed to resolve server/],
  ] as const)('where %s, that is said', async (_, answer, code, words) => {
    const { share } = await withAccount(2, {}, answer);
    const { problem } = await share();
    expect(problem).toMatchObject({ code, message: expect.stringMatching(words) });
    expect(problem?.next.length).toBeGreaterThan(0);
  });

  it('where aznfs is not to be had plain NFS is used, without nconnect where the kernel has nothing for it, and stays so', async () => {
    const { share, nodes } = await withAccount(2, { image: 'Canonical:ubuntu-26_04-lts:server:26.04.202611040' });
    expect((await share()).problem).toBeUndefined();
    expect((await nodes[1]?.run('findmnt -n -o SOURCE,FSTYPE /scratch; tail -1 /etc/fstab'))?.stdout).toBe(
      'glock1.blob.core.windows.net:/glock1/scratch nfs\nglock1.blob.core.windows.net:/glock1/scratch /scratch nfs sec=sys,vers=3,nolock,proto=tcp,_netdev,nofail 0 0\n',
    );
    expect((await share()).made).toBe(0);
  });

  it('a node without a way to the package servers is told what gives it one', async () => {
    const { share, machines, specs } = await withAccount();
    const { publicAddress: _, outbound: __, ...spec } = specs[1] as MachineSpec;
    await machines.rewire({ ...spec, publicAddress: specs[1]?.publicAddress ?? '' });
    const { problem } = await share();
    expect(problem).toMatchObject({ code: 'package-not-installed', next: [{ command: 'rank0 prune node --nat-gateway' }, {}, {}] });
  });

  it('a container that was made anew is mounted anew', async () => {
    const { share, account } = await withAccount();
    await share();
    account.answer = { ...container, id: 'glock1-2' };
    expect((await share()).problem).toBeUndefined();
    expect((await share()).made).toBe(0);
  });
});

describe('what a node has to mount with', () => {
  it('is read from what is there, whatever a .bashrc prints before', () => {
    const all = 'welcome\r\nrank0 has /sbin/mount.aznfs\r\nrank0 has /sbin/mount.nfs\r\nrank0 has /sys/module/sunrpc/parameters/enable_azure_nconnect\r\n';
    expect(clientIn(all)).toEqual({ aznfs: true, nfs: true, nconnect: true, plain: false });
    expect(clientIn('rank0 has /sbin/mount.nfs\nrank0 plain a.blob.core.windows.net:/a/b /scratch nfs vers=3 0 0\n')).toEqual({
      aznfs: false,
      nfs: true,
      nconnect: false,
      plain: true,
    });
  });
});

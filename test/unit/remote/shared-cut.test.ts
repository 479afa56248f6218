import { describe, expect, it, vi } from 'vitest';
import type { Access } from '../../../src/remote/access.ts';
import { headSharedTasks, headUnsharedTasks } from '../../../src/remote/tasks/shared-head.ts';
import { seedOfRun } from '../../support/sample.ts';
import { ran } from '../engine/support.ts';
import { practiceCluster, type PracticeCluster } from './practice-cluster.ts';

// Each cut is four runs over real SSH.
vi.setConfig({ testTimeout: 600_000 });

/** Of how many cuts one is taken; RANK0_ALL_CUTS=1 takes every one. */
const stride = process.env['RANK0_ALL_CUTS'] === '1' ? 1 : 5;
const offset = seedOfRun() % stride;

const never = new AbortController().signal;
const writes = /\bsudo (install|tee|mkdir|mv|mount|umount|systemctl|exportfs -ra|rm|timeout|apt-get|DEBIAN)|shared-files$|> \/scratch/;

/** The nodes, as a program uses them that ends at its n-th writing command: before it is sent, or once it was answered and nobody heard it. */
function endingAt(access: Access, at: number, when: 'before' | 'after'): { readonly access: Access; readonly signal: AbortSignal; readonly seen: string[] } {
  const stop = new AbortController();
  const seen: string[] = [];
  const exec: Access['nodes']['exec'] = async (node, command, options) => {
    if (!writes.test(command)) return access.nodes.exec(node, command, options);
    seen.push(command);
    const last = seen.length === at;
    if (last && when === 'before') stop.abort(new Error('cut'));
    const result = await access.nodes.exec(node, command, { ...options, signal: last ? never : (options?.signal ?? never) });
    if (last) stop.abort(new Error('cut'));
    return result;
  };
  return { access: Object.create(access, { nodes: { value: { ...access.nodes, exec } } }) as Access, signal: stop.signal, seen };
}

const share = (access: Access) => headSharedTasks(access, [], { rootSquash: true });
const unshare = (access: Access) => headUnsharedTasks(access, []);

async function whole({ access, clock }: PracticeCluster, tasks: typeof share): Promise<void> {
  expect((await ran(tasks(access), never, clock)).outcome).toEqual({ result: 'done' });
  const again = await ran(tasks(access), never, clock);
  expect(again.events.filter(({ state }) => state === 'making').map(({ task }) => task)).toEqual([]);
}

describe('shared files, cut off at each of their writes', () => {
  it('are made whole by the next run, and taken away whole by the next', async () => {
    const cluster = await practiceCluster(2);
    const { access, clock } = cluster;
    let cuts = 0;
    for (const [tasks, back] of [
      [share, unshare],
      [unshare, share],
    ] as const) {
      if (tasks === unshare) await whole(cluster, share);
      for (let at = 1 + offset; ; at += stride) {
        const cut = endingAt(access, at, at % 2 === 0 ? 'before' : 'after');
        const { outcome } = await ran(tasks(cut.access), cut.signal, clock);
        if (cut.seen.length < at) break;
        expect([at, outcome.result]).toEqual([at, expect.stringMatching(/interrupted|done/)]);
        await whole(cluster, tasks);
        expect((await ran(back(access), never, clock)).outcome).toEqual({ result: 'done' });
        cuts += 1;
      }
    }
    expect(cuts).toBeGreaterThanOrEqual(Math.floor(15 / stride));
  });
});

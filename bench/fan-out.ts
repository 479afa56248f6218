import { installLabPackages } from '../scripts/debian-packages.mjs';
import { wallClock } from '../src/engine/clock.ts';
import { openNodes } from '../src/remote/nodes.ts';
import type { ClusterNode } from '../src/state/events.ts';
import { bootBareNodes, hostKeysOn, joinNodes } from '../test/lab/support/bare-nodes.ts';
import { startLab } from '../test/lab/support/lab.ts';
import { type Row, type Spread, spreadOf } from './figures.ts';

const rounds = 5;

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return (performance.now() - began) / 1000;
}

/**
 * `uname -n` on real nodes: our pool from the laptop, first from nothing and then on its open connections, beside
 * `clush -w … uname -n` on the head, in turn.
 */
export async function fanOut(count: number): Promise<{ rows: Row[]; figures: Record<string, Spread> } | { cannot: string }> {
  const missing = installLabPackages();
  if (missing) return { cannot: missing };
  const lab = await startLab();
  try {
    const bare = await bootBareNodes(lab, count);
    await joinNodes(lab, bare);
    const nodes: ClusterNode[] = await Promise.all(
      bare.specs.map(async ({ computerName, id, privateAddress, publicAddress }, index) => ({
        name: computerName,
        role: index === 0 ? ('head' as const) : ('node' as const),
        machineId: id,
        privateAddress,
        ...(publicAddress === undefined ? {} : { publicAddress }),
        hostKeys: [...hostKeysOn(await lab.serialLog(computerName))],
      })),
    );
    const head = bare.names[0] as string;
    const clush = `clush -n -S -q -f ${count} -w 'node[0-${count - 1}]' uname -n`;
    const first: number[] = [];
    const kept: number[] = [];
    const peer: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const pool = openNodes({ user: bare.user, privateKey: bare.privateKey, dial: (host, port, signal) => lab.dial(host, port, signal), clock: wallClock });
      const all = async (): Promise<void> => {
        const said = await Promise.all(nodes.map((node) => pool.exec(node, 'uname -n')));
        if (said.some(({ stdout }, index) => stdout.trim() !== nodes[index]?.name)) throw new Error('a node said another name');
      };
      const times = [await timed(all), await timed(all)] as const;
      pool.close();
      const beside = await timed(async () => {
        const { exitCode, stdout, stderr } = await bare.ssh(head, clush, { timeoutSeconds: 120 });
        if (exitCode !== 0 || stdout.trim().split('\n').length !== count) throw new Error(`clush: ${exitCode} ${stderr}`);
      });
      // The first round warms what the machine keeps in memory.
      if (round === 0) continue;
      first.push(times[0]);
      kept.push(times[1]);
      peer.push(beside);
    }
    const figures = { 'rank0, from nothing': spreadOf(first), 'rank0, connections open': spreadOf(kept), clush: spreadOf(peer) };
    const seconds = (spread: Spread): string => `${spread.median} s (${spread.least}–${spread.most})`;
    const row = (ours: 'rank0, from nothing' | 'rank0, connections open', aim: number): Row => ({
      what: `a command on ${count} real nodes, ${ours === 'rank0, from nothing' ? 'from nothing' : 'connections open'}, against clush`,
      ours: seconds(figures[ours]),
      peer: seconds(figures.clush),
      ratio: figures[ours].median / figures.clush.median,
      aim,
    });
    return { rows: [row('rank0, from nothing', 0.3), row('rank0, connections open', 0.3)], figures };
  } finally {
    await lab.end();
  }
}

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installLabPackages } from '../scripts/debian-packages.mjs';
import { startLab } from '../test/lab/support/lab.ts';
import type { LaptopAnswer, LaptopOrder } from '../test/lab/support/laptop.ts';
import { type Laptop, type ManyNodes, manyNodes } from '../test/lab/support/many-nodes.ts';
import { type Row, type Spread, spreadOf } from './figures.ts';

/** How often each is measured, after one round that warms what the machine keeps in memory. */
export const usualRounds = { commands: 5, files: 3 };
export type Rounds = typeof usualRounds;
const bytes = 20_000_000;

type Measured = Record<string, number[]>;

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return (performance.now() - began) / 1000;
}

/** Ours beside its peer in turn, all in one run: what other programs of this machine take, they take from both. */
async function inTurn(measured: Measured, count: number, parts: Readonly<Record<string, () => Promise<number>>>): Promise<void> {
  for (let round = 0; round <= count; round += 1) {
    for (const [name, part] of Object.entries(parts)) {
      const seconds = await part();
      console.error(`${name}: ${seconds.toFixed(2)} s${round > 0 ? '' : ' (to warm)'}`);
      if (round > 0) measured[name] = [...(measured[name] ?? []), seconds];
    }
  }
}

/** The seconds that an order took. Throws where a node has not what it should. */
async function ordered(laptop: Laptop, order: LaptopOrder): Promise<number> {
  const { seconds, ends }: LaptopAnswer = await laptop.order(order);
  const failed = ends.filter(({ state }) => state !== 'copied');
  if (failed.length > 0) throw new Error(JSON.stringify(failed[0]));
  return seconds;
}

/**
 * On real nodes, from a process on the laptop: a command on all of them from nothing and on open connections, beside `clush` on the head;
 * 20 MB to all of them, beside `clush --copy` from the laptop, and through the head alone beside `clush --copy` on the head.
 */
export async function fanOut(count: number, rounds: Rounds = usualRounds): Promise<{ rows: Row[]; figures: Record<string, Spread> } | { cannot: string }> {
  const missing = installLabPackages();
  if (missing) return { cannot: missing };
  const lab = await startLab({ pace: 0 });
  try {
    const many = await manyNodes(lab, count);
    const measured: Measured = {};
    await commands(many, measured, rounds.commands);
    await files(many, measured, rounds.files);
    const figures = Object.fromEntries(Object.entries(measured).map(([name, values]) => [name, spreadOf(values)]));
    const row = (what: string, ours: string, peer: string, aim: number): Row => {
      const [one, other] = [figures[ours], figures[peer]] as [Spread, Spread];
      const seconds = (spread: Spread): string => `${spread.least} s (to ${spread.most})`;
      return { what, ours: seconds(one), peer: seconds(other), ratio: one.least / other.least, aim };
    };
    return {
      rows: [
        row(`a command on ${count} real nodes, from nothing, against clush`, 'run', 'clush', 0.3),
        row(`a command on ${count} real nodes, connections open, against clush`, 'run, connections open', 'clush', 0.03),
        row(`20 MB to ${count} real nodes, against clush -c from the same place`, 'put', 'clush -c, laptop', 0.6),
        row(`20 MB to ${count} real nodes through the head, upload included, against clush -c on the head`, 'put, pruned', 'clush -c, head', 1.2),
      ],
      figures,
    };
  } finally {
    await lab.end();
  }
}

const all = ({ names }: ManyNodes): string => `node[0-${names.length - 1}]`;

async function commands(many: ManyNodes, measured: Measured, rounds: number): Promise<void> {
  const laptop = many.laptop();
  const clush = `clush -n -S -q -f ${many.names.length} -w ${all(many)} uname -n`;
  await inTurn(measured, rounds, {
    run: () => ordered(laptop, { do: 'run' }),
    'run, connections open': () => ordered(laptop, { do: 'run' }),
    clush: async () => {
      await laptop.order({ do: 'close' });
      return timed(() => many.onHead(clush));
    },
  });
  laptop.end();
}

async function files(many: ManyNodes, measured: Measured, rounds: number): Promise<void> {
  const { lab } = many;
  const file = join(lab.folder, 'file');
  let laptop = many.laptop();
  // Each time other bytes, and none of the last time's on the nodes.
  const put = async (): Promise<number> => {
    writeFileSync(file, randomBytes(bytes));
    const seconds = await ordered(laptop, { do: 'put', path: file });
    await laptop.order({ do: 'run', line: 'rm -f file' });
    await laptop.order({ do: 'close' });
    return seconds;
  };
  const clush = `clush -S -q -f ${many.names.length} -w ${all(many)}`;
  await inTurn(measured, rounds, {
    put,
    'clush -c, laptop': () => timed(() => many.onLaptop(`${clush} -o "-F $CONFIG" --copy file --dest /tmp/file`)),
  });
  laptop.end();
  await many.prune();
  laptop = many.laptop();
  await inTurn(measured, rounds, {
    'put, pruned': put,
    'clush -c, head': () => timed(() => many.onHead(`${clush} --copy /tmp/file --dest /tmp/copy`)),
  });
  laptop.end();
}

// What a person's own machine does, as a process in the lab's laptop: takes orders on stdin, one JSON a line, and says how long each took.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { wallClock } from '../src/engine/clock.ts';
import { localFile } from '../src/remote/files/local-file.ts';
import { putFile } from '../src/remote/files/put.ts';
import { openNodes, type ReachableNodes } from '../src/remote/nodes.ts';
import type { ClusterNode } from '../src/state/events.ts';

/** What it is told once, in a file: how to log in where. */
export interface Seat {
  readonly user: string;
  readonly privateKey: string;
  /** Head first. */
  readonly nodes: readonly ClusterNode[];
}

/** `run`: `uname -n` on all; `put`: the file on all; `close`: the next one logs in anew. */
export type LaptopOrder = { readonly do: 'run' } | { readonly do: 'put'; readonly path: string } | { readonly do: 'close' };

export interface LaptopAnswer {
  readonly seconds: number;
  /** Processor seconds of this process. */
  readonly cpu: number;
  /** Bytes of a file that left it. */
  readonly sent: number;
  readonly failed: readonly string[];
}

const seat = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as Seat;
const signal = new AbortController().signal;
let pool: ReachableNodes | undefined;
const nodes = (): ReachableNodes =>
  (pool ??= openNodes({
    user: seat.user,
    privateKey: seat.privateKey,
    clock: wallClock,
    head: () => seat.nodes[0],
    dial: (host, port) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host, port, noDelay: true }, () => resolve(socket));
        socket.once('error', reject);
      }),
  }));

async function carryOut(order: LaptopOrder): Promise<{ sent: number; failed: string[] }> {
  switch (order.do) {
    case 'run': {
      const said = await Promise.all(seat.nodes.map((node) => nodes().exec(node, 'uname -n', { timeoutSeconds: 120 })));
      return { sent: 0, failed: seat.nodes.flatMap(({ name }, index) => (said[index]?.stdout.trim() === name ? [] : [name])) };
    }
    case 'put': {
      let sent = 0;
      const ends = await putFile({
        nodes: nodes(),
        targets: seat.nodes,
        file: await localFile(order.path, signal),
        to: '~',
        signal,
        ended: () => {},
        sent: (bytes) => {
          sent += bytes;
        },
      });
      return { sent, failed: ends.flatMap(({ node, state, problem }) => (state === 'copied' ? [] : [`${node}: ${problem?.message ?? state}`])) };
    }
    case 'close':
      pool?.close();
      pool = undefined;
      return { sent: 0, failed: [] };
    default:
      return order satisfies never;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const began = performance.now();
  const before = process.cpuUsage();
  const { sent, failed } = await carryOut(JSON.parse(line) as LaptopOrder);
  const { user, system } = process.cpuUsage(before);
  const answer: LaptopAnswer = { seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6, sent, failed };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
pool?.close();

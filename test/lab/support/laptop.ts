// What a person's own machine does, as a process in the lab's laptop: takes orders on stdin, one JSON a line, and says how long each took.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { wallClock } from '../../../src/engine/clock.ts';
import { localFile } from '../../../src/remote/files/local-file.ts';
import { type PutEnd, putFile } from '../../../src/remote/files/put.ts';
import type { FileStep } from '../../../src/remote/files/steps.ts';
import { openNodes, type ReachableNodes } from '../../../src/remote/nodes.ts';
import type { ClusterNode } from '../../../src/state/events.ts';

/** What it is told once, in a file: how to log in where. */
export interface Seat {
  readonly user: string;
  readonly privateKey: string;
  /** Head first. */
  readonly nodes: readonly ClusterNode[];
}

/** `run`: a line on all, `uname -n` unless told; `put`: the file on all; `close`: the next one logs in anew. */
export type LaptopOrder =
  | { readonly do: 'run'; readonly line?: string }
  | { readonly do: 'put'; readonly path: string; readonly to?: string; readonly told?: boolean }
  | { readonly do: 'close' };

export interface LaptopAnswer {
  readonly seconds: number;
  /** Processor seconds of this process. */
  readonly cpu: number;
  /** Bytes of a file that left it. */
  readonly sent: number;
  readonly ends: readonly PutEnd[];
  /** What a line printed, node by node. */
  readonly printed: readonly string[];
}

/** What an order with `told` says on its way: a step, an end, or bytes that left. */
export type LaptopProgress = { readonly step: FileStep } | { readonly end: PutEnd } | { readonly sent: number };

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

async function carryOut(order: LaptopOrder): Promise<Pick<LaptopAnswer, 'sent' | 'ends' | 'printed'>> {
  switch (order.do) {
    case 'run': {
      const line = order.line ?? 'uname -n';
      const said = await Promise.all(seat.nodes.map((node) => nodes().exec(node, line, { timeoutSeconds: 120 })));
      return { sent: 0, ends: [], printed: said.map(({ stdout }) => stdout.trim()) };
    }
    case 'put': {
      let sent = 0;
      const tell = (progress: LaptopProgress): void => {
        if (order.told) process.stdout.write(`${JSON.stringify(progress)}\n`);
      };
      const ends = await putFile({
        nodes: nodes(),
        targets: seat.nodes,
        file: await localFile(order.path, signal),
        to: order.to ?? '~',
        signal,
        step: (step) => tell({ step }),
        ended: (end) => tell({ end }),
        sent: (bytes) => {
          sent += bytes;
          tell({ sent });
        },
      });
      return { sent, ends, printed: [] };
    }
    case 'close':
      pool?.close();
      pool = undefined;
      return { sent: 0, ends: [], printed: [] };
    default:
      return order satisfies never;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const began = performance.now();
  const before = process.cpuUsage();
  const done = await carryOut(JSON.parse(line) as LaptopOrder);
  const { user, system } = process.cpuUsage(before);
  const answer: LaptopAnswer = { seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6, ...done };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
pool?.close();

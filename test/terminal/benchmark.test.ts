import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildDemo } from '../support/build-demo.ts';
import { clear, type Seat, sit } from './driver.ts';

let demo = '';
const seats: Seat[] = [];

beforeAll(async () => {
  demo = await buildDemo();
});

afterEach(() => clear(seats));

/** What is seen of each screen that Enter goes on from, as far as the offer. */
const road = [
  'From nothing to MPI',
  'Azure knows you by a token',
  'goes on to 2, plan',
  'A cluster is a bill',
  'be connected?',
  /which region\?[\s\S]*eastus/,
  'how many nodes?',
  /which size\?[\s\S]*fits/,
  /everything that will be made[\s\S]* Enter build it/,
  'folder for lifetimes',
  'goes on to 4, nodes',
  'A node is a virtual machine',
  'goes on to 5, log in',
  'proves the machine to you',
  'goes on to 6',
  'logs in to other machines',
  'goes on to 7',
  /7 {2}Hello MPI[\s\S]*Enter do it/,
  'goes on to 8, benchmark',
] as const;

/** The wizard on in-memory services with a benchmark of this kind, as far as the page of it. */
async function measured(benchmark: object, more: { columns?: number; rows?: number; env?: Record<string, string> } = {}): Promise<Seat> {
  const seat = sit({ file: process.execPath, args: [demo, JSON.stringify({ benchmark })], ...more });
  seats.push(seat);
  for (const words of road) {
    await seat.until(words, 60);
    seat.press('enter');
  }
  await seat.until('Benchmark: if you like', 60);
  seat.press('down');
  await seat.until(/[▶>] Measure the network/);
  seat.press('enter');
  await seat.until('By hand it would be');
  seat.press('enter');
  await seat.until('This stage is done', 30);
  seat.press('b');
  await seat.until('[latency]');
  return seat;
}

describe('the page of a benchmark', () => {
  test('is looked along with the arrow keys: each size with its figure and spread, to the last one and not beyond', async () => {
    const seat = await measured({});
    await seat.until(/ 8 B: 2\d\.\d µs \(2\d\.\d to 2\d\.\d in 5\)/);
    seat.press('right');
    await seat.until(/ 16 B: 2\d\.\d µs/);
    seat.press('left');
    seat.press('left');
    await seat.until(/ 4 B: 2\d\.\d µs/);
    seat.press('\x1b[F');
    await seat.until(/ 4 MiB: 3,\d\d\d µs/);
    seat.press('right');
    seat.press('left');
    await seat.until(/ 2 MiB: 1,\d\d\d µs/);
    expect(seat.screen()).toMatch(/[⠀-⣿]{3}/);
    for (const page of ['bandwidth', 'two-way', 'all', 'table', 'pairs', 'verdict', 'latency']) {
      seat.press('\t');
      await seat.until(`[${page}]`);
    }
    seat.press('escape');
    await seat.until('This stage is done');
  });

  test('says that it is slow, and what to look at in order', async () => {
    const seat = await measured({ latency: 182, bandwidth: 210 }, { columns: 120, rows: 40 });
    expect(seat.screen()).toContain('Benchmark: slow');
    expect(seat.screen()).toMatch(/! 1\d\d µs for 8 B\. Slow\./);
    seat.press('\x1b[Z');
    await seat.until('[verdict]');
    expect(seat.screen()).toMatch(/1\. Accelerated networking[\s\S]*2\. The status of the placement group[\s\S]*3\. Both ranks on one node/);
  });

  test('marks the slow node in the matrix by sign and word, in ASCII and without colour, too', async () => {
    const seat = await measured({ slow: { glocluster2: 3 } }, { env: { NO_COLOR: '1', LANG: 'C', LC_ALL: 'C', RANK0_ASCII: '1' } });
    for (const page of ['bandwidth', 'two-way', 'all', 'table', 'pairs']) {
      seat.press('\t');
      await seat.until(`[${page}]`);
    }
    expect(seat.screen()).toMatch(/glocluster2 is slow/);
    expect(seat.screen()).toMatch(/^.*!glocluster2 .*\d\d\.\d!/m);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildDemo } from '../support/build-demo.ts';
import { frameFaults } from '../support/frame-faults.ts';
import { sizes } from '../support/keys.ts';
import { clear, type Seat, sit } from './driver.ts';

let demo = '';
const seats: Seat[] = [];
/** Those of tests that run side by side. */
const all: Seat[] = [];

beforeAll(async () => {
  demo = await buildDemo();
});
afterAll(() => clear(all));

afterEach(() => clear(seats));

/** What is seen of each screen on the way, and which key goes on from it. */
const road: readonly (readonly [words: string | RegExp, then: 'enter' | 'wait'])[] = [
  ['From nothing to MPI', 'enter'],
  ['Azure knows you by a token', 'enter'],
  ['goes on to 2, plan', 'enter'],
  ['A cluster is a bill', 'enter'],
  ['be connected?', 'enter'],
  [/which region\?[\s\S]*eastus/, 'enter'],
  ['how many nodes?', 'enter'],
  [/which size\?[\s\S]*fits/, 'enter'],
  [/everything that will be made[\s\S]* Enter build it/, 'enter'],
  ['folder for lifetimes', 'enter'],
  [/3 {2}Resource group[\s\S]*usually/, 'wait'],
  ['goes on to 4, nodes', 'enter'],
  ['A node is a virtual machine', 'enter'],
  [/4 {2}Nodes[\s\S]*usually/, 'wait'],
  ['goes on to 5, log in', 'enter'],
  ['proves the machine to you', 'enter'],
  [/5 {2}Log in[\s\S]*usually/, 'wait'],
  ['goes on to 6', 'enter'],
  ['logs in to other machines', 'enter'],
  [/6 {2}Cluster SSH[\s\S]*usually/, 'wait'],
  ['goes on to 7', 'enter'],
  [/7 {2}Hello MPI[\s\S]*Enter do it/, 'enter'],
  [/7 {2}Hello MPI[\s\S]*usually/, 'wait'],
  ['goes on to 8, benchmark', 'enter'],
  ['Benchmark: if you like', 'enter'],
  ['Shared files: if you like', 'enter'],
  ['Public addresses: if you like', 'enter'],
];

/** Pages over a screen: the key, and what is seen of each. */
const pages = [
  ['e', 'deleting is proved here'],
  ['u', 'Underneath'],
  ['g', 'Glossary'],
  ['t', 'critical path'],
  ['l', 'Log:'],
  ['n', 'node 1 of 4'],
  ['?', 'Keys of the moment'],
] as const;

/** Waits for a frame of this size, and looks whether it is whole. */
async function whole(seat: Seat, columns: number, rows: number): Promise<void> {
  await seat.until(new RegExp(`^ rank0[^\\n]*\\n─{${columns}}\\n[\\s\\S]*(q save and quit|leave)[^\\n]*$`));
  expect(frameFaults(seat.lines(), columns, rows), seat.screen()).toEqual([]);
}

describe('each stage before, while and after it runs', () => {
  test.concurrent.each(sizes)('is whole at %i×%i, after another size and after one that is too small, with its pages', async (columns, rows) => {
    const seat = sit({ file: process.execPath, args: [demo, JSON.stringify({ pace: 250 })], columns, rows, env: { RANK0_REDUCED_MOTION: '1' } });
    all.push(seat);
    const [wide, high] = sizes[(sizes.findIndex(([one]) => one === columns) + 1) % sizes.length] ?? sizes[0];
    for (const [words, then] of road) {
      await seat.until(words, 60);
      await whole(seat, columns, rows);
      const before = seat.screen();
      await seat.resize(wide, high);
      await whole(seat, wide, high);
      await seat.resize(40, 10);
      await seat.until('rank0 needs 60 columns');
      expect(seat.lines().join(' ').replace(/\s+/g, ' ')).toContain('It works on underneath.');
      await seat.resize(columns, rows);
      await whole(seat, columns, rows);
      if (then !== 'enter') continue;
      // Who az is signed in as and the region's prices come meanwhile; everything else stands as it stood.
      if (!/From nothing|how many nodes|be connected/.test(before)) expect(seat.screen()).toBe(before);
      await seat.until(/Enter (choose|do it|go on|accept|build it)/);
      seat.press('enter');
    }
    await seat.until('Your cluster: 4 nodes, all answer');
    for (const [key, words] of pages) {
      seat.press(key);
      await seat.until(words);
      await whole(seat, columns, rows);
      await seat.resize(wide, high);
      await whole(seat, wide, high);
      await seat.resize(columns, rows);
      await whole(seat, columns, rows);
      seat.press('escape');
      await seat.until('Run things');
    }
    seat.press('q');
    expect((await seat.exit).exitCode).toBe(0);
  });
});

describe('what a terminal can do to a program', () => {
  const open = (options: object = {}, env: Record<string, string> = {}): Seat => {
    const seat = sit({ file: process.execPath, args: [demo, JSON.stringify(options)], env });
    seats.push(seat);
    return seat;
  };
  /** To the screen with these words by Enter alone. */
  const walkTo = async (seat: Seat, last: string): Promise<void> => {
    for (const [words, then] of road) {
      await seat.until(words);
      if (words === last) return;
      if (then === 'enter') {
        await seat.until(/Enter (choose|do it|go on|accept|build it)/);
        seat.press('enter');
      }
    }
  };

  test('Enter held down goes as far as the review and no further', async () => {
    const seat = open();
    await seat.until('Where shall it be built?');
    seat.press('enter');
    let presses = 0;
    let enough = (): void => {};
    const held = setInterval(() => {
      seat.press('enter');
      presses += 1;
      if (presses % 60 === 0) enough();
    }, 33);
    try {
      await seat.until('everything that will be made');
      await seat.until('Enter is held down');
      const from = seat.raw().length;
      await new Promise<void>((resolve) => {
        enough = resolve;
      });
      expect(seat.screen()).toContain('everything that will be made');
      expect(seat.raw().slice(from)).not.toContain('folder for lifetimes');
    } finally {
      clearInterval(held);
    }
    await seat.until('Enter build it');
    seat.press('enter');
    await seat.until('folder for lifetimes');
  });

  test('a paste of lines, of escape sequences and of what is no number goes nowhere but into a text, and steers nothing', async () => {
    const seat = open();
    await seat.until('Where shall it be built?');
    seat.paste('\r\rq\r\x1b[2J\x1b]0;owned\x07');
    await walkTo(seat, 'how many nodes?');
    seat.paste('3\r\n');
    await seat.until('Nodes: 3');
    expect(seat.screen()).toContain('how many nodes?');
    seat.paste('\x1b[31mthree\nhundred');
    await seat.until(/how many nodes\?/);
    await whole(seat, 80, 24);
    expect(seat.raw()).not.toContain('owned');
  });

  test('fast typing loses no letter, and Enter glued to it counts', async () => {
    const seat = open();
    await walkTo(seat, 'how many nodes?');
    seat.type('\x1512');
    await seat.until('Nodes: 12');
    seat.type('\x7f\x7f6\r');
    await seat.until('which size?');
    expect(seat.screen()).toContain('for 6 nodes');
  });

  test.each([
    ['SIGTERM', 130],
    ['SIGHUP', 130],
  ])('%s while a stage runs: the screen is restored, it ends with %i', async (signal, code) => {
    const seat = open({ pace: 400 });
    await walkTo(seat, 'A node is a virtual machine');
    seat.press('enter');
    await seat.until('usually');
    process.kill(seat.pid, signal);
    expect((await seat.exit).exitCode).toBe(code);
    expect(seat.terminal.buffer.active.type).toBe('normal');
    expect(seat.screen().replace(/\s+/g, ' ')).toContain('come back rank0 practice');
  });
});

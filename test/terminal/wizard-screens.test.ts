import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildDemo } from '../support/build-demo.ts';
import { clear, type Seat, sit } from './driver.ts';

let demo = '';
const seats: Seat[] = [];

beforeAll(async () => {
  demo = await buildDemo();
});

afterEach(() => clear(seats));

/** The wizard on in-memory services, in a pseudo-terminal. */
function seat(options: object = {}, more: { columns?: number; rows?: number; env?: Record<string, string> } = {}): Seat {
  const one = sit({ file: process.execPath, args: [demo, JSON.stringify(options)], ...more });
  seats.push(one);
  return one;
}

/** Enter until the screen shows it. */
async function enterUntil(one: Seat, shown: string): Promise<void> {
  for (let presses = 0; presses < 60 && !one.screen().includes(shown); presses += 1) {
    const before = one.screen();
    one.press('enter');
    await one.until(new RegExp(`^(?![\\s\\S]*${escaped(before.split('\n').slice(2, 12).join('\n'))})`), 10);
    // The title of a stage that runs turns; it is over when a key can go on.
    await one.until(/Enter (choose|do it|go on|accept|build it)|r hello again/, 20);
  }
  await one.until(shown);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('in a terminal', () => {
  test('the alternate screen is left, and a summary stays: what exists, what it costs, how to come back, how to delete', async () => {
    const one = seat();
    await enterUntil(one, 'Your cluster: 4 nodes, all answer');
    expect(one.terminal.buffer.active.type).toBe('alternate');
    one.press('q');
    expect(await one.exit).toMatchObject({ exitCode: 0 });
    expect(one.terminal.buffer.active.type).toBe('normal');
    const said = one.screen().replace(/\s+/g, ' ');
    for (const words of [
      'glocluster in eastus, practice cloud (simulated): 4 nodes, ready',
      '0.40 $ an hour',
      'rank0 practice',
      'rank0 ssh glocluster',
      'rank0 down glocluster',
    ])
      expect(said).toContain(words);
  });

  test('nothing was made: leaving says so', async () => {
    const one = seat();
    await one.until('Where shall it be built?');
    one.press('q');
    expect((await one.exit).exitCode).toBe(0);
    expect(one.screen()).toContain('Nothing was made, and nothing of it costs.');
  });

  test('Ctrl-C asks once while a stage runs, and leaves with 130', async () => {
    const one = seat({ pace: 800 });
    await enterUntil(one, 'A node is a virtual machine');
    one.press('enter');
    await one.until('usually');
    one.press('ctrl-c');
    await one.until('Leave while this runs?');
    one.press('ctrl-c');
    expect((await one.exit).exitCode).toBe(130);
    expect(one.screen().replace(/\s+/g, ' ')).toMatch(/[Ww]hat Azure is doing goes on there/);
  });

  test('Escape closes what e, l, n and ? open', async () => {
    const one = seat();
    await enterUntil(one, 'Your cluster: 4 nodes, all answer');
    for (const [key, shown] of [
      ['e', 'deleting is proved here'],
      ['l', 'Log:'],
      ['n', 'node 1 of 4'],
      ['?', 'Keys of the moment'],
    ] as const) {
      one.press(key);
      await one.until(shown);
      one.press('escape');
      await one.until('Run things');
    }
  });

  test('it is resized while it runs, is too small for a while, and comes back', async () => {
    const one = seat();
    await enterUntil(one, 'Your cluster: 4 nodes, all answer');
    for (const [columns, rows] of [
      [120, 40],
      [60, 18],
      [200, 60],
      [80, 24],
    ] as const) {
      await one.resize(columns, rows);
      await one.until(/^ rank0 [\s\S]* q save and quit\s*$/);
      expect(one.lines()).toHaveLength(rows);
      expect(one.lines()[0]).toContain('rank0');
    }
    await one.resize(40, 10);
    await one.until('rank0 needs 60 columns');
    await one.resize(80, 24);
    await one.until('Your cluster: 4 nodes');
  });

  test('y hands the command to the clipboard of the terminal', async () => {
    const one = seat();
    await enterUntil(one, 'Your cluster: 4 nodes, all answer');
    one.press('y');
    await one.until("Handed to the terminal's clipboard: 1 command");
    expect(one.raw()).toContain(`\x1b]52;c;${Buffer.from('rank0 ssh glocluster').toString('base64')}\x07`);
  });

  test('a paste goes into a text, and nowhere else', async () => {
    const one = seat();
    await one.until('Where shall it be built?');
    one.paste('q\nq\n');
    await enterUntil(one, 'Nodes: 4');
    one.paste('3');
    await one.until('Nodes: 3');
  });

  test('a key that comes before the first frame is no echo in it', async () => {
    const one = seat();
    // As soon as the program is heard of: the title is written before the first frame.
    while (!one.raw().includes('\x1b]2;rank0')) await one.until('', 5).then(() => new Promise((resolve) => setImmediate(resolve)));
    one.press('enter');
    await one.until('Azure knows you by');
    expect(one.lines()[0]).toMatch(/^ rank0/);
    expect(one.lines().at(-1)).toContain('q save and quit');
  });

  test('title and taskbar are taken away at the end', async () => {
    const one = seat();
    await one.until('Where shall it be built?');
    one.press('q');
    await one.exit;
    const last = one.raw().lastIndexOf('\x1b]9;4;');
    expect(one.raw().slice(last)).toMatch(/^\x1b\]9;4;0;0/);
  });

  test('NO_COLOR has no colour, and an ASCII locale no other characters', async () => {
    const one = seat({}, { env: { FORCE_COLOR: '0', NO_COLOR: '1', LC_ALL: 'C', LANG: 'C' } });
    await one.until('Where shall it be built?');
    // No colour of any kind: 16, 256 or true ones.
    expect(one.raw()).not.toMatch(/\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7])(?:;|m)/);
    expect(one.screen()).toMatch(/^[\x00-\x7f]*$/);
    expect(one.screen()).toContain('> Practice cloud (simulated)');
  });

  test('a bug while drawing ends with a line and code 1, with the screen restored', async () => {
    const one = seat({ broken: true });
    expect((await one.exit).exitCode).toBe(1);
    expect(one.terminal.buffer.active.type).toBe('normal');
    expect(one.screen()).toContain('A bug in drawing the screens');
  });
});

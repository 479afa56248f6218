import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { launcher } from '../support/rank0.ts';
import { clear, type Seat, sit } from './driver.ts';

let home = '';
const seats: Seat[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rank0-wizard-'));
});

afterEach(async () => {
  await clear(seats);
  rmSync(home, { recursive: true, force: true });
});

/** The command as people get it, on the practice cloud whose clock jumps. */
function practice(words: readonly string[] = ['practice'], env: Record<string, string> = {}): Seat {
  const seat = sit({ file: process.execPath, args: [launcher, ...words], env: { RANK0_HOME: home, RANK0_PRACTICE_SPEED: '0', ...env } });
  seats.push(seat);
  return seat;
}

const titles = [
  ['Enter choose', 'Where shall it be built?'],
  ['Enter do it', 'Azure knows you by a token'],
  ['Enter go on', 'goes on to 2, plan'],
  ['Enter choose', 'A cluster is a bill'],
  ['Enter choose', 'how shall the nodes be connected?'],
  ['Enter choose', 'which region?'],
  ['Enter accept', 'how many nodes?'],
  ['Enter choose', 'which size?'],
  ['Enter build it', 'everything that will be made'],
  ['Enter do it', 'folder for lifetimes'],
  ['Enter go on', 'goes on to 4, nodes'],
  ['Enter do it', 'A node is a virtual machine'],
  ['Enter go on', 'goes on to 5, log in'],
  ['Enter do it', 'proves the machine to you'],
  ['Enter go on', 'goes on to 6, cluster SSH'],
  ['Enter do it', 'logs in to other machines'],
  ['Enter go on', 'goes on to 7, hello MPI'],
  ['Enter do it', 'tells the copies apart'],
  ['Enter go on', 'goes on to 8, benchmark'],
  ['Enter choose', 'Benchmark: if you like'],
  ['Enter choose', 'Shared files: if you like'],
  ['Enter choose', 'Public addresses: if you like'],
] as const;

/** Presses Enter from the screen numbered `from` until the one with these words is seen. */
async function enterTo(seat: Seat, words: string, from: string = titles[0][1]): Promise<void> {
  for (const [key, title] of titles.slice(titles.findIndex(([, title]) => title === from))) {
    await seat.until(title, 60);
    await seat.until(key, 60);
    if (title === words) return;
    seat.press('enter');
  }
  await seat.until(words, 60);
}

/** Title of what is said to one who comes back. */
const sinceThen = /│ (Coming back to glocluster|glocluster): \w/;

/** Enter on a screen that must be read: it counts only after a while without one, so it is pressed again as a person would. */
async function readAndEnter(seat: Seat, title: RegExp): Promise<void> {
  await seat.until(title);
  for (let tries = 1; ; tries += 1) {
    seat.press('enter');
    try {
      await seat.untilGone(title, 2);
      return;
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}

describe('the wizard on the practice cloud', () => {
  test('Enter alone leads from an empty folder to hello and to the last screen, at 80×24', async () => {
    const seat = practice();
    await enterTo(seat, 'Your cluster: 4 nodes, all answer');
    for (let rank = 0; rank < 4; rank += 1) expect(seat.screen()).toMatch(new RegExp(`Hello from rank ${rank} of 4 running on glocluster\\d`));
    expect(seat.lines()).toHaveLength(24);
    expect(seat.lines()[0]).toMatch(/rank0 {2}glocluster · eastus · simulated .*0\.\d\d \$\/h · spent/);
    for (let node = 0; node < 4; node += 1) expect(seat.screen()).toMatch(new RegExp(`glocluster${node} .* running`));
    seat.press('q');
    expect((await seat.exit).exitCode).toBe(0);
    expect(seat.screen()).toContain('rank0 down glocluster');
  });

  test('left in the middle and started again, it opens at what is unfinished and goes on to the end', async () => {
    const first = practice();
    await enterTo(first, 'proves the machine to you');
    first.press('q');
    expect((await first.exit).exitCode).toBe(0);
    expect(first.screen()).toContain('glocluster in eastus');

    const second = practice();
    await second.until('Go on with glocluster');
    second.press('enter');
    await readAndEnter(second, sinceThen);
    await enterTo(second, 'Your cluster: 4 nodes, all answer', 'proves the machine to you');
    second.press('q');
    expect((await second.exit).exitCode).toBe(0);

    const third = practice();
    await third.until('Open glocluster');
    third.press('enter');
    await readAndEnter(third, /│ glocluster: nothing has changed/);
    await third.until('Your cluster: 4 nodes, all answer');
    third.press('r');
    await third.until('Hello ran again');
    expect(third.screen()).toContain('Hello from rank 3 of 4');
    third.press('d');
    await third.until('To delete, type glocluster');
    third.type('glocluster');
    await third.until('Name: glocluster');
    third.press('enter');
    await third.until('0 resources, 0.00 $/h', 60);
    third.press('enter');
    expect((await third.exit).exitCode).toBe(0);
    expect(readdirSync(join(home, 'clusters', 'practice'))).toEqual([]);
  });

  test('killed while machines are made, it goes on from what Azure has', async () => {
    const first = practice(['practice'], { RANK0_PRACTICE_SPEED: '60' });
    await enterTo(first, 'A node is a virtual machine');
    first.press('enter');
    await first.until(/glocluster0 .*creating/, 60);
    first.kill('SIGKILL');
    await first.exit;

    const second = practice();
    await second.until('Go on with glocluster');
    second.press('enter');
    await readAndEnter(second, sinceThen);
    await enterTo(second, 'Your cluster: 4 nodes, all answer', 'A node is a virtual machine');
    second.press('q');
    await second.exit;
  });

  test('a quota that is too small is refused, and Enter takes what fits', async () => {
    const seat = practice(['practice'], { RANK0_PRACTICE_QUOTA: 'cores=4' });
    for (const [key, title] of titles.slice(0, 6)) {
      await seat.until(title);
      await seat.until(key);
      seat.press('enter');
    }
    await seat.until('8 of the 4 vCPUs that quota leaves: too few');
    seat.press('escape');
    await seat.until('how many nodes?');
    seat.type('2');
    await seat.until('Nodes: 2');
    seat.press('enter');
    await seat.until('which size?');
    seat.press('enter');
    await seat.until('Enter build it');
    expect(seat.screen()).toContain('2 × Standard_D2s_v5');
    seat.press('q');
    await seat.exit;
  });

  test('a terminal that is closed while machines are made takes the program with it, and nothing is lost', async () => {
    const first = practice(['practice'], { RANK0_PRACTICE_SPEED: '60' });
    await enterTo(first, 'A node is a virtual machine');
    first.press('enter');
    await first.until(/glocluster0 .*creating/, 60);
    const { pid } = first;
    first.hangUp();
    await expect
      .poll(
        () => {
          try {
            return process.kill(pid, 0);
          } catch {
            return false;
          }
        },
        { timeout: 10_000 },
      )
      .toBe(false);
    const second = practice();
    await second.until('Go on with glocluster');
    second.press('enter');
    await second.until('Coming back to glocluster');
    await second.until('Enter go on');
    second.press('q');
    expect((await second.exit).exitCode).toBe(0);
  });

  test('SIGTERM restores the screen, ends with 130 and loses nothing', async () => {
    const seat = practice();
    await enterTo(seat, 'A node is a virtual machine');
    process.kill(seat.pid, 'SIGTERM');
    expect((await seat.exit).exitCode).toBe(130);
    expect(seat.terminal.buffer.active.type).toBe('normal');
    expect(seat.screen()).toContain('rank0 practice');
  });
});

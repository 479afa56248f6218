import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drillAt } from '../../src/cli/drill-life.ts';
import { drills } from '../../src/practice/drills.ts';
import { walkByEar } from '../support/hearing.ts';
import { launcher, temporaryHome } from '../support/rank0.ts';
import { clear, type Seat, sit } from './driver.ts';

let home = '';
let dispose = (): void => {};
const seats: Seat[] = [];

beforeEach(() => {
  ({ home, dispose } = temporaryHome());
});
afterEach(async () => {
  await clear(seats);
  dispose();
});

function practise(words: readonly string[], size: { columns?: number; rows?: number } = {}): Seat {
  const seat = sit({ file: process.execPath, args: [launcher, 'practice', ...words], env: { RANK0_HOME: home, RANK0_PRACTICE_SPEED: '0' }, ...size });
  seats.push(seat);
  return seat;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What Enter does where the road goes on by it. */
const onward = /^ Enter (choose|do it|go on|accept|build it)/m;

/** Enter alone, as often as it leads on, until this is seen. */
async function enterUntil(seat: Seat, wanted: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await seat.until(new RegExp(`${wanted.source}|${onward.source}`, 'm'), 60);
    if (wanted.test(seat.screen())) return;
    const lines = seat.lines();
    seat.press('enter');
    await seat.untilGone(new RegExp(`^${escaped(lines.slice(2, 4).join('\n'))}[\\s\\S]*${escaped(lines.at(-1) ?? '')}$`, 'm'));
  }
  throw new Error(`40 times Enter did not lead there\n${seat.screen()}`);
}

/** Opens the page of hints, asks for all of them one by one, and closes it. */
async function readHints(seat: Seat, symptom: string, count: number): Promise<void> {
  seat.press('h');
  await seat.until(symptom);
  expect(seat.screen()).not.toMatch(/Hint \d of/);
  for (let hint = 1; hint <= count; hint += 1) {
    seat.press(' ');
    await seat.until(hint === count ? 'That was the last hint' : `${count - hint} hint${count - hint === 1 ? '' : 's'} left`);
    expect(seat.screen()).not.toContain(`Hint ${hint + 1} of`);
  }
  seat.press('h');
  await seat.untilGone('That was the last hint');
}

/** The page of a drill that is over, from the notice on. */
async function readEnd(seat: Seat, name: string, cause: string): Promise<void> {
  await seat.until(`The drill ${name} is solved`, 60);
  expect(drillAt(home)).toBeUndefined();
  seat.press('h');
  await seat.until('Drill solved');
  expect(seat.screen().replace(/\s*\n[^│]*│?\s*/g, ' ')).toContain(cause);
  seat.press('pagedown');
  seat.press('pagedown');
  await seat.until('How to notice it earlier');
  seat.press('escape');
  await seat.untilGone('Drill solved');
}

const problem = /This did not work: (\S+)/;

describe('a drill in the wizard, at a terminal', () => {
  test('a node that is dead: chosen from the list, read about, looked at, and started by trying again', async () => {
    const seat = practise([], { columns: 120, rows: 40 });
    await seat.until('A drill: find a failure and mend it');
    seat.press('down');
    seat.press('enter');
    await seat.until('What shall go wrong?');
    expect(seat.screen()).not.toContain('halts');
    for (let row = drills.findIndex(({ name }) => name === 'dead-node'); row > 0; row -= 1) seat.press('down');
    await seat.until(/▶ dead-node/);
    seat.press('enter');
    await seat.until('drill dead-node');
    await enterUntil(seat, problem);
    expect(seat.screen()).toMatch(/hello-incomplete[\s\S]*a drill is on: h shows a hint/);
    await readHints(seat, 'The MPI job ends with an error', 4);
    seat.press('r');
    await readEnd(seat, 'dead-node', 'A machine halted between the setup and the job.');
    await enterUntil(seat, /Your cluster: 4 nodes, all answer/);
    seat.press('q');
    expect((await seat.exit).exitCode).toBe(0);
    expect(seat.screen()).not.toContain('drill');
  });

  test('programs that are missing: installed by one key, at 80×24', async () => {
    const seat = practise(['--drill', 'cloud-init-degraded']);
    await seat.until('drill cloud-init-degraded');
    await enterUntil(seat, problem);
    expect(seat.screen()).toContain('packages-missing');
    await readHints(seat, 'A machine answers, Azure calls it ready', 4);
    seat.press('m');
    await readEnd(seat, 'cloud-init-degraded', 'the package servers could not be reached');
  });

  test('another address, in a small window; left unsolved it is still on, and then one key mends it', async () => {
    const first = practise(['--drill', 'address-changed'], { columns: 60, rows: 18 });
    await enterUntil(first, problem);
    first.press('q');
    await first.exit;
    expect(first.screen()).toContain('The drill address-changed is still to be solved');

    const seat = practise([], { columns: 60, rows: 18 });
    await enterUntil(seat, /ssh-source-changed|Coming back/);
    await seat.until(/drill address-changed/);
    await readHints(seat, 'none of them answers to a login', 4);
    seat.press('s');
    await seat.until('Port 22 is open to 198.51.100.77/32');
    await enterUntil(seat, /The drill address-changed is solved/);
    expect(drillAt(home)).toBeUndefined();
  });
});

test('by ear: the hints of a drill one at a time, and what it was', async () => {
  const { transcript } = await walkByEar(
    home,
    [
      { heard: /1 of 2: Practice cloud[\s\S]*Enter: choose/, type: '' },
      { heard: /Stage 1, Sign in[\s\S]*h: hint/, type: '' },
      { heard: /goes on to 2, plan[\s\S]*Enter: go on/, type: '' },
      { heard: /Stage 2, Plan[\s\S]*Enter: choose/, type: '' },
      { heard: /shall the nodes be connected[\s\S]*Enter: choose/, type: '' },
      { heard: /which region[\s\S]*Enter: choose/, type: '' },
      { heard: /Nodes: 4\. Type another/, type: '' },
      { heard: /needs 8 vCPUs, quota left 6/, type: 'h' },
      { heard: /The plan is refused before anything is made[\s\S]*space: next hint/, type: 'space' },
      { heard: /Hint 1 of 4[\s\S]*Read the two numbers[\s\S]*3 hints left/, type: 'esc' },
      { heard: /which size[\s\S]*esc: back/, type: 'esc' },
      { heard: /Nodes: 4\. Type another/, type: '3' },
      { heard: /which size[\s\S]*Enter: choose/, type: '' },
      { heard: /The drill quota is solved: h tells what it was[\s\S]*h: drill/, type: 'h' },
      { heard: /Drill solved: The subscription is too small[\s\S]*A quota is permission, not stock[\s\S]*esc: close/, type: 'q' },
    ],
    ['--screen-reader', '--drill', 'quota'],
  );
  expect(transcript).not.toContain('Hint 2 of 4');
});

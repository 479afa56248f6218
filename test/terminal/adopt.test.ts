import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { childEnvironment, launcher, rank0, temporaryHome } from '../support/rank0.ts';
import { clear, type Seat, sit } from './driver.ts';

const made = temporaryHome();
const seats: Seat[] = [];

beforeAll(async () => {
  const ran = await rank0(['practice', '--by-hand', '--json'], childEnvironment(made.home));
  expect(ran.exitCode, ran.stderr.slice(-600)).toBe(0);
});
afterEach(() => clear(seats));
afterAll(() => made.dispose());

describe('a cluster that was made by hand', () => {
  test('is found by a, taken over by Enter, mended by m, and is a cluster like any other', async () => {
    const seat = sit({
      file: process.execPath,
      args: [launcher, 'practice'],
      env: { RANK0_HOME: made.home, RANK0_PRACTICE_SPEED: '0' },
      columns: 100,
      rows: 30,
    });
    seats.push(seat);
    await seat.until(/a adopt/);
    seat.type('a');
    await seat.until(/glocktestrg: glocluster .*4 × Standard_D2s_v5/);
    seat.press('enter');
    await seat.until('Adopt glocluster in glocktestrg');
    expect(seat.screen()).toMatch(/Head glocluster0 at [\d.]+, user glock; port 22 open to \*/);
    await seat.until(/^ Enter adopt it/m);
    seat.press('enter');
    await seat.until(/glocluster: 4 things found, 2 unsafe/);
    expect(seat.screen()).toMatch(/▶ unsafe +port 22 is open to the whole world/);
    seat.type('m');
    await seat.until('Mend 3 things');
    expect(seat.screen()).toContain('Replace that key first');
    await seat.until(/^ Enter mend/m);
    seat.press('enter');
    await seat.until(/glocluster: 1 thing found/);
    expect(seat.screen()).toContain('Mended: open-to-world, private-key, delete-options');
    seat.press('escape');
    await seat.until(/Your cluster: 4 nodes, all answer/);
    expect(seat.screen()).toMatch(/k check/);
    seat.type('q');
    expect(await seat.exit).toMatchObject({ exitCode: 0 });
  });
});

import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { inGroup, meanwhile } from '../support/meanwhile.ts';
import { childEnvironment, launcher, rank0, temporaryHome } from '../support/rank0.ts';
import { clear, type Seat, sit } from './driver.ts';

const machine = 'Microsoft.Compute/virtualMachines';
const built = temporaryHome();
const folders: string[] = [];
const seats: Seat[] = [];

// One cluster is built; each test comes back to a copy of it.
beforeAll(async () => {
  const ran = await rank0(['up', '--cloud', 'practice', '--yes', '--json'], childEnvironment(built.home));
  expect(ran.lines.at(-1)).toMatchObject({ result: 'ready' });
});
afterAll(() => built.dispose());
afterEach(async () => {
  await clear(seats);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function copied(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-returned-'));
  folders.push(folder);
  cpSync(built.home, join(folder, 'home'), { recursive: true });
  return join(folder, 'home');
}

/** Opens the only cluster of a home, and waits until Azure was asked what is true now. */
async function comeBack(home: string, verdict: string, size: { columns?: number; rows?: number } = {}): Promise<Seat> {
  const seat = sit({ file: process.execPath, args: [launcher, 'practice'], env: { RANK0_HOME: home, RANK0_PRACTICE_SPEED: '0' }, ...size });
  seats.push(seat);
  await seat.until('Open glocluster');
  expect(seat.screen()).toMatch(/ready; 4 of 4 nodes; 0\.42 \$ an hour now, \d+\.\d\d\d? \$ so/);
  seat.press('enter');
  await seat.until(verdict);
  return seat;
}

describe('coming back to a cluster of the practice cloud', () => {
  test('of which a colleague deleted one machine and deallocated another: both are marked, and Enter alone leads to four nodes again', async () => {
    const home = copied();
    await meanwhile(home, async (elsewhere) => {
      await elsewhere('DELETE', inGroup(machine, 'glocluster2'));
      await elsewhere('POST', `${inGroup(machine, 'glocluster1')}/deallocate`);
    });
    const seat = await comeBack(home, '2 things changed', { columns: 120, rows: 40 });
    expect(seat.screen()).toMatch(/! glocluster1 +ran +changed: stopped and deallocated/);
    expect(seat.screen()).toMatch(/✖ glocluster2 +ran +gone: deleted, and not by rank0 here/);
    expect(seat.screen()).toContain('Enter goes on at 4, nodes');
    await seat.until(/^ Enter go on/m);
    const road = [
      'A node is a virtual machine',
      'goes on to 5, log in',
      'proves the machine to you',
      'goes on to 6',
      'logs in to other machines',
      'goes on to 7',
    ];
    for (const words of [
      ...road,
      'tells the copies apart',
      'goes on to 8',
      'Benchmark: if you like',
      'Shared files: if you like',
      'Public addresses: if you like',
    ]) {
      seat.press('enter');
      await seat.until(words, 60);
      await seat.until(/Enter (do it|go on|choose)/);
    }
    seat.press('enter');
    await seat.until('Your cluster: 4 nodes, all answer', 60);
    seat.press('q');
    expect((await seat.exit).exitCode).toBe(0);
    expect(seat.screen()).toContain('4 nodes, ready.');
  });

  test('from another address: s opens port 22 to it, and Enter goes on to nodes that answer', async () => {
    const home = copied();
    await meanwhile(home, async () => {}, 'address-changed');
    const seat = await comeBack(home, '1 thing changed', { columns: 60, rows: 18 });
    await seat.until('198.51.100.77');
    seat.press('s');
    await seat.until('nothing has changed');
    // Enter counts only once the one before is some time ago: what changed must be read.
    await seat.until(/^ Enter go on/m);
    seat.press('enter');
    await seat.until('4 nodes, all answer', 60);
    seat.press('q');
    await seat.exit;
    expect(seat.screen()).toMatch(/4 nodes run on: \d+\.\d+ \$ by midnight[\s\S]*rank0 stop glocluster/);
  });

  test('whose group was deleted in the portal: it is said, and Enter plans it again', async () => {
    const home = copied();
    await meanwhile(home, (elsewhere) => elsewhere('DELETE', 'resourceGroups/glocluster-rg'));
    const seat = await comeBack(home, 'it is gone');
    expect(seat.lines()[0]).toContain('0.00 $/h');
    await seat.until('Build it again');
    seat.press('enter');
    await seat.until('Enter build it', 60);
    expect(readdirSync(join(home, 'put-away'))).toHaveLength(1);
    seat.press('enter');
    await seat.until('folder for lifetimes');
    seat.press('enter');
    await seat.until('goes on to 4, nodes', 60);
    seat.press('q');
    await seat.exit;
    expect(seat.screen()).toContain('begun, no machine made yet');
  });

  test('whose group was deleted, and which is put away: the first screen knows it no more', async () => {
    const home = copied();
    await meanwhile(home, (elsewhere) => elsewhere('DELETE', 'resourceGroups/glocluster-rg'));
    const seat = await comeBack(home, 'it is gone');
    await seat.until('Put it away');
    seat.press('down');
    seat.press('enter');
    await seat.until('Where shall it be built?');
    expect(readdirSync(join(home, 'clusters', 'practice'))).toEqual([]);
    seat.press('q');
    await seat.exit;
    expect(seat.screen()).toContain('Nothing was made');
  });
});

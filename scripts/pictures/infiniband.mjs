// The InfiniBand road as pictures: the choice, what quota refuses and the way on, scaling, a hundred nodes. Called by scripts/pictures.mjs.
import { base, enterTo, seatAt, withHome } from '../road.mjs';
import { hundred } from './hundred.mjs';

const quick = { RANK0_PRACTICE_SPEED: '0', RANK0_PRACTICE_QUOTA: 'standardHBv3Family=480,cores=480' };

export async function infiniband(take) {
  await withHome(async (home) => {
    const seat = seatAt(home);
    await enterTo(seat, /be connected\?[\s\S]*3\.\d\d/);
    seat.press('down');
    await seat.until(/▶ InfiniBand/);
    await take(seat, 'infiniband-choice', { wide: true });
    await asks(seat, take);
    seat.press('q');
    await seat.exit;
  });
  await withHome(async (home) => {
    const seat = seatAt(home, base, { words: ['--network', 'infiniband'], env: quick });
    await enterTo(seat, /everything that will be made[\s\S]*Enter build it/);
    await builds(seat, take);
    await scales(seat, take);
    seat.press('q');
    await seat.exit;
  });
  await hundred(take, { network: 'infiniband', quota: 'cores=15000,standardHBv3Family=15000' });
}

/** Quota is 0 at first: said in the table, refused with the way on, asked for. */
async function asks(seat, take) {
  seat.press('enter');
  await enterTo(seat, /which size[\s\S]*needs 480 vCPUs/, undefined, 'region');
  await take(seat, 'infiniband-quota');
  seat.press('b');
  await seat.until('quota-exceeded');
  await take(seat, 'infiniband-quota-refused');
  seat.press('b');
  await seat.until('Looking again in');
  await take(seat, 'infiniband-quota-waiting', { now: true });
}

async function builds(seat, take) {
  await take(seat, 'infiniband-review');
  seat.press('enter');
  await seat.until('to be built and press Enter');
  seat.type('4');
  await seat.until('Nodes: 4');
  seat.press('enter');
  const atWork = async ({ name, isRunning }) => {
    if (name !== 'nodes-running' || !isRunning) return;
    await seat.until(/Waiting for/);
    await take(seat, 'infiniband-nodes-running', { now: true });
  };
  await enterTo(seat, 'all answer', atWork, 'resource-group');
  await take(seat, 'infiniband-cluster', { wide: true });
}

/** To six: more quota is asked for first. Then what nothing would mean. */
async function scales(seat, take) {
  seat.press('c');
  await seat.until('How many then?');
  seat.type('6');
  await seat.until(/Nodes: 6[\s\S]*a day; now/);
  await take(seat, 'scale');
  seat.press('enter');
  await seat.until('quota');
  await take(seat, 'scale-quota-refused');
  seat.press('b');
  await seat.until(/from 4 to 6 nodes[\s\S]*Enter scale it/, 120);
  await take(seat, 'scale-plan');
  seat.press('enter');
  await seat.until(/Scaling glocluster to 6/);
  await seat.until(/…/);
  await take(seat, 'scaling', { now: true });
  await seat.until(/6 nodes, all answer/, 240);
  await take(seat, 'scaled');
  seat.press('c');
  await seat.until('How many then?');
  seat.type('0');
  seat.press('enter');
  await seat.until('That is no stop');
  await take(seat, 'scale-to-nothing');
  seat.press('escape');
  await seat.until('How many then?');
  seat.press('escape');
  await seat.until('all answer');
}

// The Ethernet road, the pages over it, failures, and what else happens to it, as pictures: called by scripts/pictures.mjs.
import { noMachines } from '../../test/support/kills.ts';
import { inGroup, meanwhile } from '../../test/support/meanwhile.ts';
import { base, enterTo, running, seatAt, withHome } from '../road.mjs';
import { hundred } from './hundred.mjs';

const quick = { RANK0_PRACTICE_SPEED: '0' };

/** Screens of the road that use the room of a wide terminal. */
const wide = ['start', 'sign-in', 'plan', 'network', 'size', 'review', 'resource-group', 'nodes-running', 'log-in', 'cluster-ssh', 'hello-mpi'];

/** Every stage before, while and after it runs, and the last screen; then leaving, coming back and deleting. */
export async function road(take) {
  await withHome(async (home) => {
    const seat = seatAt(home);
    await enterTo(seat, 'all answer', async ({ name, runs, isRunning = false }) => {
      // A screen that runs is never still.
      if (isRunning) await running(seat, runs);
      await take(seat, name, { now: isRunning, wide: wide.includes(name) });
    });
    await take(seat, 'your-cluster');
    seat.press('q');
    await seat.exit;
    await take(seat, 'left', { alone: true });
    const back = seatAt(home);
    await back.until('Open glocluster');
    await take(back, 'welcome-back');
    back.press('enter');
    await back.until('nothing has changed');
    await back.until(/^ Enter go on/m);
    await take(back, 'coming-back');
    back.press('enter');
    await back.until('all answer', 60);
    back.press('d');
    await back.until('To delete, type');
    await take(back, 'delete');
    back.type('glocluster');
    await back.until('Name: glocluster');
    back.press('enter');
    await back.until('0 resources', 240);
    await take(back, 'deleted');
    back.press('q');
    await back.exit;
  });
}

const overlays = [
  ['e', 'deleting is proved here', 'explain'],
  ['u', 'calls and commands', 'underneath'],
  ['g', 'Glossary', 'glossary'],
  ['t', 'critical path', 'timeline'],
  ['n', 'node 1 of 4', 'node'],
  ['l', 'Log:', 'log'],
  ['?', 'Keys of the moment', 'keys'],
];

/** The three depths, and what else opens over a screen; a shell on the head. */
export async function pages(take) {
  await withHome(async (home) => {
    const seat = seatAt(home, base, { env: quick });
    await enterTo(seat, 'all answer');
    for (const [key, words, name] of overlays) {
      seat.press(key);
      await seat.until(words);
      await take(seat, name, { wide: name === 'explain' || name === 'timeline' || name === 'node' });
      if (name === 'underneath') await oneCall(seat, take);
      seat.press('escape');
      await seat.untilGone(words);
      await seat.until('all answer');
    }
    seat.press('s');
    await seat.until(/@glocluster0:~\$ *$/m, 60);
    seat.type('uname -n; cat hostfile\r');
    await seat.until('slots=');
    await take(seat, 'shell', { alone: true });
    seat.type('exit\r');
    await seat.until('Back from the shell');
    seat.press('q');
    await seat.exit;
  });
}

/** The call that makes a machine, out of all of them. */
async function oneCall(seat, take) {
  seat.press('/');
  await seat.until('Filter:');
  seat.type('PUT virtualMachines/glocluster0');
  await seat.until(/Underneath: 1 of[\s\S]*Filter: PUT virtualMachines\/glocluster0/);
  seat.press('enter');
  await seat.until(/^ Enter open/m);
  seat.press('enter');
  await seat.until(/api-version/);
  await take(seat, 'underneath-one-call', { wide: true });
  seat.press('escape');
  await seat.until('Underneath: 1 of');
}

/** Failures as they are met, and the hints for one of them. */
export async function errors(take) {
  for (const drill of ['no-capacity', 'ssh-blocked', 'host-key-changed', 'dead-node', 'missing-known-host'])
    await withHome(async (home) => {
      const seat = seatAt(home, base, { words: ['--drill', drill], env: quick });
      await enterTo(seat, 'This did not work');
      // The looks at the nodes find it out by themselves.
      if (drill === 'dead-node') await seat.until(/✖ stopped|no answer/);
      await take(seat, `error-${drill}`);
      if (drill === 'no-capacity') {
        seat.press('h');
        await seat.until('hints');
        seat.press(' ');
        await seat.until('Hint 1 of');
        await take(seat, 'hints');
        seat.press('escape');
        await seat.untilGone('Hint 1 of');
      }
      seat.press('q');
      await seat.exit;
    });
  await withHome(async (home) => {
    const seat = seatAt(home, base, { env: { ...quick, RANK0_PRACTICE_QUOTA: 'cores=4' } });
    await enterTo(seat, 'needs 8 vCPUs');
    await take(seat, 'error-quota');
    seat.press('q');
    await seat.exit;
  });
}

/** Coming back to what somebody else has changed, an expensive choice, a hundred nodes. */
export async function others(take) {
  await withHome(async (home) => {
    const seat = seatAt(home, base, { env: quick });
    await enterTo(seat, 'all answer');
    seat.press('q');
    await seat.exit;
    const machine = 'Microsoft.Compute/virtualMachines';
    const change = async (elsewhere) => {
      await elsewhere('DELETE', inGroup(machine, 'glocluster2'));
      await elsewhere('POST', `${inGroup(machine, 'glocluster1')}/deallocate`);
    };
    await meanwhile(home, change, undefined, () => noMachines);
    const back = seatAt(home);
    await back.until('Open glocluster');
    back.press('enter');
    await back.until('things changed');
    await back.until(/^ Enter go on/m);
    await take(back, 'coming-back-changed');
    back.press('q');
    await back.exit;
  });
  await withHome(async (home) => {
    const seat = seatAt(home, base, {
      words: ['--size', 'Standard_D8s_v5', '--count', '16'],
      env: { ...quick, RANK0_PRACTICE_QUOTA: 'cores=2000,standardDSv5Family=2000' },
    });
    await enterTo(seat, /everything that will be made[\s\S]*Enter build it/);
    seat.press('enter');
    await seat.until('to be built and press Enter');
    await take(seat, 'expensive');
    seat.press('escape');
    await seat.until('everything that will be made');
    seat.press('q');
    await seat.exit;
  });
  await hundred(take, { network: 'ethernet', quota: 'cores=2000,standardDSv5Family=2000', odd: true });
}

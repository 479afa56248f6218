// A hundred nodes, built once without screens, then looked at in each size.
import { spawn } from 'node:child_process';
import { noMachines } from '../../test/support/kills.ts';
import { inGroup, meanwhile } from '../../test/support/meanwhile.ts';
import { base, seatAt, withHome } from '../road.mjs';

/** @param odd whether three of them are stopped by somebody else meanwhile. */
export async function hundred(take, { network, quota, odd = false }) {
  await withHome(async (home) => {
    const env = { RANK0_PRACTICE_QUOTA: quota };
    await up(home, { ...env, RANK0_PRACTICE_SPEED: '0' }, ['--network', network, '--count', '100']);
    const seat = seatAt(home, base, { env });
    await seat.until('Open glocluster');
    seat.press('enter');
    await seat.until('nothing has changed', 120);
    await seat.until(/^ Enter go on/m, 120);
    seat.press('enter');
    await seat.until('all answer', 240);
    if (odd) await stopSome(home, seat);
    await take(seat, network === 'ethernet' ? 'a-hundred-nodes' : 'a-hundred-infiniband-nodes', { wide: true, now: true });
    seat.press('q');
    await seat.exit;
  });
}

async function stopSome(home, seat) {
  await meanwhile(
    home,
    async (elsewhere) => {
      for (const index of [17, 42, 77]) await elsewhere('POST', `${inGroup('Microsoft.Compute/virtualMachines', `glocluster${index}`)}/deallocate`);
    },
    undefined,
    () => noMachines,
  );
  await seat.until(/glocluster17.*glocluster42.*glocluster77/, 120);
}

/** `rank0 up` without screens. */
function up(home, env, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['bin/rank0.js', 'up', '--cloud', 'practice', '--yes', '--json', ...words], {
      env: { ...process.env, RANK0_HOME: home, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`rank0 up ended with ${code}`))));
  });
}

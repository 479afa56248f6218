// Living with a cluster, and ending it, as pictures: called by scripts/pictures.mjs.
import { base, enterTo, seatAt, withHome } from '../road.mjs';

/** The home screen, the money, the hard stop, stopped, started, deleted with proof. */
export async function living(take) {
  await withHome(async (home) => {
    const seat = seatAt(home, base, { env: { RANK0_PRACTICE_SPEED: '0' } });
    await enterTo(seat, 'all answer');
    await seat.until(/Run things[\s\S]*End/);
    await take(seat, 'your-cluster', { wide: true });
    seat.press('$');
    await seat.until('What glocluster costs');
    await take(seat, 'money');
    seat.press('escape');
    await seat.until('Run things');
    seat.press('z');
    await seat.until('Auto-shutdown of glocluster');
    await take(seat, 'auto-shutdown');
    seat.press('escape');
    await seat.until('Run things');
    seat.press('o');
    await seat.until(/Stop glocluster[\s\S]*Enter stop/);
    await take(seat, 'stop');
    seat.press('enter');
    await seat.until(/Your cluster: 4 nodes, stopped/, 120);
    await take(seat, 'your-cluster-stopped', { wide: true });
    seat.press('d');
    await seat.until('type glocluster');
    await take(seat, 'delete');
    seat.type('glocluster');
    seat.press('enter');
    await seat.until(/0 resources, 0\.00 \$\/h/, 120);
    await take(seat, 'deleted');
    seat.press('enter');
    await seat.exit;
  });
}

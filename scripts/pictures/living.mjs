// Living with a cluster, and ending it, as pictures: called by scripts/pictures.mjs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { base, enterTo, seatAt, withHome } from '../road.mjs';

/** The home screen, a command, a file, the money, the hard stop, an export, stopped, deleted with proof. */
export async function living(take) {
  await withHome(async (home) => {
    const seat = seatAt(home, base, { env: { HOME: home, RANK0_PRACTICE_SPEED: '0' } });
    const back = async () => {
      seat.press('escape');
      await seat.until('Run things');
    };
    const page = async (key, words, name) => {
      seat.press(key);
      await seat.until(words);
      await take(seat, name);
      await back();
    };
    await enterTo(seat, 'all answer');
    await seat.until(/Run things[\s\S]*End/);
    await take(seat, 'your-cluster', { wide: true });
    seat.press('!');
    await seat.until('Command: ');
    seat.type('uname -r; hostname -I');
    await seat.until('Command: uname -r; hostname -I');
    await take(seat, 'command');
    seat.press('enter');
    await seat.until(/nodes, gathered/);
    await take(seat, 'command-done', { wide: true });
    await back();
    writeFileSync(join(home, 'thesis.c'), 'int main(void) { return 0; }\n');
    seat.press('i');
    await seat.until('Put a file on nodes');
    seat.press('enter');
    await seat.until('File here: ');
    seat.type('~/thesis.c');
    await seat.until('File here: ~/thesis.c');
    seat.press('enter');
    await seat.until('Folder there:  ');
    seat.press('enter');
    await seat.until('Enter look');
    seat.press('enter');
    await seat.until('Enter copies it');
    await take(seat, 'file');
    seat.press('enter');
    await seat.until('sha256 compared on each');
    await take(seat, 'file-done');
    await back();
    await page('x', 'what ran, as a file', 'export');
    await page('$', 'What glocluster costs', 'money');
    await page('z', 'Auto-shutdown of glocluster', 'auto-shutdown');
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

// Pictures of the wizard for docs/pictures/: node scripts/pictures.mjs [80x24] [120x40] [200x60] [road] [pages] [errors] [others]
// From the bundle on the practice cloud; 100 nodes from in-memory services. Needs a monospaced font (Debian: fonts-dejavu-core).
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDemo } from '../test/support/build-demo.ts';
import { noMachines } from '../test/support/kills.ts';
import { inGroup, meanwhile } from '../test/support/meanwhile.ts';
import { writePicture } from '../test/support/picture.ts';
import { sit } from '../test/terminal/driver.ts';
import { enterTo, seatAt, still } from './road.mjs';

const folder = join('docs', 'pictures');
const named = process.argv.slice(2);
const sizes = named.filter((word) => /^\d+x\d+$/.test(word));
const parts = named.filter((word) => !/^\d+x\d+$/.test(word));

/** A home of its own for what `work` does. */
async function withHome(work) {
  const home = mkdtempSync(join(tmpdir(), 'rank0-pictures-'));
  try {
    await work(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Takes pictures of one size, numbered from `first` on; those of the same numbers and size are replaced. */
function camera(first, size) {
  let number = first;
  return async (seat, name) => {
    await still(seat);
    const prefix = String(number).padStart(2, '0');
    for (const old of readdirSync(folder).filter((file) => file.startsWith(`${prefix}-`) && file.endsWith(`-${size}.png`))) rmSync(join(folder, old));
    writePicture(seat.terminal, join(folder, `${prefix}-${name}-${size}.png`));
    number += 1;
  };
}

const pages = [
  ['e', 'deleting is proved here', 'explain'],
  ['u', 'calls and commands', 'underneath'],
  ['g', 'Glossary', 'glossary'],
  ['t', 'critical path', 'timeline'],
  ['n', 'node 1 of 4', 'node'],
  ['l', 'Log:', 'log'],
  ['?', 'Keys of the moment', 'keys'],
];

const makers = {
  /** Every stage before, while and after it runs, and the last screen; then leaving, coming back and deleting. */
  road: (size, columns, rows) =>
    withHome(async (home) => {
      const take = camera(1, size);
      const seat = seatAt(home, columns, rows);
      await enterTo(seat, 'all answer', async ({ name, wait }) => {
        // A screen that runs is never still.
        if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
        if (wait) await seat.until(/^ (?!Enter )/m);
        await take(wait ? { ...seat, raw: () => '' } : seat, name);
      });
      await take(seat, 'your-cluster');
      seat.press('q');
      await seat.exit;
      await take(seat, 'left');
      const back = seatAt(home, columns, rows);
      await back.until('Open glocluster');
      await take(back, 'welcome-back');
      back.press('enter');
      await back.until('nothing has changed');
      await take(back, 'coming-back');
      await back.until(/^ Enter go on/m);
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
    }),

  /** The three depths, and what else opens over a screen; a shell on the head. */
  pages: (size, columns, rows) =>
    withHome(async (home) => {
      const take = camera(40, size);
      const seat = seatAt(home, columns, rows, { env: { RANK0_PRACTICE_SPEED: '0' } });
      await enterTo(seat, 'all answer');
      for (const [key, words, name] of pages) {
        seat.press(key);
        await seat.until(words);
        await take(seat, name);
        if (name === 'underneath') {
          seat.press('enter');
          await seat.until(/Sent|sent/);
          await take(seat, 'underneath-one-call');
          seat.press('escape');
          await seat.until(words);
        }
        seat.press('escape');
        await seat.untilGone(words);
        await seat.until('all answer');
      }
      seat.press('s');
      await seat.until(/@glocluster0:~\$ *$/m, 60);
      seat.type('uname -n; cat hostfile\r');
      await seat.until('slots=');
      await take(seat, 'shell');
      seat.type('exit\r');
      await seat.until('Back from the shell');
      seat.press('q');
      await seat.exit;
    }),

  /** Five failures as they are met, and hints for one of them. */
  errors: async (size, columns, rows) => {
    const take = camera(60, size);
    for (const drill of ['no-capacity', 'ssh-blocked', 'host-key-changed', 'dead-node', 'missing-known-host'])
      await withHome(async (home) => {
        const seat = seatAt(home, columns, rows, { words: ['--drill', drill], env: { RANK0_PRACTICE_SPEED: '0' } });
        await enterTo(seat, 'This did not work');
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
      const seat = seatAt(home, columns, rows, { env: { RANK0_PRACTICE_QUOTA: 'cores=4' } });
      await enterTo(seat, 'needs 8 vCPUs');
      await take(seat, 'error-quota');
      seat.press('q');
      await seat.exit;
    });
  },

  /** Coming back to what somebody else has changed, an expensive choice, a hundred nodes. */
  others: async (size, columns, rows) => {
    const take = camera(80, size);
    await withHome(async (home) => {
      const seat = seatAt(home, columns, rows, { env: { RANK0_PRACTICE_SPEED: '0' } });
      await enterTo(seat, 'all answer');
      seat.press('q');
      await seat.exit;
      const machine = 'Microsoft.Compute/virtualMachines';
      const change = async (elsewhere) => {
        await elsewhere('DELETE', inGroup(machine, 'glocluster2'));
        await elsewhere('POST', `${inGroup(machine, 'glocluster1')}/deallocate`);
      };
      await meanwhile(home, change, undefined, () => noMachines);
      const back = seatAt(home, columns, rows);
      await back.until('Open glocluster');
      back.press('enter');
      await back.until('things changed');
      await take(back, 'coming-back-changed');
      back.press('q');
      await back.exit;
    });
    await withHome(async (home) => {
      const seat = seatAt(home, columns, rows, {
        words: ['--size', 'Standard_D8s_v5', '--count', '16'],
        env: { RANK0_PRACTICE_QUOTA: 'cores=2000,standardDSv5Family=2000', RANK0_PRACTICE_SPEED: '0' },
      });
      await enterTo(seat, /everything that will be made[\s\S]*Enter build it/);
      seat.press('enter');
      await seat.until(/type/i);
      await still(seat);
      await take(seat, 'expensive');
      seat.press('escape');
      await seat.until('everything that will be made');
      seat.press('q');
      await seat.exit;
    });
    const demo = await buildDemo();
    const cluster = { name: 'glocluster', cloud: 'practice', location: 'eastus', size: 'Standard_D2s_v5', count: 100, stage: 'your-cluster', state: 'ready' };
    const odd = {
      glocluster17: { power: 'deallocated', ssh: { state: 'unknown' } },
      glocluster42: { ssh: { state: 'unreachable' } },
      glocluster77: { cloudInit: 'error' },
    };
    const many = sit({ file: process.execPath, args: [demo, JSON.stringify({ clusters: [cluster], odd })], columns, rows });
    await many.until('Open glocluster');
    many.press('enter');
    await many.until(/^ Enter go on/m);
    many.press('enter');
    await many.until('not as they should be');
    await take(many, 'a-hundred-nodes');
    many.press('q');
    await many.exit;
  },
};

/** What is taken where nothing else is asked for: the road at three sizes, pages and failures where they say something. */
const standard = {
  road: ['80x24', '120x40', '200x60'],
  pages: ['80x24', '120x40', '200x60'],
  errors: ['80x24', '120x40'],
  others: ['80x24', '120x40', '200x60'],
};

for (const [part, its] of Object.entries(standard)) {
  if (parts.length > 0 && !parts.includes(part)) continue;
  for (const size of sizes.length > 0 ? sizes : its) {
    const [columns, rows] = size.split('x').map(Number);
    await makers[part](size, columns, rows);
  }
}
const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
console.log(`${readdirSync(folder).length} pictures, ${(bytes / 1e6).toFixed(1)} MB`);

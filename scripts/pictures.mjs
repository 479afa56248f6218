// Pictures of the wizard for docs/pictures/, from the bundle on the practice cloud: node scripts/pictures.mjs [80x24] [120x40]
// Needs a monospaced font on the machine (Debian: fonts-dejavu-core) and a built bundle.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePicture } from '../test/support/picture.ts';
import { sit } from '../test/terminal/driver.ts';

const sizes = process.argv.length > 2 ? process.argv.slice(2) : ['80x24', '120x40'];

/** A still screen: nothing was drawn for a moment. */
const still = async (seat) => {
  for (let before = -1; before !== seat.raw().length; ) {
    before = seat.raw().length;
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
};

async function walk(size) {
  const [columns, rows] = size.split('x').map(Number);
  const home = mkdtempSync(join(tmpdir(), 'rank0-pictures-'));
  const open = (env = {}) =>
    sit({ file: process.execPath, args: ['bin/rank0.js', 'practice'], env: { RANK0_HOME: home, RANK0_PRACTICE_SPEED: '20', ...env }, columns, rows });
  let number = 0;
  const picture = (seat, name) => {
    number += 1;
    writePicture(seat.terminal, join('docs', 'pictures', `${String(number).padStart(2, '0')}-${name}-${size}.png`));
  };
  /** Waits for the words and a still screen, takes the picture, presses Enter. */
  const step = async (seat, words, name) => {
    await seat.until(words, 120);
    await still(seat);
    if (name) picture(seat, name);
    seat.press('enter');
  };

  /** A picture of a stage while it runs: no key goes on then. */
  const running = async (seat, name, after) => {
    await seat.until(/^ e explain/m);
    await new Promise((resolve) => setTimeout(resolve, after));
    picture(seat, name);
  };

  const short = open({ RANK0_PRACTICE_QUOTA: 'cores=4' });
  for (const words of [
    'Where shall it be built?',
    'Azure knows you by',
    'goes on to 2',
    'A cluster is a bill',
    'be connected?',
    /eastus +East US/,
    'how many nodes?',
  ])
    await step(short, words);
  await short.until('quota left 4');
  await still(short);
  number = 29;
  picture(short, 'quota');
  short.press('q');
  await short.exit;
  rmSync(home, { recursive: true, force: true });
  number = 0;

  const seat = open();
  await step(seat, 'Where shall it be built?', 'start');
  await step(seat, 'Azure knows you by', 'sign-in');
  await step(seat, 'goes on to 2');
  await step(seat, 'A cluster is a bill', 'plan');
  await step(seat, /Ethernet +0.10/, 'network');
  await step(seat, /eastus +East US/, 'region');
  await step(seat, /quota left/, 'count');
  await step(seat, /Standard_D2s_v5 .* fits/, 'size');
  await step(seat, 'Enter build it', 'review');
  await step(seat, 'folder for lifetimes', 'resource-group');
  await step(seat, 'goes on to 4', 'resource-group-done');
  await step(seat, 'A node is a virtual machine', 'nodes');
  await running(seat, 'nodes-running', 2500);
  await step(seat, 'goes on to 5', 'nodes-done');
  await step(seat, 'proves the machine to you', 'log-in');
  await running(seat, 'log-in-running', 900);
  await step(seat, 'goes on to 6', 'log-in-done');
  await step(seat, 'logs in to other machines', 'cluster-ssh');
  await step(seat, 'goes on to 7', 'cluster-ssh-done');
  await step(seat, 'tells the copies apart', 'hello-mpi');
  await step(seat, 'goes on to your cluster', 'hello-mpi-done');
  await seat.until('all answer', 60);
  await still(seat);
  picture(seat, 'your-cluster');
  for (const [key, words, name] of [
    ['e', 'deleting is proved here', 'lesson'],
    ['n', 'node 1 of 4', 'node'],
    ['l', 'Log:', 'log'],
    ['?', 'Keys of the moment', 'keys'],
  ]) {
    seat.press(key);
    await seat.until(words);
    await still(seat);
    picture(seat, name);
    seat.press('escape');
    await seat.untilGone(words);
  }
  seat.press('q');
  await seat.exit;
  await still(seat);
  picture(seat, 'left');

  const back = open();
  await back.until('Open glocluster');
  await still(back);
  picture(back, 'coming-back');
  back.press('enter');
  await back.until('nothing has changed');
  await still(back);
  picture(back, 'returned');
  back.press('enter');
  await back.until('all answer', 60);
  back.press('d');
  await back.until('To delete, type');
  await still(back);
  picture(back, 'delete');
  back.type('glocluster');
  await back.until('Name: glocluster');
  back.press('enter');
  await back.until('0 resources', 240);
  await still(back);
  picture(back, 'deleted');
  back.press('q');
  await back.exit;
  rmSync(home, { recursive: true, force: true });
}

for (const size of sizes) await walk(size);

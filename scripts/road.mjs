// What the scripts that make pictures share: a seat at the bundle, and the road as it is seen.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sit } from '../test/terminal/driver.ts';

/** The road: what is seen of each screen, its name, and, where a picture of it running follows, what is seen then. */
export const road = [
  { seen: 'Where shall it be built?', name: 'start' },
  { seen: 'Azure knows you by', name: 'sign-in' },
  { seen: 'goes on to 2', name: 'sign-in-done' },
  { seen: 'A cluster is a bill', name: 'plan' },
  { seen: /be connected\?[\s\S]*0\.\d\d/, name: 'network' },
  { seen: /eastus +East US/, name: 'region' },
  { seen: 'how many nodes?', name: 'count', soon: 'quota leaves' },
  { seen: /which size[\s\S]*fits/, name: 'size' },
  { seen: /everything that will be made[\s\S]*Enter build it/, name: 'review' },
  { seen: / 3 {2}\w[\s\S]*Enter do it/, name: 'resource-group', runs: /Waiting for provider/ },
  { seen: 'goes on to 4', name: 'resource-group-done' },
  { seen: / 4 {2}\w[\s\S]*Enter do it/, name: 'nodes', runs: /Waiting for virtual machine/ },
  { seen: 'goes on to 5', name: 'nodes-done' },
  { seen: / 5 {2}\w[\s\S]*Enter do it/, name: 'log-in', runs: /installing \w/ },
  { seen: 'goes on to 6', name: 'log-in-done' },
  { seen: / 6 {2}\w[\s\S]*Enter do it/, name: 'cluster-ssh', runs: /Waiting for/ },
  { seen: 'goes on to 7', name: 'cluster-ssh-done' },
  { seen: / 7 {2}\w[\s\S]*Enter do it/, name: 'hello-mpi', runs: /Waiting for (compile|copy|run)/ },
  { seen: /goes on to (8|9|your cluster)/, name: 'hello-mpi-done' },
  { seen: /8 +Benchmark: if you like/, name: 'benchmark-offered' },
  { seen: /9 +Shared files: if you like/, name: 'shared-files-offered' },
  { seen: /10 +[A-Z][\w ]+: if you like/, name: 'public-addresses-offered' },
];

/** A home of its own for what `work` does. */
export async function withHome(work) {
  const home = mkdtempSync(join(tmpdir(), 'rank0-pictures-'));
  try {
    await work(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Waits until a stage is seen at work, or has ended already. */
export const running = (seat, runs) => seat.until(new RegExp(`${runs.source}|goes on to`), 60);

/** The size in which a screen is driven. */
export const base = [120, 40];

/** The bundle on the practice cloud in an emulated terminal. */
export const seatAt = (home, [columns, rows] = base, { words = [], env = {} } = {}) =>
  sit({ file: process.execPath, args: ['bin/rank0.js', 'practice', ...words], env: { RANK0_HOME: home, RANK0_PRACTICE_SPEED: '10', ...env }, columns, rows });

/** A still screen: nothing was drawn for a moment. */
export async function still(seat) {
  for (let before = -1; before !== seat.raw().length; ) {
    before = seat.raw().length;
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
}

/** A footer whose first key goes on. */
export const canGoOn = /^ (Enter|⏎) (choose|do it|go on|accept|build it)/m;

/** Enter, screen by screen, until these words are seen; `at` is told of each screen on the way, from the one called `from` on. */
export async function enterTo(seat, words, at = async () => {}, from = 'start') {
  const found = () => (typeof words === 'string' ? seat.screen().includes(words) : words.test(seat.screen()));
  for (const screen of road.slice(road.findIndex(({ name }) => name === from))) {
    await seat.until(new RegExp(`(${source(screen.seen)})|(${source(words)})`), 240);
    if (found()) return;
    await seat.until(new RegExp(`(${canGoOn.source})|(${source(words)})`, 'm'), 240);
    if (found()) return;
    // What comes a moment later belongs into the picture, where it comes.
    if (screen.soon) await seat.until(screen.soon, 5).catch(() => {});
    await at(screen);
    seat.press('enter');
    if (screen.runs) await at({ ...screen, name: `${screen.name}-running`, isRunning: true });
  }
  await seat.until(words, 240);
}

const source = (what) => (typeof what === 'string' ? what.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : what.source);

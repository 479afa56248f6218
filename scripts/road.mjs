// What the scripts that make pictures share: a seat at the bundle, and the road as it is seen.
import { sit } from '../test/terminal/driver.ts';

/** The road: what is seen of each screen, its name, and whether a picture of it running follows (after so many milliseconds). */
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
  { seen: 'folder for lifetimes', name: 'resource-group', running: 900 },
  { seen: 'goes on to 4', name: 'resource-group-done' },
  { seen: 'A node is a virtual machine', name: 'nodes', running: 2600 },
  { seen: 'goes on to 5', name: 'nodes-done' },
  { seen: 'proves the machine to you', name: 'log-in', running: 1400 },
  { seen: 'goes on to 6', name: 'log-in-done' },
  { seen: 'logs in to other machines', name: 'cluster-ssh', running: 700 },
  { seen: 'goes on to 7', name: 'cluster-ssh-done' },
  { seen: /7 +Hello MPI[\s\S]*Enter do it/, name: 'hello-mpi', running: 700 },
  { seen: 'goes on to your cluster', name: 'hello-mpi-done' },
];

/** The bundle on the practice cloud in an emulated terminal. */
export const seatAt = (home, columns, rows, { words = [], env = {} } = {}) =>
  sit({ file: process.execPath, args: ['bin/rank0.js', 'practice', ...words], env: { RANK0_HOME: home, RANK0_PRACTICE_SPEED: '20', ...env }, columns, rows });

/** A still screen: nothing was drawn for a moment. */
export async function still(seat) {
  for (let before = -1; before !== seat.raw().length; ) {
    before = seat.raw().length;
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
}

/** A footer whose first key goes on. */
export const canGoOn = /^ (Enter|⏎) (choose|do it|go on|accept|build it)/m;

/** Enter, screen by screen, until these words are seen; `at` is told of each screen on the way. */
export async function enterTo(seat, words, at = async () => {}) {
  const found = () => (typeof words === 'string' ? seat.screen().includes(words) : words.test(seat.screen()));
  for (const screen of road) {
    await seat.until(new RegExp(`(${source(screen.seen)})|(${source(words)})`), 240);
    if (found()) return;
    await seat.until(new RegExp(`(${canGoOn.source})|(${source(words)})`, 'm'), 240);
    if (found()) return;
    // What comes a moment later belongs into the picture, where it comes.
    if (screen.soon) await seat.until(screen.soon, 5).catch(() => {});
    await at(screen);
    seat.press('enter');
    if (screen.running) await at({ ...screen, name: `${screen.name}-running`, wait: screen.running });
  }
  await seat.until(words, 240);
}

const source = (what) => (typeof what === 'string' ? what.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : what.source);

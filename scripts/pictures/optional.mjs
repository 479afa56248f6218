// Shared files and the benchmark as pictures: called by scripts/pictures.mjs.
import { base, enterTo, seatAt, withHome } from '../road.mjs';

const quick = { RANK0_PRACTICE_SPEED: '0' };

/** Shared files from the head and a benchmark of sound nodes, stage by stage; then what was measured, page by page. */
export async function optional(take) {
  await withHome(async (home) => {
    const seat = seatAt(home, base, { words: ['--benchmark', '--shared-files', 'head'], env: quick });
    await enterTo(seat, /9 {2}Shared files[\s\S]*Enter do it/);
    await take(seat, 'shared-files');
    await runs(seat, take, 'shared-files', 'goes on to 8');
    seat.press('enter');
    await seat.until(/8 {2}Benchmark[\s\S]*Enter do it/);
    await take(seat, 'benchmark', { wide: true });
    await runs(seat, take, 'benchmark', /goes on to (10|your cluster)/);
    await measured(seat, take);
    seat.press('q');
    await seat.exit;
  });
  await withHome(async (home) => {
    const seat = seatAt(home, base, { words: ['--drill', 'slow-node', '--benchmark'], env: quick });
    await enterTo(seat, /8 {2}Benchmark[\s\S]*Enter do it/);
    seat.press('enter');
    await seat.until(/goes on to (9|10|your cluster)/, 240);
    await take(seat, 'slow-node-done');
    await toLast(seat);
    seat.press('b');
    await seat.until(/Benchmark: /);
    await take(seat, 'slow-node-latency');
    await page(seat, 'pairs');
    await take(seat, 'slow-node-pairs');
    await page(seat, 'verdict');
    await take(seat, 'slow-node-verdict');
    seat.press('q');
    await seat.exit;
  });
  // Of two nodes of which one is slow, every figure is.
  await withHome(async (home) => {
    const seat = seatAt(home, base, { words: ['--drill', 'slow-node', '--benchmark', '--count', '2'], env: quick });
    await enterTo(seat, /8 {2}Benchmark[\s\S]*Enter do it/);
    seat.press('enter');
    await seat.until(/goes on to (9|10|your cluster)/, 240);
    await toLast(seat);
    seat.press('b');
    await seat.until(/Benchmark: /);
    await take(seat, 'slow-latency');
    await page(seat, 'verdict');
    await take(seat, 'slow-verdict');
    seat.press('q');
    await seat.exit;
  });
}

async function runs(seat, take, name, words) {
  seat.press('enter');
  await seat.until(/Waiting for/, 60);
  await take(seat, `${name}-running`, { now: true });
  await seat.until(words, 240);
  await take(seat, `${name}-done`);
}

/** From a stage that is done to the last screen, with nothing more. */
async function toLast(seat) {
  seat.press('enter');
  for (;;) {
    const shown = await seat.until(/: if you like[\s\S]*Enter choose|nodes, all answer/, 60);
    if (shown.includes('all answer')) return;
    seat.press('enter');
    await seat.untilGone(/: if you like[\s\S]*Enter choose/, 30).catch(() => {});
  }
}

/** The page of that name, from whichever is open. */
async function page(seat, name) {
  for (let turns = 0; turns < 8 && !new RegExp(`\\[${name}\\]`).test(seat.screen()); turns += 1) {
    const before = seat.screen();
    seat.press('\t');
    await seat.until({ test: (now) => now !== before });
  }
}

async function measured(seat, take) {
  await toLast(seat);
  await take(seat, 'measured-cluster');
  seat.press('b');
  await seat.until(/Benchmark: /);
  await take(seat, 'latency', { wide: true });
  for (const name of ['bandwidth', 'all', 'table', 'pairs', 'verdict']) {
    await page(seat, name);
    await take(seat, name);
  }
}

// The whole road as one moving picture: node scripts/moving-picture.mjs writes docs/pictures/road.gif (under 2 MB; needs a built bundle).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gifenc from 'gifenc';
import { pixelsOf } from '../test/support/picture.ts';
import { enterTo, seatAt, still } from './road.mjs';

const { GIFEncoder, applyPalette, quantize } = gifenc;
const [columns, rows] = [92, 27];
/** Milliseconds that each still screen is shown; what is not here is passed by. */
const shown = {
  start: 1800,
  'sign-in': 1800,
  plan: 2200,
  network: 2000,
  region: 1000,
  count: 1400,
  size: 1600,
  review: 3200,
  'resource-group': 2000,
  nodes: 2600,
  'nodes-done': 1400,
  'log-in': 2200,
  'log-in-done': 1400,
  'cluster-ssh': 2200,
  'cluster-ssh-done': 1200,
  'hello-mpi': 2200,
  'hello-mpi-done': 1600,
};
/** While a stage runs: a look each so many milliseconds, shown for so many. */
const [look, stay] = [400, 280];
/** Most frames of one running stage. */
const most = 14;
const last = 6000;

const frames = [];
const keep = (seat, milliseconds) => {
  const { pixels, width, height } = pixelsOf(seat.terminal);
  frames.push({ pixels: new Uint8Array(pixels), width, height, milliseconds });
};

const home = mkdtempSync(join(tmpdir(), 'rank0-road-'));
const seat = seatAt(home, [columns, rows]);
await enterTo(seat, 'all answer', async ({ name, isRunning }) => {
  if (!isRunning) {
    await still(seat);
    if (shown[name]) keep(seat, shown[name]);
    return;
  }
  for (let taken = 0; taken < most && !/goes on to/.test(seat.screen()); taken += 1) {
    await new Promise((resolve) => setTimeout(resolve, look));
    if (!/goes on to/.test(seat.screen())) keep(seat, stay);
  }
});
await still(seat);
keep(seat, last);
seat.press('q');
await seat.exit;
rmSync(home, { recursive: true, force: true });

// One palette for all, so that what stays is the same in each frame and only what changes is written.
const some = frames.filter((_, index) => index % 4 === 0);
const sample = new Uint8Array(some.reduce((sum, { pixels }) => sum + pixels.length, 0));
let at = 0;
for (const { pixels } of some) {
  sample.set(pixels, at);
  at += pixels.length;
}
const colours = quantize(sample, 31, { format: 'rgb565' });
const unchanged = colours.length;
const palette = [...colours, [0, 0, 0]];
const gif = GIFEncoder();
let before;
for (const { pixels, width, height, milliseconds } of frames) {
  const indices = applyPalette(pixels, colours, 'rgb565');
  const written = before ? indices.map((index, pixel) => (index === before[pixel] ? unchanged : index)) : indices;
  gif.writeFrame(written, width, height, {
    ...(before ? {} : { palette }),
    delay: milliseconds,
    dispose: 1,
    ...(before ? { transparent: true, transparentIndex: unchanged } : {}),
  });
  before = indices;
}
gif.finish();
const bytes = gif.bytes();
writeFileSync(join('docs', 'pictures', 'road.gif'), bytes);
const seconds = frames.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
console.log(`${frames.length} frames, ${seconds.toFixed(0)} s, ${(bytes.length / 1e6).toFixed(2)} MB`);

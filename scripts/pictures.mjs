// Pictures of the wizard for docs/pictures/: node scripts/pictures.mjs [road] [pages] [errors] [others] [infiniband] [optional] [living]
// From the bundle on the practice cloud (needs a built one). Needs a monospaced font too (Debian: fonts-dejavu-core).
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writePicture } from '../test/support/picture.ts';
import { errors, others, pages, road } from './pictures/ethernet.mjs';
import { infiniband } from './pictures/infiniband.mjs';
import { living } from './pictures/living.mjs';
import { optional } from './pictures/optional.mjs';
import { base, still } from './road.mjs';

const folder = join('docs', 'pictures');

/** The parts, and where their numbers begin. */
const parts = {
  road: { first: 1, make: road },
  pages: { first: 40, make: pages },
  errors: { first: 50, make: errors },
  others: { first: 60, make: others },
  infiniband: { first: 65, make: infiniband },
  optional: { first: 80, make: optional },
  living: { first: 110, make: living },
};

/** The widest is taken only of screens that use its room (`wide`). */
const sizes = [base, [80, 24], [200, 60]];

const written = new Set();

/** The terminal in a size, once the program has drawn a frame of that width. */
async function fitted(seat, columns, rows) {
  if (seat.terminal.cols === columns && seat.terminal.rows === rows) return;
  const before = seat.raw().length;
  await seat.resize(columns, rows);
  const rule = new RegExp(`(?<!─)─{${columns}}(?!─)`);
  await seat.until({ test: () => rule.test(seat.raw().slice(before)) });
}

/**
 * Takes each screen in all sizes, numbered from `first` on, by resizing the terminal it is in. `now` takes it as it is; else it is waited
 * for until it is still. `alone`: there is no frame that a new size would draw again.
 */
function camera(first) {
  let number = first;
  return async (seat, name, { wide = false, now = false, alone = false } = {}) => {
    const prefix = `${String(number).padStart(2, '0')}-${name}`;
    number += 1;
    for (const [columns, rows] of alone ? [base] : sizes.filter(([columns]) => wide || columns !== 200)) {
      await fitted(seat, columns, rows);
      if (!now) await still(seat);
      const file = `${prefix}-${columns}x${rows}.png`;
      writePicture(seat.terminal, join(folder, file));
      written.add(file);
    }
    await fitted(seat, ...base);
  };
}

const named = process.argv.slice(2);
const unknown = named.filter((word) => !(word in parts));
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);

for (const [name, { first, make }] of Object.entries(parts)) if (named.length === 0 || named.includes(name)) await make(camera(first));
// What all of it writes is all that is numbered there; the others are of what a browser shows.
if (named.length === 0) for (const file of readdirSync(folder)) if (/^\d+-.*\.png$/.test(file) && !written.has(file)) rmSync(join(folder, file));
const files = readdirSync(folder);
const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
console.log(`${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`);

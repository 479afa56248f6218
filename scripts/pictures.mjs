// Pictures of the wizard for docs/pictures/: node scripts/pictures.mjs [80x24] [120x40] [200x60] [road] [pages] [errors] [others] [infiniband] [optional]
// From the bundle on the practice cloud (needs a built one). Needs a monospaced font too (Debian: fonts-dejavu-core).
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writePicture } from '../test/support/picture.ts';
import { errors, others, pages, road } from './pictures/ethernet.mjs';
import { infiniband } from './pictures/infiniband.mjs';
import { optional } from './pictures/optional.mjs';
import { still } from './road.mjs';

const folder = join('docs', 'pictures');

/** The parts: where their numbers begin, and their sizes. The widest shows only the screens that use the room (`wide`), and each stage once. */
const parts = {
  road: { first: 1, make: road, sizes: ['80x24', '120x40', '200x60'] },
  pages: { first: 40, make: pages, sizes: ['80x24', '120x40', '200x60'] },
  errors: { first: 50, make: errors, sizes: ['80x24', '120x40'] },
  others: { first: 60, make: others, sizes: ['80x24', '120x40', '200x60'] },
  infiniband: { first: 65, make: infiniband, sizes: ['80x24', '120x40', '200x60'] },
  optional: { first: 80, make: optional, sizes: ['80x24', '120x40', '200x60'] },
};

const written = new Set();

/** Takes pictures of one size, numbered from `first` on. `now` takes what is there; else the screen is waited for until it is still. */
function camera(first, size) {
  let number = first;
  return async (seat, name, { wide = false, now = false } = {}) => {
    const file = `${String(number).padStart(2, '0')}-${name}-${size}.png`;
    number += 1;
    if (size === '200x60' && !wide) return;
    if (!now) await still(seat);
    writePicture(seat.terminal, join(folder, file));
    written.add(file);
  };
}

const words = process.argv.slice(2);
const sizes = words.filter((word) => /^\d+x\d+$/.test(word));
const named = words.filter((word) => !/^\d+x\d+$/.test(word));
const unknown = named.filter((word) => !(word in parts));
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);

for (const [name, { first, make, sizes: its }] of Object.entries(parts)) {
  if (named.length > 0 && !named.includes(name)) continue;
  await make(
    (sizes.length > 0 ? sizes : its).map((size) => {
      const [columns, rows] = size.split('x').map(Number);
      return { take: camera(first, size), columns, rows };
    }),
  );
}
// What all of it writes is all that there is.
if (words.length === 0) for (const file of readdirSync(folder)) if (file.endsWith('.png') && !written.has(file)) rmSync(join(folder, file));
const files = readdirSync(folder);
const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
console.log(`${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`);

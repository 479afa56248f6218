// All figures side by side in one run: a table for eyes, JSON kept in bench/results.json. `npm run bench -- frame builds fan-out` runs only those.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { build, rowsOf } from './builds.ts';
import { fanOut } from './fan-out.ts';
import { type Row, tableOf } from './figures.ts';
import { firstFrame } from './first-frame.ts';

const parts = ['frame', 'builds', 'fan-out'];
const only = process.argv.slice(2);
const unknown = only.filter((part) => !parts.includes(part));
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; there are ${parts.join(', ')}`);
const wants = (part: string): boolean => only.length === 0 || only.includes(part);

const rows: Row[] = [];
const details: Record<string, unknown> = { node: process.version, processors: cpus().length, at: new Date().toISOString() };
if (wants('frame')) {
  const { rows: own, figures } = await firstFrame(15);
  rows.push(...own);
  details['frame'] = figures;
}
if (wants('builds')) {
  const builds = [];
  for (const nodes of [4, 32, 100]) builds.push(await build(nodes));
  rows.push(...builds.flatMap(rowsOf));
  details['builds'] = builds;
}
if (wants('fan-out')) {
  const result = await fanOut(64);
  if ('cannot' in result) console.log(`fan-out cannot run here: ${result.cannot}`);
  else {
    rows.push(...result.rows);
    details['fan-out'] = result.figures;
  }
}
console.log(tableOf(rows));
writeFileSync(resolve(import.meta.dirname, 'results.json'), `${JSON.stringify({ ...details, rows }, null, 2)}\n`);

// All figures side by side in one run: a table for eyes, JSON kept in bench/results.json. `npm run bench -- frame builds infiniband fan-out screens` runs only those.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { build, rowsOf } from './builds.ts';
import { fanOut } from './fan-out.ts';
import { type Row, tableOf } from './figures.ts';
import { firstFrame } from './first-frame.ts';
import { infiniband } from './infiniband.ts';
import { screens } from './screens.ts';

const parts = ['frame', 'builds', 'infiniband', 'fan-out', 'screens'];
const only = process.argv.slice(2);
const unknown = only.filter((part) => !parts.includes(part));
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}; there are ${parts.join(', ')}`);
const wants = (part: string): boolean => only.length === 0 || only.includes(part);

/** What one part measured, and when. */
interface Part {
  readonly at: string;
  readonly rows: readonly Row[];
  readonly figures: unknown;
}

const file = resolve(import.meta.dirname, 'results.json');
const results: Record<string, Part> = {};
const keep = (part: string, rows: readonly Row[], figures: unknown): void => {
  results[part] = { at: new Date().toISOString(), rows, figures };
};

if (wants('frame')) {
  const { rows, figures } = await firstFrame(15);
  keep('frame', rows, figures);
}
if (wants('builds')) {
  const builds = [];
  for (const nodes of [4, 32, 100]) builds.push(await build(nodes));
  keep('builds', builds.flatMap(rowsOf), builds);
}
if (wants('infiniband')) {
  const { rows, figures } = await infiniband(100);
  keep('infiniband', rows, figures);
}
if (wants('fan-out')) {
  const result = await fanOut(64);
  if ('cannot' in result) console.log(`fan-out cannot run here: ${result.cannot}`);
  else keep('fan-out', result.rows, result.figures);
}
if (wants('screens')) {
  const { rows, figures } = await screens([16, 1000]);
  keep('screens', rows, figures);
}
console.log(tableOf(Object.values(results).flatMap(({ rows }) => rows)));
// Parts that did not run now keep what they measured last.
const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { parts: Record<string, Part> }).parts : {};
writeFileSync(file, `${JSON.stringify({ node: process.version, processors: cpus().length, parts: { ...before, ...results } }, null, 2)}\n`);

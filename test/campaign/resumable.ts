import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** How many things are done at a time. */
export const workers = Number(process.env['RANK0_CAMPAIGN_WORKERS'] ?? 2);

/** Work that takes long, done piece by piece; what was done stands in a file, a report a line. */
export interface Campaign<P, R extends { readonly faults: readonly string[] }> {
  readonly file: string;
  /** Forgets what was done before. */
  readonly anew: boolean;
  readonly points: readonly P[];
  /** One name a point; the report's own is the same. */
  readonly name: (point: P | R) => string;
  /** One worker each, which all take from the same heap. */
  readonly workers: readonly ((point: P) => Promise<R>)[];
}

/** Does what is left to do and returns all reports. A point with faults is told at once, and done again the next time. */
export async function campaign<P, R extends { readonly faults: readonly string[] }>({ file, anew, points, name, workers }: Campaign<P, R>): Promise<R[]> {
  mkdirSync(dirname(file), { recursive: true });
  if (anew) rmSync(file, { force: true });
  const wanted = new Set(points.map(name));
  const reports = reportsIn<R>(file).filter((report) => wanted.has(name(report)) && report.faults.length === 0);
  const done = new Set(reports.map(name));
  const open = points.filter((point) => !done.has(name(point)));
  console.log(`${points.length} points; ${reports.length} done before, ${open.length} to do`);
  const step = Math.max(25, Math.ceil(points.length / 40));
  await Promise.all(
    workers.map(async (work) => {
      for (let point = open.shift(); point !== undefined; point = open.shift()) {
        const report = await work(point);
        reports.push(report);
        appendFileSync(file, `${JSON.stringify(report)}\n`);
        if (report.faults.length > 0) console.log(`${name(point)}: ${report.faults.join('; ')}`);
        if (reports.length % step === 0) console.log(`${reports.length} of ${points.length}`);
      }
    }),
  );
  return reports;
}

function reportsIn<R>(file: string): R[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as R);
}

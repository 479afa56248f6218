// Every kill of the practice walk: SIGKILL after each single event, resume, down. Resumable: what was done stands in the report file.
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { doneBefore, eventsOfAWalk, type KillPoint, killAndResume } from '../support/kills.ts';

const nodes = 4;
const workers = 2;
const file = resolve(process.env['RANK0_CAMPAIGN'] ?? 'coverage/campaign-kills.ndjson');

mkdirSync(dirname(file), { recursive: true });
if (process.argv.includes('--anew')) rmSync(file, { force: true });
const before = doneBefore(file);
const { most, writing } = await eventsOfAWalk(nodes);
const points: KillPoint[] = [...writing, ...Array.from({ length: most }, (_, index) => index + 1)];
const open = points.filter((at) => !before.some((report) => report.at === at));
console.log(`${most} events a walk, ${writing.length} tasks that write; ${before.length} kills done before, ${open.length} to do`);

const reports = [...before];
await Promise.all(
  Array.from({ length: workers }, async () => {
    for (let at = open.shift(); at !== undefined; at = open.shift()) {
      const report = await killAndResume(at, nodes);
      reports.push(report);
      appendFileSync(file, `${JSON.stringify(report)}\n`);
      if (report.faults.length > 0) console.log(`after ${at}: ${report.faults.join('; ')}`);
      else if (reports.length % 25 === 0) console.log(`${reports.length} of ${points.length}`);
    }
  }),
);
const count = (what: RegExp): number => reports.flatMap((report) => report.faults).filter((fault) => what.test(fault)).length;
const bad = reports.filter((report) => report.faults.length > 0).length;
console.log(
  `kills ${reports.filter((report) => report.killed).length}, resumes ${reports.length - count(/^resume ended/)}, duplicates ${count(/^made \d+ times/)}, left over ${count(/^left over/)}, faults in ${bad}`,
);
process.exitCode = bad > 0 ? 1 : 0;

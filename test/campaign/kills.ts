import { resolve } from 'node:path';
import { eventsOfAWalk, type KillPoint, type KillReport, killAndResume } from '../support/kills.ts';
import { campaign, workers } from './resumable.ts';

const nodes = 4;

/** Every kill of the practice walk: SIGKILL after each single event, resume, down. Returns whether all went well. */
export async function kills(anew: boolean): Promise<boolean> {
  const { most, writing } = await eventsOfAWalk(nodes);
  console.log(`${most} events a walk, ${writing.length} tasks that write`);
  const reports = await campaign<{ readonly at: KillPoint }, KillReport>({
    file: resolve(process.env['RANK0_CAMPAIGN'] ?? 'coverage/campaign-kills.ndjson'),
    anew,
    points: [...writing, ...Array.from({ length: most }, (_, index) => index + 1)].map((at) => ({ at })),
    name: ({ at }) => `after ${at}`,
    workers: Array.from(
      { length: workers },
      () =>
        ({ at }) =>
          killAndResume(at, nodes),
    ),
  });
  const count = (what: RegExp): number => reports.flatMap((report) => report.faults).filter((fault) => what.test(fault)).length;
  const bad = reports.filter((report) => report.faults.length > 0).length;
  console.log(
    `kills ${reports.filter((report) => report.killed).length}, resumes ${reports.length - count(/^resume ended/)}, duplicates ${count(/^made \d+ times/)}, left over ${count(/^left over/)}, faults in ${bad}`,
  );
  return bad === 0;
}

import { resolve } from 'node:path';
import type { KillPoint, KillReport } from '../support/kills.ts';
import { killScaling, type ScaleCase, scaleGround } from '../support/scale-kills.ts';
import { campaign } from './resumable.ts';

/** The scalings of a cluster's life, on either road. */
const cases: readonly ScaleCase[] = [
  { network: 'infiniband', from: 4, to: 8 },
  { network: 'infiniband', from: 8, to: 0 },
  { network: 'infiniband', from: 0, to: 4 },
  { network: 'infiniband', from: 4, to: 2 },
  { network: 'ethernet', from: 4, to: 6 },
  { network: 'ethernet', from: 6, to: 3 },
];

/** Every kill of every scaling: SIGKILL after each single event, the same line again, down. Returns whether all went well. */
export async function scalings(anew: boolean): Promise<boolean> {
  let well = true;
  for (const one of cases) {
    const name = `${one.network} ${one.from} to ${one.to}`;
    const ground = await scaleGround(one);
    console.log(`${name}: ${ground.most} events, ${ground.writing.length} tasks that write`);
    try {
      const reports = await campaign<{ readonly at: KillPoint }, KillReport>({
        file: resolve(`coverage/campaign-scalings-${one.network}-${one.from}-${one.to}.ndjson`),
        anew,
        points: [...ground.writing, ...Array.from({ length: ground.most }, (_, index) => index + 1)].map((at) => ({ at })),
        name: ({ at }) => `${name}, after ${at}`,
        workers: Array.from(
          { length: 2 },
          () =>
            ({ at }) =>
              killScaling(ground, at),
        ),
      });
      const bad = reports.filter((report) => report.faults.length > 0).length;
      console.log(`${name}: kills ${reports.filter((report) => report.killed).length}, faults in ${bad}`);
      well &&= bad === 0;
    } finally {
      ground.dispose();
    }
  }
  return well;
}

import { resolve } from 'node:path';
import { adoptions } from '../support/adopt-kills.ts';
import { deletions } from '../support/down-kills.ts';
import type { KillPoint, KillReport } from '../support/kills.ts';
import { followings, hardStops } from '../support/later-kills.ts';
import { switchings } from '../support/power-kills.ts';
import { prunings } from '../support/prune-kills.ts';
import { finishedByUp, scalings } from '../support/scale-kills.ts';
import { killStanding, type Operation, standing } from '../support/standing-kills.ts';
import { campaign, workers } from './resumable.ts';

/** What is done to clusters that stand, of which every kill is taken. */
export const operations: Readonly<Record<string, readonly Operation[]>> = {
  scalings,
  'scalings-up': finishedByUp,
  prunings,
  switchings,
  deletions,
  'hard-stops': hardStops,
  addresses: followings,
  adoptions,
};

/** Every kill of an operation: as each task begins to write, and after each single event. Returns whether all went well. */
export async function operationKills(kind: string, anew: boolean): Promise<boolean> {
  let well = true;
  for (const [index, operation] of (operations[kind] ?? []).entries()) {
    const { most, began, writing } = await standing([...operation.before, operation.words]);
    // Another line can finish only what was begun.
    const from = operation.by === undefined ? 1 : began;
    console.log(`${operation.name}: ${most} events, ${writing.length} tasks that write`);
    const reports = await campaign<{ readonly at: KillPoint }, KillReport>({
      file: resolve(`coverage/campaign-${kind}-${index}.ndjson`),
      anew,
      points: [...writing, ...Array.from({ length: most - from + 1 }, (_, event) => event + from)].map((at) => ({ at })),
      name: ({ at }) => `${operation.name}, after ${at}`,
      workers: Array.from(
        { length: workers },
        () =>
          ({ at }) =>
            killStanding(operation, at),
      ),
    });
    const bad = reports.filter((report) => report.faults.length > 0).length;
    console.log(`${operation.name}: kills ${reports.filter((report) => report.killed).length}, faults in ${bad}`);
    well &&= bad === 0;
  }
  return well;
}

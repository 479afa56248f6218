import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import { bundled } from '../support/build-demo.ts';
import type { KeyPoint, KeyReport } from '../support/keys.ts';
import { campaign, workers } from './resumable.ts';

/** Every key of the table, and some that are in none, at every place and every size. Returns whether all went well. */
export async function keys(anew: boolean): Promise<boolean> {
  const file = await bundled('test/campaign/keys-worker.ts', 'keys-worker');
  const env: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: '0' };
  const children = Array.from({ length: workers }, () => fork(file, { env }));
  try {
    const points = (await asked(children[0] as ChildProcess, 'points')) as readonly KeyPoint[];
    const reports = await campaign<KeyPoint, KeyReport>({
      file: resolve(process.env['RANK0_CAMPAIGN_KEYS'] ?? 'coverage/campaign-keys.ndjson'),
      anew,
      points,
      name: ({ stop, key, columns, rows }) => `${stop} / ${key} / ${columns}×${rows}`,
      workers: children.map((child) => async (point) => (await asked(child, point)) as KeyReport),
    });
    const different = (of: (point: KeyPoint) => string): number => new Set(points.map(of)).size;
    const bad = reports.filter(({ faults }) => faults.length > 0).length;
    console.log(
      `keys ${different(({ key }) => key)}, stages ${different(({ stop }) => stop)}, sizes ${different(({ columns }) => `${columns}`)}, presses ${reports.length}, failures ${bad}`,
    );
    return bad === 0;
  } finally {
    for (const child of children) child.kill();
  }
}

/** Asks a worker one thing. A worker that dies takes the campaign with it: that is a bug of the screens. */
function asked(child: ChildProcess, what: KeyPoint | 'points'): Promise<unknown> {
  return new Promise((answered, failed) => {
    const died = (code: number | null): void => failed(new Error(`the worker ended with ${code} at ${JSON.stringify(what)}`));
    child.once('exit', died);
    child.once('message', (answer) => {
      child.off('exit', died);
      answered(answer);
    });
    child.send(what);
  });
}

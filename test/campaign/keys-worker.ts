// A process of the keys campaign: gets a point, presses the key, sends the report.
import { allPoints, type KeyPoint, type KeyReport, pressAt } from '../support/keys.ts';

const report = (point: KeyPoint): Promise<KeyReport> =>
  pressAt(point).catch((error: unknown): KeyReport => ({ ...point, faults: [`a crash: ${error instanceof Error ? error.stack : String(error)}`] }));

process.on('message', (what: KeyPoint | 'points') => {
  void (what === 'points' ? allPoints() : report(what)).then((answer) => process.send?.(answer));
});

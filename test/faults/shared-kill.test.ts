import { describe, expect, it } from 'vitest';
import { killChange, type SharedChange, writingOf } from '../support/shared-kills.ts';

const changes: readonly SharedChange[] = [
  { from: 'none', to: 'blob' },
  { from: 'blob', to: 'blob-premium' },
  { from: 'blob', to: 'head' },
  { from: 'head', to: 'blob' },
  { from: 'blob', to: 'none' },
];

for (const change of changes) {
  const writing = await writingOf(change);
  // Both nodes do the same: one of them is enough.
  const points = writing.filter((task) => !task.endsWith('/glocluster0'));
  describe.concurrent(`SIGKILL while shared files go from ${change.from} to ${change.to}: finished, nothing lost, nothing left over`, () => {
    it.each(points)('as %s begins to write', async (at) => {
      expect(await killChange(at, change)).toEqual({ killed: true, faults: [] });
    });
  });
}

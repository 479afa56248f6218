import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usualFrom } from '../../../src/cli/wizard/usual.ts';
import { recordedDurations, spreadOf } from '../../../src/state/durations.ts';
import type { TaskEvent } from '../../../src/state/events.ts';

let home = '';

/** A journal of machines that took so many seconds each; `unseen` was there already. */
function journal(folder: string, cloud: string, seconds: readonly number[], unseen: readonly number[] = []): void {
  mkdirSync(folder, { recursive: true });
  const task = (name: string, state: string, spentSeconds = 0) => ({ type: 'task', stage: 'nodes', task: `machine/${name}`, state, spentSeconds });
  const lines = [
    { type: 'begun', choices: { cloud } },
    ...seconds.flatMap((spent, index) => [task(`node${index}`, 'observing'), task(`node${index}`, 'making'), task(`node${index}`, 'done', spent)]),
    ...unseen.flatMap((spent, index) => [task(`other${index}`, 'observing'), task(`other${index}`, 'done', spent)]),
  ];
  writeFileSync(join(folder, 'journal.ndjson'), `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"type":"task","torn`);
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'rank0-durations-'));
  journal(join(home, 'put-away', 'old-2026'), 'public', [40, 50, 60, 70], [1, 1, 1]);
  journal(join(home, 'clusters', 'public', 'glocluster'), 'public', [80, 90, 100, 300, 45, 55]);
  journal(join(home, 'clusters', 'practice', 'rehearsal'), 'practice', [1, 1, 1, 1, 1, 1]);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

test('durations of earlier clusters count by kind and cloud, those put away too, and not what was there already', () => {
  const folders = [join(home, 'put-away', 'old-2026'), join(home, 'clusters', 'public', 'glocluster'), join(home, 'clusters', 'practice', 'rehearsal')];
  const found = recordedDurations([...folders, join(home, 'nowhere')], 'public', (task) => task.split('/')[0] ?? task);
  expect([...found]).toEqual([['machine', [40, 50, 60, 70, 80, 90, 100, 300, 45, 55]]]);
});

test('the spread leaves out the extremes, and too few times have none', () => {
  expect(spreadOf([40, 50, 60, 70, 80, 90, 100, 300, 45, 55])).toEqual([45, 100]);
  expect(spreadOf([40, 50, 60, 70])).toBeUndefined();
});

test('an event says what was usual here; of a kind never made here, what the task itself says', () => {
  const usual = usualFrom(home, 'public');
  const event = (task: string): TaskEvent => ({ type: 'task', time: '', cluster: 'c', stage: 'nodes', task, state: 'observing', usualSeconds: [40, 90] });
  expect(usual(event('machine/node7'))).toMatchObject({ usualSeconds: [45, 100] });
  expect(usual(event('network'))).toMatchObject({ usualSeconds: [40, 90] });
});

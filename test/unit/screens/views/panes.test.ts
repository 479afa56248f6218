import { beforeAll, expect, test } from 'vitest';
import { reduce } from '../../../../src/screens/model/reduce.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf, widthOf } from '../../../../src/screens/text/line.ts';
import { paneLines } from '../../../../src/screens/views/panes.ts';
import { gallery } from '../gallery.ts';

let ready: WizardState;
const glyphs = glyphsOf({ unicode: true });

beforeAll(async () => {
  ready = (await gallery())['ready'] as WizardState;
});

/** The same cluster with so many nodes, of which some do not answer. */
function many(count: number, silent: readonly number[]): WizardState {
  const cluster = ready.cluster;
  const [model] = ready.live;
  if (!cluster || !model) throw new Error('the last screen has nodes');
  return {
    ...ready,
    cluster: { ...cluster, choices: { ...cluster.choices, count } },
    live: Array.from({ length: count }, (_, index) => ({
      ...model,
      name: `glocluster${index}`,
      ...(silent.includes(index) ? { ssh: { state: 'unreachable' as const }, cloudInit: 'unknown' as const } : {}),
    })),
  };
}

test('a node says in words and signs that it runs, and what it is reached by', () => {
  const [head] = paneLines(ready, 120, 4, glyphs).map(textOf);
  expect(head).toContain('● running');
  expect(head).toContain('ssh 31 ms');
  expect(head).toContain('10.0.0.4');
  expect(head).toContain('20.25.28.201');
});

test('four nodes are panes of some lines where the screen is wide and high', () => {
  const lines = paneLines(ready, 120, 10, glyphs).map(textOf);
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/glocluster0 {2}head .*glocluster1 .*glocluster2 .*glocluster3/);
  expect(lines[1]).toMatch(/● running/);
  expect(lines[3]).toContain('ssh 31 ms  load 0.05');
  expect(lines[4]).toContain('310 of 7950 MB');
  expect(lines[5]).toContain('10.0.0.4  20.25.28.201');
});

test('sixteen nodes are rows beside each other, the odd one first and told in words', () => {
  const lines = paneLines(many(16, [11]), 120, 10, glyphs).map(textOf);
  expect(lines).toHaveLength(8);
  expect(lines[0]).toMatch(/^ glocluster11 +✖ running +no answer.*glocluster7/);
  expect(lines.join('')).not.toContain('…');
  expect(lines.join('\n').match(/glocluster\d+/g)).toHaveLength(16);
});

test('a hundred nodes are a grid by number, the odd ones listed with what is wrong', () => {
  const lines = paneLines(many(100, [57, 93]), 120, 10, glyphs).map(textOf);
  expect(lines[0]).toBe(' 100 nodes: ✖ 2 not as they should be, ● 98 running; n shows each');
  expect(lines[1]).toMatch(/^ ●0 {2}●1 {2}●2 /);
  expect(lines.slice(1, 5).join(' ')).toContain('✖57');
  const listed = lines.slice(5);
  expect(listed[0]).toMatch(/glocluster57 +✖ running +no answer/);
  expect(listed[1]).toMatch(/glocluster93 +✖/);
});

test('where numbers do not fit, the grid is signs in blocks of ten', () => {
  const lines = paneLines(many(100, [57, 93]), 80, 5, glyphs).map(textOf);
  expect(lines).toHaveLength(5);
  expect(lines[1]).toBe('  0 ●●●●●●●●●● ●●●●●●●●●● ●●●●●●●●●● ●●●●●●●●●● ●●●●●●●●●● ●●●●●●●✖●● ');
  expect(lines[3]).toMatch(/glocluster57/);
  expect(lines[4]).toMatch(/glocluster93/);
});

test('a thousand nodes take no more lines than there are, and none is wider than the screen', () => {
  for (const [width, height] of [
    [60, 3],
    [80, 5],
    [120, 10],
    [200, 16],
  ] as const) {
    const lines = paneLines(many(1000, [3, 999]), width, height, glyphs).map(textOf);
    expect(lines).toHaveLength(height);
    expect(lines[0]).toContain('✖ 2 not as they should be, ● 998 running');
    expect(lines.join('\n')).toMatch(/glocluster3 .*no answer/);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
  }
});

test('where it is low, a count and the nodes that matter', () => {
  const lines = paneLines(many(4, [2]), 60, 2, glyphs).map(textOf);
  expect(lines[0]).toBe(' 4 nodes: ✖ 1 not as it should be, ● 3 running');
  expect(lines[1]).toMatch(/^ glocluster2 .*no answer/);
});

test('a silent node is told with when it was last heard of, one that Azure lost as gone', () => {
  const [head, second, ...others] = ready.live;
  if (!head || !second) throw new Error('the last screen has nodes');
  const answered = Date.parse('2026-11-24T12:03:11Z');
  const heard = reduce({ ...ready, worldNow: answered }, { type: 'known', known: { live: ready.live } });
  const live = [head, { ...second, ssh: { state: 'unreachable' as const } }, { ...others[0], ...head, name: 'glocluster2', provisioning: 'absent' }];
  const later = reduce({ ...heard, worldNow: answered + 60_000 }, { type: 'known', known: { live } });
  const lines = paneLines({ ...later, worldNow: answered + 90_000 }, 120, 4, glyphs).map(textOf);
  expect(lines[0]).toMatch(/glocluster1 +✖ running +no answer, last 12:03:11/);
  expect(lines[1]).toMatch(/glocluster2 +✖ gone +Azure lists no such machine any more/);
});

test('a node that is not there yet is not odd', () => {
  const live = ready.live.map((node) => ({ ...node, provisioning: 'absent', power: 'unknown' as const }));
  const cluster = ready.cluster && { ...ready.cluster, nodes: [] };
  const lines = paneLines({ ...ready, ...(cluster ? { cluster } : {}), tasks: {}, live }, 120, 4, glyphs).map(textOf);
  expect(lines[0]).toMatch(/glocluster0 +head +○ planned/);
});

test('since when a node runs does not begin anew when it is logged in to', () => {
  const [head] = ready.live;
  if (!head) throw new Error('the last screen has nodes');
  const booted = { ...head, ssh: { state: 'unknown' as const } };
  const at = (state: WizardState, seconds: number, live: WizardState['live']): WizardState =>
    reduce({ ...state, worldNow: seconds * 1000 }, { type: 'known', known: { live } });
  const starting = at(ready, 1, [{ ...booted, power: 'starting' }]);
  const answering = at(at(starting, 10, [booted]), 40, [head]);
  expect(paneLines({ ...answering, worldNow: 100_000 }, 200, 4, glyphs).map(textOf)[0]).toMatch(/glocluster0 .* for 90 s/);
});

test('what a node does or failed at is told without its own name, and what the head does with all nodes is not its fault', () => {
  const task = (id: string, title: string, node: string) => ({ [id]: { id, stage: 'log-in' as const, title, state: 'failed' as const, since: 0, node } });
  const tasks = { ...task('login/glocluster2', 'log in to glocluster2', 'glocluster2'), ...task('hello/run', 'run hello on 4 nodes', 'glocluster0') };
  const lines = paneLines({ ...ready, tasks }, 120, 4, glyphs).map(textOf);
  expect(lines[0]).toMatch(/glocluster2 +✖ running +failed: log in {2}/);
  expect(lines[1]).toMatch(/glocluster0 +head +● running +cloud-init done/);
});

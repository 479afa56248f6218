import { beforeAll, expect, test } from 'vitest';
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

test('the odd ones come first where not all can be shown, with their count', () => {
  const lines = paneLines(many(100, [57, 93]), 80, 5, glyphs).map(textOf);
  expect(lines).toHaveLength(5);
  expect(lines[0]).toContain('100 nodes, 100 running, 2 not as they should be');
  expect(lines[1]).toMatch(/glocluster57.*✖.*ssh unreachable/);
  expect(lines[2]).toMatch(/glocluster93.*✖/);
});

test('a thousand nodes take no more lines than there are, and none is wider than the screen', () => {
  const lines = paneLines(many(1000, []), 60, 3, glyphs);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(widthOf(textOf(line))).toBeLessThanOrEqual(60);
});

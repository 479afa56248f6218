import { describe, expect, test } from 'vitest';
import { initialState } from '../../../../src/screens/model/initial.ts';
import type { PlannedTask, TaskView } from '../../../../src/screens/model/task-view.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { timelineOf } from '../../../../src/screens/model/timeline.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf, widthOf } from '../../../../src/screens/text/line.ts';
import { timelineView } from '../../../../src/screens/views/timeline.ts';
import type { StageId } from '../../../../src/state/stage-id.ts';

const begin = Date.parse('2026-11-24T12:00:00Z');

type Ran = { id: string; stage: StageId; from: number; to?: number; needs?: string[]; state?: TaskView['state'] };

/** A wizard that has seen these tasks, at a second of the clock. */
function stateOf(tasks: readonly Ran[], now: number): WizardState {
  const plannedOf = (of: StageId): PlannedTask[] =>
    tasks.flatMap(({ id, stage, needs = [] }) => (stage === of ? [{ id, title: id, commands: [], needs }] : []));
  return {
    ...initialState({ answers: {}, standard: {}, clusters: [], ways: [], lessons: {} }),
    planned: { 'resource-group': plannedOf('resource-group'), nodes: plannedOf('nodes') },
    worldNow: begin + now * 1000,
    tasks: Object.fromEntries(
      tasks.map(({ id, stage, from, to, state }): [string, TaskView] => [
        id,
        {
          id,
          stage,
          title: id,
          since: begin + from * 1000,
          state: state ?? (to === undefined ? 'making' : 'done'),
          ...(to === undefined ? {} : { spentSeconds: to - from }),
        },
      ]),
    ),
  };
}

const build: readonly Ran[] = [
  { id: 'provider/Microsoft.Compute', stage: 'resource-group', from: 0, to: 3 },
  { id: 'group', stage: 'resource-group', from: 0, to: 2 },
  // A person read for ten minutes in between.
  { id: 'security-group', stage: 'nodes', from: 603, to: 607 },
  { id: 'address/a', stage: 'nodes', from: 603, to: 605 },
  { id: 'network', stage: 'nodes', from: 607, to: 613, needs: ['security-group'] },
  { id: 'nic/a', stage: 'nodes', from: 613, to: 614, needs: ['network', 'address/a'] },
  { id: 'nic/b', stage: 'nodes', from: 613, to: 615, needs: ['network'] },
  { id: 'nic/c', stage: 'nodes', from: 615, to: 617, needs: ['network'] },
  { id: 'machine/a', stage: 'nodes', from: 614, to: 670, needs: ['nic/a'] },
  { id: 'machine/c', stage: 'nodes', from: 617, to: 690, needs: ['nic/c'] },
];

describe('the critical path', () => {
  test('goes backwards from what ended last: by needs, by turns, and over the stages', () => {
    const { path, pathSeconds } = timelineOf(stateOf(build, 700), 99) as NonNullable<ReturnType<typeof timelineOf>>;
    // nic/c waited for its turn behind nic/b, two at a time.
    expect(path.map(({ id }) => id)).toEqual(['provider/Microsoft.Compute', 'security-group', 'network', 'nic/b', 'nic/c', 'machine/c']);
    expect(pathSeconds).toBe(90);
  });

  test('ends at what has run longest while the build goes on', () => {
    const open = stateOf(
      [
        ...build.slice(0, 8),
        { id: 'machine/a', stage: 'nodes', from: 614, needs: ['nic/a'] },
        { id: 'machine/c', stage: 'nodes', from: 617, needs: ['nic/c'] },
      ],
      640,
    );
    const { path, running } = timelineOf(open, 99) as NonNullable<ReturnType<typeof timelineOf>>;
    expect(running).toBe(true);
    expect(path.at(-1)?.id).toBe('machine/a');
  });
});

test('work and time are told apart, and time in which nothing ran counts as neither', () => {
  const { workSeconds, wallSeconds, idleSeconds } = timelineOf(stateOf(build, 700), 99) as NonNullable<ReturnType<typeof timelineOf>>;
  expect({ workSeconds, wallSeconds, idleSeconds }).toEqual({ workSeconds: 151, wallSeconds: 90, idleSeconds: 600 });
});

test('tasks are one bar a kind where there are too many for a line each', () => {
  const { bars } = timelineOf(stateOf(build, 700), 8) as NonNullable<ReturnType<typeof timelineOf>>;
  expect(bars.map(({ title, count }) => `${title}/${count}`)).toEqual([
    'group/1',
    'provider/Microsoft.Compute/1',
    'address/a/1',
    'security-group/1',
    'network/1',
    'network cards (3)/3',
    'machines (2)/2',
  ]);
});

describe.each([
  ['unicode', true, '━', '◆'],
  ['ASCII', false, '=', '*'],
] as const)('drawn in %s', (_, unicode, heavy, sign) => {
  const glyphs = glyphsOf({ unicode });

  test('marks the critical path by a sign and a line besides the colour, and says it in words', () => {
    const { title, lines, below } = timelineView(stateOf(build, 700), { width: 78, height: 30, glyphs });
    const texts = lines.map(textOf);
    expect(title).toBe('Timeline: 2 min 31 s of work in 90 s');
    const machine = texts.find((text) => text.includes('machine/c')) ?? '';
    expect(machine).toContain(`${sign}`);
    expect(machine).toContain(heavy.repeat(20));
    expect(texts.find((text) => text.includes('machine/a'))).not.toContain(heavy);
    expect(texts.join(' ')).toContain('Critical path, 90 s of 90 s: provider/Microsoft.Compute → security-group → network → nic/b → nic/c → machine/c.');
    expect(texts.join(' ')).toContain('Nothing ran for 10 min 00 s between the stages');
    expect([...lines, ...below].map(textOf).join('\n')).toMatch(/0 +30 s +60 s/);
    for (const line of [...lines, ...below]) expect(widthOf(textOf(line))).toBeLessThanOrEqual(78);
  });

  test('what runs is open at its end, where it is now', () => {
    const { lines, below } = timelineView(stateOf([{ id: 'network', stage: 'nodes', from: 0 }], 30), { width: 60, height: 14, glyphs });
    expect(textOf(lines[1] ?? [])).toMatch(new RegExp(`${glyphs.here.replace('>', '\\>')}$`));
    expect(textOf([...lines, ...below][2] ?? [])).toMatch(/now$/);
  });
});

test('read out, a bar is its times in words', () => {
  const { lines } = timelineView(stateOf(build, 700), { width: 1000, height: 1000, glyphs: glyphsOf({ unicode: true }) });
  expect(lines.map(textOf)).toContain('machine/c: from 17 s to 90 s, on the critical path');
});

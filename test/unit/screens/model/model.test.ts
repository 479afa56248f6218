import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { edited, fieldOf } from '../../../../src/screens/model/field.ts';
import { dollars, span, stopwatch, usually } from '../../../../src/screens/model/format.ts';
import { editOf, keyName } from '../../../../src/screens/model/key-names.ts';
import { moveTo, windowOf } from '../../../../src/screens/model/list.ts';
import { progressRows } from '../../../../src/screens/model/progress.ts';
import type { TaskView } from '../../../../src/screens/model/task-view.ts';
import { layoutOf } from '../../../../src/screens/layout.ts';

describe('a line of text', () => {
  const typed = (text: string, from = { text: '', cursor: 0 }) => edited(from, { is: 'insert', text });

  test('the first character replaces what was preselected, a move keeps it', () => {
    expect(typed('8', fieldOf('4'))).toEqual({ text: '8', cursor: 1 });
    expect(typed('8', edited(fieldOf('4'), { is: 'end' }))).toEqual({ text: '48', cursor: 2 });
  });

  test('rubbing out takes a whole emoji', () => {
    expect(edited(typed('é漢👩‍💻'), { is: 'rub-out' })).toEqual({ text: 'é漢', cursor: 2 });
  });

  test('a paste of two lines is one line', () => {
    expect(typed('one\ntwo\r\n').text).toBe('one two');
  });

  test('control characters never get in', () => {
    expect(typed('a\x1b[31mb').text).toBe('a[31mb');
  });

  test('words and beginnings can be deleted', () => {
    expect(edited(typed('one two '), { is: 'delete-word' }).text).toBe('one ');
    expect(edited(typed('one two'), { is: 'clear-before' })).toEqual({ text: '', cursor: 0 });
  });
});

describe('a list', () => {
  test('stops at both ends', () => {
    expect(moveTo(0, -1, 5)).toBe(0);
    expect(moveTo(4, 1, 5)).toBe(4);
    expect(moveTo(2, 100_000, 5)).toBe(4);
  });

  test('its window always holds the chosen row and never more than there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 60 }), fc.nat(), (count, height, seed) => {
        const index = seed % count;
        const { first, size } = windowOf(index, count, height);
        expect(size).toBeLessThanOrEqual(Math.max(1, height));
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first + size).toBeLessThanOrEqual(count);
        expect(index >= first && index < first + size).toBe(true);
      }),
    );
  });
});

describe('the layout', () => {
  test('its parts sum up to the screen, at every size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 300 }), fc.integer({ min: 18, max: 80 }), fc.nat(1000), (columns, rows, nodes) => {
        const layout = layoutOf(columns, rows, nodes);
        if (!layout) throw new Error('big enough and still none');
        expect(2 + (layout.rail > 0 ? layout.height : layout.height + 1) + 1 + layout.panes + 1).toBe(rows);
        expect(layout.height).toBeGreaterThanOrEqual(8);
        expect(layout.width).toBeLessThan(columns);
      }),
    );
  });

  test('is none below 60 columns or 18 rows', () => {
    expect(layoutOf(59, 40, 4)).toBeUndefined();
    expect(layoutOf(120, 17, 4)).toBeUndefined();
  });
});

describe('keys', () => {
  test('have one name each, text of several characters none', () => {
    expect(keyName('', { return: true })).toBe('enter');
    expect(keyName('c', { ctrl: true })).toBe('ctrl-c');
    expect(keyName('q', {})).toBe('q');
    expect(keyName('\r\r', {})).toBe('enter');
    expect(keyName('abc', {})).toBeUndefined();
    expect(keyName('é', {})).toBe('é');
  });

  test('edit a line as a shell does', () => {
    expect(editOf('ctrl-w', 'w')).toEqual({ is: 'delete-word' });
    expect(editOf('backspace', '')).toEqual({ is: 'rub-out' });
    expect(editOf('q', 'q')).toEqual({ is: 'insert', text: 'q' });
    expect(editOf('tab', '\t')).toBeUndefined();
  });
});

describe('progress', () => {
  const task = (id: string, state: TaskView['state'], more: Partial<TaskView> = {}): TaskView => ({ id, stage: 'nodes', title: id, state, since: 0, ...more });
  const machines = [
    task('network', 'done', { spentSeconds: 4 }),
    task('machine/a0', 'done', { spentSeconds: 50 }),
    task('machine/a1', 'making', { waitingFor: 'Azure is creating it', node: 'a1', usualSeconds: [60, 90] }),
    task('machine/a2', 'observing', { since: 30_000 }),
  ];

  test('is a line a task where there is room', () => {
    expect(progressRows(machines, 40_000, 10).map(({ title }) => title)).toEqual(['network', 'machine/a0', 'machine/a1', 'machine/a2']);
  });

  test('is a line a kind where there is none, and names the slowest', () => {
    expect(progressRows(machines, 40_000, 3)).toEqual([
      { title: 'network', state: 'done', seconds: 4 },
      { title: 'machines 1 of 3', state: 'making', seconds: 50, usualSeconds: [60, 90], said: 'a1: Azure is creating it' },
    ]);
  });

  test('a group with a failure is a failed one', () => {
    const rows = progressRows([...machines, task('machine/a3', 'failed', { message: 'AllocationFailed' })], 40_000, 3);
    expect(rows[1]).toMatchObject({ state: 'failed', said: 'AllocationFailed' });
  });
});

test('figures are written as people read them', () => {
  expect([0.404, 0.004, 0.00996, 0.0332, 14.424, 0].map(dollars)).toEqual(['0.40 $', '0.004 $', '0.01 $', '0.033 $', '14.42 $', '0.00 $']);
  expect([0.04, 1.23, 41.2, 119.4, 125, 3600, 11_400, 187_200].map(span)).toEqual([
    '0 s',
    '1.2 s',
    '41 s',
    '119 s',
    '2 min 05 s',
    '1 h 00 min',
    '3 h 10 min',
    '2 d 4 h',
  ]);
  expect(stopwatch(252_000)).toBe('00:04:12');
  expect(stopwatch(100_000_000)).toBe('1 d 03:46:40');
  expect(usually([60, 90])).toBe('usually 60–90 s');
  expect(usually([90, 240])).toBe('usually 1.5–4 min');
});

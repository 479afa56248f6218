import { beforeAll, describe, expect, test } from 'vitest';
import type { TaskState } from '../../../src/state/events.ts';
import { problemRows } from '../../../src/screens/model/lists.ts';
import type { WizardState } from '../../../src/screens/model/state.ts';
import { colours } from '../../../src/screens/parts/tones.ts';
import { glyphsOf } from '../../../src/screens/text/glyphs.ts';
import { textOf, widthOf } from '../../../src/screens/text/line.ts';
import { shown } from '../../../src/screens/text/shown.ts';
import { railLines } from '../../../src/screens/views/frame.ts';
import { paneLines } from '../../../src/screens/views/panes.ts';
import { rowsLines } from '../../../src/screens/views/stage.ts';
import { viewOf } from '../../../src/screens/views/view-of.ts';
import { terminalOf } from '../../../src/terminal/terminal.ts';
import { frameFaults } from '../../support/frame-faults.ts';
import { freshFrame } from '../../support/fresh-frame.tsx';
import { inkSeat } from '../../support/ink-seat.tsx';
import { sizes } from '../../support/keys.ts';
import { type Stop, stops } from '../../support/stops.ts';

const stopAt = (name: string): Stop => {
  const found = stops.find((stop) => stop.name === name);
  if (!found) throw new Error(`no stop ${name}`);
  return found;
};
const stateAt = async (name: string, more = {}): Promise<WizardState> => {
  const { state, controller } = await stopAt(name).open(more);
  const found = state();
  await controller.close();
  return found;
};

let ready: WizardState;
let running: WizardState;

beforeAll(async () => {
  ready = await stateAt('ready');
  running = await stateAt('nodes running');
});

/** The three channels of one of the 256 colours beyond the first 16. */
function channels(index: number): readonly [number, number, number] {
  const step = (value: number): number => (value === 0 ? 0 : 55 + 40 * value);
  const at = index - 16;
  return [step(Math.floor(at / 36)), step(Math.floor(at / 6) % 6), step(at % 6)];
}

/** Relative luminance (WCAG 2). */
function luminance(index: number): number {
  const [red, green, blue] = channels(index).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('colour', () => {
  test.each(Object.entries(colours))('%s can be read on black and on white', (_, index) => {
    expect((luminance(index) + 0.05) / 0.05, 'on black').toBeGreaterThanOrEqual(3.8);
    expect(1.05 / (luminance(index) + 0.05), 'on white').toBeGreaterThanOrEqual(3.8);
  });

  test.each([true, false])('is never the only carrier of what a task is at (signs beyond ASCII: %s)', (unicode) => {
    const states: readonly TaskState[] = ['observing', 'making', 'done', 'unchanged', 'failed', 'skipped'];
    const lines = states.map((state) => {
      const [line] = rowsLines(
        [{ id: 'group', stage: 'resource-group', title: 'group', state, since: 0 }],
        0,
        { width: 60, height: 10, glyphs: glyphsOf({ unicode }) },
        5,
      );
      return textOf(line ?? []);
    });
    expect(new Set(lines).size).toBe(states.length);
  });

  test.each([true, false])('nor of where one is on the road (signs beyond ASCII: %s)', (unicode) => {
    const glyphs = glyphsOf({ unicode });
    const signs = (state: WizardState): string =>
      railLines(state, 20, glyphs)
        .map((line) => textOf(line).slice(0, 3))
        .join('');
    expect(signs(running)).toContain(glyphs.here);
    expect(signs(running)).toContain(glyphs.done);
    expect(
      signs({
        ...running,
        problem: { problem: { code: 'A', message: 'b', means: 'c', next: [] }, ways: [] } as unknown as NonNullable<WizardState['problem']>,
      }),
    ).toContain(glyphs.failed);
  });

  test.each([true, false])('nor of a node that is not as it should be: a word says so (signs beyond ASCII: %s)', (unicode) => {
    const glyphs = glyphsOf({ unicode });
    const panes = (live: WizardState['live']): string =>
      paneLines({ ...ready, live }, 120, 8, glyphs)
        .map(textOf)
        .join('\n');
    const [first, ...others] = ready.live;
    if (!first) throw new Error('no nodes');
    const well = panes(ready.live);
    for (const [odd, word] of [
      [{ ...first, power: 'deallocated' as const }, 'deallocated'],
      [{ ...first, ssh: { state: 'unreachable' as const } }, 'unreachable'],
      [{ ...first, cloudInit: 'error' as const }, 'cloud-init failed'],
    ] as const) {
      expect(well).not.toContain(word);
      expect(panes([odd, ...others])).toContain(word);
      expect(panes([odd, ...others])).toContain(glyphs.failed);
    }
  });

  test('the marked row has a mark, and a row that cannot be taken says why', async () => {
    const sizesShown = await stateAt('size');
    expect(freshFrame(sizesShown, 120, 40).join('\n')).toMatch(/▶ Standard_D2s_v5/);
    expect(freshFrame(sizesShown, 120, 40).join('\n')).toMatch(/Standard_DS1_v2 .* no: closed to new subscriptions/);
  });

  test('problems have ways in words', async () => {
    const problem = await stateAt('problem of the plan');
    for (const { label } of problemRows(problem)) expect(label).toMatch(/[A-Z][a-z]+/);
  });
});

/** What somebody could put into a name, a message, a log, to steer the terminal of whoever reads it. */
const hostile = [
  '\x1b]0;owned\x07',
  '\x1b[2J\x1b[H',
  '\x1b]52;c;cm0gLXJmIH4=\x07',
  '\x1b[?1049l',
  '\u009b31m',
  '\x1bPq#0\x1b\\',
  '\r\x07\x08\x7f',
  '\u202egpj.exe\u2066',
  '\u200b\ufeff',
  '\t',
].join('name');

describe('escape sequences from outside', () => {
  test.each([
    ['a subscription', 'subscription', { subscriptions: 3, subscriptionName: hostile }],
    ['what nodes print', 'hello-mpi done', { hello: `Hello from ${hostile}\n${hostile}` }],
    ['what nodes print, at the end', 'ready', { hello: hostile }],
    ['what is left in Azure', 'deleted', { left: [`Microsoft.Compute/disks ${hostile}`] }],
    [
      'a problem',
      'problem of a stage',
      { problems: { 'machine/glocluster1': { code: hostile, message: hostile, means: hostile, next: [{ label: hostile, command: hostile }] } } },
    ],
  ])('in %s do nothing to the terminal', async (_, name, more) => {
    const { controller, state } = await stopAt(name).open(more);
    for (const [columns, rows] of sizes) {
      const seat = await inkSeat(controller, columns, rows);
      const titles: string[] = [];
      seat.terminal.onTitleChange((title) => titles.push(title));
      for (const key of ['', 'l', 'l', 'u', 'u', 'e']) if (key !== '') await seat.press(key);
      expect(seat.terminal.buffer.active.type).toBe('alternate');
      expect(frameFaults(seat.lines(), columns, rows), JSON.stringify(state().screen)).toEqual([]);
      expect(titles.join()).not.toContain('owned');
      seat.leave();
    }
    await controller.close();
  });

  test('nothing that steers is left in a text that is drawn, and no character that nobody sees', () => {
    expect(shown(hostile, { unicode: true })).not.toMatch(/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
    expect(shown('a plain text', { unicode: true })).toBe('a plain text');
  });
});

describe('wide names', () => {
  const names = ['研究課 計算機', '👩‍💻 team 🧪', 'Ελλάδα ✈️', 'é combining e\u0301', '한국어 구독'];

  test.each(names)('%s: columns stay aligned, and the screen is what was meant, at every size', async (name) => {
    for (const at of ['subscription', 'sign-in done']) {
      const { controller, state } = await stopAt(at).open({ subscriptions: at === 'subscription' ? 3 : 1, subscriptionName: name });
      for (const [columns, rows] of sizes) {
        const seat = await inkSeat(controller, columns, rows);
        const fresh = freshFrame(state(), columns, rows).map((line) => line.trimEnd());
        expect(seat.lines()).toEqual(fresh);
        expect(frameFaults(seat.lines(), columns, rows)).toEqual([]);
        if (at === 'subscription') {
          const details = seat.lines().filter((line) => /00000000-0000-4000/.test(line) && !/^\s*00000000/.test(line.replace(/^.*[│|]/, '')));
          const columnsOf = details.map((line) => widthOf(line.slice(0, line.indexOf('00000000-'))));
          expect(new Set(columnsOf.slice(0, 3)).size, details.join('\n')).toBe(1);
        }
        seat.leave();
      }
      await controller.close();
    }
  });
});

describe('a terminal that shows little', () => {
  test('ASCII alone: every page of the last screen', async () => {
    for (const overlay of ['keys', 'lesson', 'log', 'node', 'underneath', 'glossary', 'timeline'] as const) {
      const text = freshFrame({ ...ready, overlay }, 80, 24, false).join('\n');
      expect(text, overlay).toMatch(/^[\x00-\x7f]*$/);
    }
  });

  test('the old console of Windows gets only signs that its fonts have', () => {
    const terminal = terminalOf({ stdin: { isTTY: true }, stdout: { isTTY: true }, env: {}, platform: 'win32' });
    expect(terminal.oldConsole).toBe(true);
    expect(terminalOf({ stdin: { isTTY: true }, stdout: { isTTY: true }, env: { WT_SESSION: '1' }, platform: 'win32' }).oldConsole).toBe(false);
    const glyphs = Object.values(glyphsOf(terminal)).filter((sign) => typeof sign === 'string');
    expect(glyphs.join('')).not.toMatch(/[✔✖▶◐━◆⠋]/);
    expect(shown('✔ done ✖ failed', terminal)).toBe('√ done × failed');
    expect(new Set(glyphs).size).toBeGreaterThan(9);
  });

  test('reduced motion: nothing moves on its own, on any screen', async () => {
    const { controller } = await stopAt('sign-in running').open();
    const seat = await inkSeat(controller, 80, 24, { RANK0_REDUCED_MOTION: '1' });
    const before = seat.lines();
    // Each look at the screen would turn a sign that turns.
    for (const notice of ['a', undefined]) {
      controller.refused(notice ?? '');
      await seat.drawn();
    }
    expect(seat.lines().slice(0, 14)).toEqual(before.slice(0, 14));
    seat.leave();
    await controller.close();
  });
});

describe('every view', () => {
  test('has a title in words, which is the first thing that is read out', () => {
    for (const overlay of [undefined, 'keys', 'lesson', 'log', 'node', 'underneath', 'glossary', 'timeline'] as const) {
      const { overlay: _, ...rest } = ready;
      const view = viewOf(overlay === undefined ? rest : { ...rest, overlay }, { width: 1000, height: 1000, glyphs: glyphsOf({ unicode: true }) });
      expect(view.title).toMatch(/[a-z]{3}/i);
    }
  });
});

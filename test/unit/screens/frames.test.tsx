import { render } from 'ink-testing-library';
import { beforeAll, describe, expect, test } from 'vitest';
import { App, type WizardStore } from '../../../src/screens/App.tsx';
import { chosenIndex, listAt } from '../../../src/screens/model/lists.ts';
import { progressRows } from '../../../src/screens/model/progress.ts';
import type { WizardState } from '../../../src/screens/model/state.ts';
import { heightsOf } from '../../../src/screens/parts/panel-heights.ts';
import { glyphsOf } from '../../../src/screens/text/glyphs.ts';
import { type Line, textOf, widthOf } from '../../../src/screens/text/line.ts';
import { layoutFor } from '../../../src/screens/views/frame.ts';
import { viewOf } from '../../../src/screens/views/view-of.ts';
import { terminalOf } from '../../../src/terminal/terminal.ts';
import { frameFaults } from '../../support/frame-faults.ts';
import { freshFrame as drawn } from '../../support/fresh-frame.tsx';
import { places, sizes } from '../../support/keys.ts';
import { gallery } from './gallery.ts';

const states: Record<string, WizardState> = {};

beforeAll(async () => {
  Object.assign(states, await gallery());
  for (const { name, open } of places) {
    const { state, controller } = await open();
    states[name] = state();
    await controller.close();
  }
});

/** A screen as it is laid out at a size, before it is drawn. */
function laidOut(state: WizardState, columns: number, rows: number) {
  const layout = layoutFor(state, columns, rows);
  if (!layout) throw new Error('too small');
  const view = viewOf(state, { width: layout.width, height: layout.height - 2, glyphs: glyphsOf({ unicode: true }) });
  return { layout, view, heights: heightsOf(view, layout.height) };
}

describe('every screen at every size', () => {
  test.each(sizes)('fits into %i columns and %i rows, and fills them', (columns, rows) => {
    expect(Object.keys(states).length).toBeGreaterThan(80);
    for (const [name, state] of Object.entries(states)) {
      const lines = drawn(state, columns, rows);
      expect(frameFaults(lines, columns, rows), name).toEqual([]);
      expect(lines.join('').trim().length, name).toBeGreaterThan(200);
      expect(lines.at(-1), `${name}: the footer`).toMatch(/q save and quit|Ctrl-C leave/);
    }
  });

  test('says how much of a list is in sight, where that is not all of it', () => {
    expect(
      drawn(states['overlay glossary'] as WizardState, 60, 18)
        .slice(0, 4)
        .join('\n'),
    ).toMatch(/\d+–\d+ of \d+/);
  });

  test('a cluster that one comes back to has the stages behind it that were done, once Azure was asked', () => {
    const road = (name: string): string => drawn(states[name] as WizardState, 80, 24).join('\n');
    expect(road('returned, same')).toMatch(/✔ hello MPI/);
    expect(road('returned, differs')).toMatch(/✔ resource group[\s\S]* {2}nodes/);
    expect(road('returned, asking')).not.toContain('✔ nodes');
  });

  test.each(sizes)(
    'loses nothing of its text in %i columns and %i rows: what does not fit is reached by scrolling',
    (columns, rows) => {
      for (const [name, state] of Object.entries(states)) {
        const { layout, view, heights } = laidOut(state, columns, rows);
        for (const one of [...view.lines, ...view.below]) expect(widthOf(textOf(one)), `${name}: ${textOf(one)}`).toBeLessThanOrEqual(layout.width);
        expect(heights.below, `${name}: what stands at the bottom`).toBe(view.below.length);
        expect(heights.lines + heights.most, `${name}: the text`).toBe(view.lines.length);
        const seen = (scroll: number): string => drawn({ ...state, scroll }, columns, rows).join('\n');
        const words = (one: Line | undefined): string => textOf(one ?? []).trim();
        if (heights.lines > 0) expect(seen(0), name).toContain(words(view.lines[0]));
        if (heights.lines > 0) expect(seen(heights.most), name).toContain(words(view.lines.at(-1)));
        for (const one of view.below) expect(seen(0), name).toContain(words(one));
        if (heights.most > 0) expect(seen(0), `${name} does not say that there is more`).toMatch(/\d+–\d+ of \d+|\d+\/\d+/);
      }
    },
    120_000,
  );

  test.each(sizes)('cuts no text in %i columns and %i rows but what stands whole in the log', (columns, rows) => {
    for (const [name, state] of Object.entries(states)) {
      const { view } = laidOut(state, columns, rows);
      const whole = [
        ...progressRows(Object.values(state.tasks), state.worldNow, 1).map(({ title }) => title),
        ...state.log.map(({ text }) => text),
        ...Object.values(state.tasks).flatMap(({ title, message = '', waitingFor = '' }) => [title, message, waitingFor]),
      ];
      for (const text of [...view.lines, ...view.below].map(textOf)) {
        const [, kept] = /([^…\s]|[^…\s][^…]{0,10}[^…\s])…(?=\s|$|│)/.exec(text) ?? [];
        if (kept !== undefined)
          expect(
            whole.some((one) => one.includes(kept.trim().split('  ').at(-1) ?? '')),
            `${name}: ${text}`,
          ).toBe(true);
      }
      expect(drawn(state, columns, rows).join('\n'), `${name}: its title`).toContain(view.title);
    }
  });

  test.each(sizes)('tells the marked row of a list whole in %i columns and %i rows', (columns, rows) => {
    for (const [name, state] of Object.entries(states)) {
      const { view, layout } = laidOut(state, columns, rows);
      const list = listAt(state);
      if (!view.list || !list || state.overlay !== undefined) continue;
      const row = list.rows[chosenIndex(state, list)];
      const shown = drawn(state, columns, rows)
        .map((text) => (layout.rail > 0 ? text.slice(layout.rail + 3) : text))
        .join(' ')
        .replace(/\s+/g, ' ');
      for (const words of [row?.label, row?.disabled ?? row?.detail]) expect(shown, name).toContain((words ?? '').replace(/\s+/g, ' ').trim());
    }
  });

  test('says simulated on every screen that shows a cluster or a cloud', () => {
    for (const [name, state] of Object.entries(states)) if (state.cloud?.simulated) expect(drawn(state, 60, 18)[0], name).toContain('simulated');
  });

  test('shows the price an hour at every size once it is known', () => {
    for (const [columns, rows] of sizes) expect(drawn(states['ready'] as WizardState, columns, rows)[0]).toContain('0.40 $/h');
  });

  test('has nothing but ASCII where the terminal shows no more', () => {
    for (const [name, state] of Object.entries(states)) expect(drawn(state, 80, 24, false).join('\n'), name).toMatch(/^[\x00-\x7f]*$/);
  });

  test('the road folds to one line where it is narrow', () => {
    const folded = drawn(states['nodes explained'] as WizardState, 60, 18).join('\n');
    expect(folded).toContain('▶ nodes');
    expect(folded).not.toContain('shared files');
    expect(drawn(states['nodes explained'] as WizardState, 80, 24).join('\n')).toContain('shared files');
  });
});

describe('the app', () => {
  const store = (state: WizardState): WizardStore & { intents: string[] } => {
    const intents: string[] = [];
    return {
      intents,
      getState: () => state,
      subscribe: () => () => {},
      intent: ({ is }) => void intents.push(is),
      refused: (reason) => void intents.push(reason),
    };
  };
  const terminal = terminalOf({ stdin: { isTTY: true }, stdout: { isTTY: true }, env: { TERM: 'xterm' } });
  /** What a key leads to. Ink reads keys in the next turn; Escape alone waits for what may follow it. */
  const pressed = async (state: WizardState, ...keys: string[]): Promise<string[]> => {
    const one = store(state);
    const { stdin, lastFrame, unmount } = render(<App store={one} terminal={terminal} />);
    expect(lastFrame()).toContain('rank0');
    for (const key of keys) {
      const before = one.intents.length;
      await new Promise((resolve) => setTimeout(resolve, 0));
      stdin.write(key);
      for (let turn = 0; turn < 50 && one.intents.length === before; turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    unmount();
    return one.intents;
  };

  test('digits choose nothing', async () => {
    expect(await pressed(states['start'] as WizardState, '1', '2', '9')).toEqual([]);
  });

  test('Enter, arrows, letters and Escape mean what the table says', async () => {
    expect(await pressed(states['size'] as WizardState, '\r', '\x1b[B', 'e', '\x1b')).toEqual(['accept', 'move', 'overlay', 'back']);
  });

  test('letters are text where text is typed', async () => {
    expect(await pressed(states['choice'] as WizardState, 'q', 'e', '\x7f', '\r')).toEqual(['edit', 'edit', 'edit', 'accept']);
  });

  test('text with Enter glued to it is text, then Enter', async () => {
    expect(await pressed(states['choice'] as WizardState, 'abc\r')).toEqual(['edit', 'accept']);
  });

  test('Enter held down counts once a read', async () => {
    expect(await pressed(states['start'] as WizardState, '\r\r\r')).toEqual(['accept']);
  });

  test('a key that does nothing now says why', async () => {
    expect(await pressed(states['start'] as WizardState, 'n')).toEqual(['There are no nodes yet']);
  });
});

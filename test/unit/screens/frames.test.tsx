import { renderToString } from 'ink';
import { render } from 'ink-testing-library';
import { beforeAll, describe, expect, test } from 'vitest';
import { App, type WizardStore } from '../../../src/screens/App.tsx';
import { layoutOf } from '../../../src/screens/layout.ts';
import { paneNodes } from '../../../src/screens/model/lists.ts';
import type { WizardState } from '../../../src/screens/model/state.ts';
import { Frame } from '../../../src/screens/parts/Frame.tsx';
import { TerminalProvider } from '../../../src/screens/parts/terminal-context.ts';
import { glyphsOf } from '../../../src/screens/text/glyphs.ts';
import { widthOf } from '../../../src/screens/text/line.ts';
import { viewOf } from '../../../src/screens/views/view-of.ts';
import { terminalOf } from '../../../src/terminal/terminal.ts';
import { gallery } from './gallery.ts';

const sizes = [
  [60, 18],
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

let states: Readonly<Record<string, WizardState>> = {};

beforeAll(async () => {
  states = await gallery();
});

/** A state as it is drawn at a size, line by line. */
function drawn(state: WizardState, columns: number, rows: number, unicode = true): string[] {
  const layout = layoutOf(columns, rows, paneNodes(state).length);
  if (!layout) throw new Error('too small');
  const view = viewOf(state, { width: layout.width, height: layout.height - 2, glyphs: glyphsOf({ unicode }) });
  const frame = (
    <TerminalProvider value={{ unicode, motion: false }}>
      <Frame state={state} view={view} layout={layout} />
    </TerminalProvider>
  );
  return renderToString(frame, { columns }).split('\n');
}

describe('every screen at every size', () => {
  test.each(sizes)('fits into %i columns and %i rows, and fills them', (columns, rows) => {
    expect(Object.keys(states).length).toBeGreaterThan(25);
    for (const [name, state] of Object.entries(states)) {
      const lines = drawn(state, columns, rows);
      expect(lines.length, `${name}: rows`).toBe(rows);
      for (const line of lines) expect(widthOf(line), `${name}: ${line}`).toBeLessThanOrEqual(columns);
      expect(lines.join('').trim().length, name).toBeGreaterThan(200);
      expect(lines.at(-1), `${name}: the footer`).toMatch(/q save and quit|Ctrl-C leave/);
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

  test('everything that a text says can be reached by scrolling', () => {
    const lesson = states['overlay lesson'] as WizardState;
    const seen = new Set<string>();
    for (let scroll = 0; scroll < 120; scroll += 1) for (const line of drawn({ ...lesson, scroll }, 80, 24)) seen.add(line.slice(23).trim());
    const wanted = viewOf(lesson, { width: 57, height: 14, glyphs: glyphsOf({ unicode: true }) }).lines.map((line) =>
      line
        .map(({ text }) => text)
        .join('')
        .trim(),
    );
    for (const line of wanted) expect(seen).toContain(line);
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

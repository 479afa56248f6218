import type { Binding } from '../../src/screens/model/binding.ts';
import { exchangeList } from '../../src/screens/model/exchanges.ts';
import { bindingFor, bindingsOf, isTyping } from '../../src/screens/model/keys.ts';
import type { Overlay } from '../../src/screens/model/screen.ts';
import type { WizardState } from '../../src/screens/model/state.ts';
import { frameFaults } from './frame-faults.ts';
import { freshFrame } from './fresh-frame.tsx';
import { type InkSeat, inkSeat } from './ink-seat.tsx';
import { type Stop, stops } from './stops.ts';

/** One key pressed once, at one place, in one window. */
export interface KeyPoint {
  readonly stop: string;
  readonly key: string;
  readonly columns: number;
  readonly rows: number;
}

/** What came of it; no faults: the screen answered, or said why not, and is whole. */
export interface KeyReport extends KeyPoint {
  readonly faults: readonly string[];
}

/** The sizes that the wizard promises to hold. */
export const sizes = [
  [60, 18],
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

/** Keys as a terminal sends them; a letter is itself. */
const bytes: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\x1b',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  backspace: '\x7f',
  delete: '\x1b[3~',
  f5: '\x1b[15~',
  'ctrl-c': '\x03',
  'ctrl-a': '\x01',
  'ctrl-d': '\x04',
  'ctrl-u': '\x15',
  'ctrl-w': '\x17',
  'ctrl-z': '\x1a',
  'mouse click': '\x1b[<0;10;10M',
  emoji: '👩‍💻',
};

/** Keys that no table has: they must do nothing, or be text. */
const foreign = ['1', '9', 'z', 'Q', 'é', '漢', 'emoji', 'tab', 'left', 'right', 'backspace', 'delete', 'f5', 'ctrl-a', 'ctrl-d', 'ctrl-u', 'ctrl-w', 'ctrl-z'];

/** Pages over the screen, as they are met where they say most: before, while and after a stage runs, and at the end. */
const overlays = [
  'keys',
  'lesson',
  'log',
  'node',
  'underneath',
  'exchange',
  'glossary',
  'timeline',
  'hints',
  'interrupt',
] as const satisfies readonly Overlay[];
const beneath = ['nodes explained', 'nodes running', 'log-in done', 'ready'];

/** Every place where a key can be pressed: the stops, and the pages over some of them. */
export const places: readonly Stop[] = [
  ...stops,
  ...stops
    .filter(({ name }) => beneath.includes(name))
    .flatMap((below) =>
      overlays
        .filter((overlay) => overlay !== 'interrupt' || below.name.endsWith('running'))
        .map(
          (overlay): Stop => ({
            name: `${below.name}, ${overlay}`,
            open: async (more) => {
              const at = await below.open(more);
              at.press({ is: 'overlay', overlay });
              return at;
            },
          }),
        ),
    ),
  ...stops
    .filter(({ name }) => name === 'resource-group done' || name === 'ready')
    .flatMap((below): readonly Stop[] => [
      {
        name: `${below.name}, look`,
        open: async (more) => {
          const at = await below.open(more);
          at.press({ is: 'overlay', overlay: 'lesson' }, { is: 'run-look' });
          await at.until((state) => state.overlay === 'look' && state.look?.running !== true);
          return at;
        },
      },
      {
        name: `${below.name}, term`,
        open: async (more) => {
          const at = await below.open(more);
          at.press({ is: 'overlay', overlay: 'glossary' }, { is: 'open-term' });
          return at;
        },
      },
    ]),
];

/** All keys of the table, as all places have them, and those that are in none. */
export async function allKeys(): Promise<readonly string[]> {
  const keys = new Set<string>();
  for (const place of places) {
    const { state, controller } = await place.open();
    for (const binding of bindingsOf(state())) for (const key of binding.keys) keys.add(key);
    await controller.close();
  }
  return [...keys, ...foreign.filter((key) => !keys.has(key))];
}

/** Every key at every place at every size. */
export async function allPoints(): Promise<readonly KeyPoint[]> {
  const keys = await allKeys();
  return places.flatMap(({ name }) => sizes.flatMap(([columns, rows]) => keys.map((key): KeyPoint => ({ stop: name, key, columns, rows }))));
}

/** Presses one key at one place. */
export async function pressAt({ stop, key, columns, rows }: KeyPoint): Promise<KeyReport> {
  const place = places.find(({ name }) => name === stop);
  if (!place) throw new Error(`no place ${stop}`);
  const wizard = await place.open();
  const { controller, state, left } = wizard;
  const seat = await inkSeat(controller, columns, rows);
  const faults: string[] = [];
  try {
    faults.push(...(await unlike(seat, state, columns, rows)).map((fault) => `before: ${fault}`));
    const before = state();
    const shown = seat.lines().join('\n');
    const binding = bindingFor(before, key);
    const typing = isTyping(before);
    await seat.press(bytes[key] ?? key);
    if (left.length > 0) {
      if (binding?.intent.is !== 'leave' && binding?.intent.is !== 'interrupt' && !(binding?.intent.is === 'accept' && before.screen.at === 'deleted'))
        faults.push(`it left with ${left[0]}`);
      return { stop, key, columns, rows, faults };
    }
    faults.push(...(await unlike(seat, state, columns, rows)));
    faults.push(...answerFaults(binding, typing, before, state(), shown, seat.lines().join('\n')));
    return { stop, key, columns, rows, faults };
  } finally {
    seat.leave();
    await controller.close();
  }
}

/** Whether a key got the answer that the table promises. */
function answerFaults(binding: Binding | undefined, typing: boolean, before: WizardState, after: WizardState, shown: string, now: string): string[] {
  if (binding === undefined) return typing || settled(before) === settled(after) ? [] : ['a key that is in no table changed something'];
  if (binding.disabled !== undefined) return now.replace(/\s+/g, ' ').includes(binding.disabled) ? [] : [`it does not say why not: ${binding.disabled}`];
  if (binding.intent.is === 'move' || binding.intent.is === 'scroll') return [];
  if (binding.intent.is === 'leave' || (binding.intent.is === 'interrupt' && !before.running)) return ['it did not leave'];
  return shown === now && before === after ? ['no answer'] : [];
}

/** What of a state a key may change; looks at the nodes, what went over the wires (and the mark on it) and the clock go on without keys. */
const settled = ({ screen, overlay, field, filter, scroll, chosen, answers, notice, problem }: WizardState): string =>
  JSON.stringify([screen, overlay, field, filter, scroll, { ...chosen, [exchangeList]: 0 }, answers, notice, problem]);

/** How the screen differs from the state drawn on an empty one; what is still on its way is waited for. */
export async function unlike(seat: InkSeat, state: () => WizardState, columns: number, rows: number): Promise<string[]> {
  let differing = '';
  for (let tries = 0; tries < 40; tries += 1) {
    await seat.drawn();
    const wanted = freshFrame(state(), columns, rows).map((line) => line.trimEnd());
    const lines = seat.lines();
    const row = wanted.findIndex((line, at) => line !== lines[at]);
    if (row < 0 && lines.length === wanted.length) return frameFaults(lines, columns, rows);
    differing = `row ${row} is "${lines[row]}" and should be "${wanted[row]}"`;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return [differing];
}

/** A point in words. */
export const pointName = ({ stop, key, columns, rows }: KeyPoint): string => `${stop} / ${key} / ${columns}×${rows}`;

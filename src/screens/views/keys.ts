import { keyLabel } from '../model/key-names.ts';
import { bindingsOf } from '../model/keys.ts';
import type { WizardState } from '../model/state.ts';
import { type Line, wrapped } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** All keys of the moment, from the table that the footer and the input use; a key that does nothing says why. */
export function keysView(state: WizardState, { width }: Room): View {
  const { overlay: _, keysOf, ...beneath } = state;
  const rows = bindingsOf(keysOf === undefined ? beneath : { ...beneath, overlay: keysOf }).map(({ keys, long, disabled }) => ({
    names: keys.map(keyLabel).join(' '),
    words: disabled === undefined ? long : `${long}. Not now: ${disabled}`,
    off: disabled !== undefined,
  }));
  const column = Math.max(...rows.map(({ names }) => names.length)) + 2;
  return {
    title: 'Keys of the moment',
    lines: rows.flatMap(({ names, words, off }) =>
      wrapped(words, width - column).map(
        (text, index): Line => [
          { text: (index === 0 ? names : '').padEnd(column), tone: off ? 'dim' : 'accent' },
          { text, ...(off ? { tone: 'dim' as const } : {}) },
        ],
      ),
    ),
    below: [],
  };
}

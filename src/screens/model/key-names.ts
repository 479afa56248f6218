import type { Edit } from './field.ts';

/** The parts of Ink's `Key` that are looked at. */
export interface KeyFlags {
  readonly upArrow?: boolean;
  readonly downArrow?: boolean;
  readonly leftArrow?: boolean;
  readonly rightArrow?: boolean;
  readonly pageDown?: boolean;
  readonly pageUp?: boolean;
  readonly home?: boolean;
  readonly end?: boolean;
  readonly return?: boolean;
  readonly escape?: boolean;
  readonly ctrl?: boolean;
  readonly tab?: boolean;
  readonly shift?: boolean;
  readonly backspace?: boolean;
  readonly delete?: boolean;
  readonly meta?: boolean;
}

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageDown', 'pagedown'],
  ['pageUp', 'pageup'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies readonly (readonly [keyof KeyFlags, string])[];

/** One name for a key: `enter`, `ctrl-c`, `q`. Text of several characters has none. */
export function keyName(input: string, key: KeyFlags): string | undefined {
  if (key.ctrl && input.length === 1) return `ctrl-${input}`;
  if (key.tab && key.shift) return 'shift-tab';
  for (const [flag, name] of named) if (key[flag]) return name;
  // Enter held down arrives as several in one read; they count once.
  if (/^[\r\n]+$/.test(input)) return 'enter';
  if (/^\t+$/.test(input)) return 'tab';
  return !key.meta && Array.from(input).length === 1 ? input : undefined;
}

/** What a key does to a line of text; undefined where it does nothing to it. */
export function editOf(name: string | undefined, input: string): Edit | undefined {
  switch (name) {
    case 'left':
      return { is: 'move', by: -1 };
    case 'right':
      return { is: 'move', by: 1 };
    case 'home':
    case 'ctrl-a':
      return { is: 'home' };
    case 'end':
    case 'ctrl-e':
      return { is: 'end' };
    // Terminals send DEL for the key above Enter, and Ink calls that one delete.
    case 'backspace':
    case 'delete':
    case 'ctrl-h':
      return { is: 'rub-out' };
    case 'ctrl-d':
      return { is: 'delete' };
    case 'ctrl-w':
      return { is: 'delete-word' };
    case 'ctrl-u':
      return { is: 'clear-before' };
    default:
      if (name !== undefined && name.length > 1 && name !== input) return undefined;
      return input === '' ? undefined : { is: 'insert', text: input };
  }
}

/** How a key is written on the screen. */
export function keyLabel(name: string): string {
  const words: Readonly<Record<string, string>> = {
    enter: 'Enter',
    escape: 'Esc',
    up: '↑',
    down: '↓',
    left: '←',
    right: '→',
    tab: 'Tab',
    'shift-tab': 'Shift-Tab',
    pageup: 'PgUp',
    pagedown: 'PgDn',
    home: 'Home',
    end: 'End',
    ' ': 'Space',
    'ctrl-c': 'Ctrl-C',
  };
  return words[name] ?? name;
}

/** Keys as one types them on a line: words for those that a line cannot hold, and for signs that screen readers leave out. */
const spoken: Readonly<Record<string, string>> = { escape: 'esc', up: 'up', down: 'down', ' ': 'space', '?': 'help', '/': 'find', $: 'money', '!': 'run' };

/** How a key is said. */
export const keyWord = (name: string): string => spoken[name] ?? keyLabel(name);

/** How a key and what it does are said; once, where both are the same word. */
export const keySaid = (name: string, label: string): string => (keyWord(name) === label ? label : `${keyWord(name)}: ${label}`);

/** The key that a typed word stands for. */
export const keyOfWord = (text: string): string => Object.entries(spoken).find(([, word]) => word === text.toLowerCase())?.[0] ?? text;

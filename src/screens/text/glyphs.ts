/** The signs that screens use, each beside a word that says the same. */
export interface Glyphs {
  readonly done: string;
  readonly busy: string;
  readonly failed: string;
  readonly skipped: string;
  readonly waiting: string;
  readonly here: string;
  readonly on: string;
  readonly half: string;
  readonly off: string;
  readonly rule: string;
  /** A line that is heavier than `rule`. */
  readonly heavy: string;
  /** On the critical path. */
  readonly path: string;
  readonly bar: string;
  readonly joint: string;
  readonly dot: string;
  readonly unicode: boolean;
  /** Cells of 2 × 4 dots, for charts. */
  readonly braille: boolean;
}

const unicode: Glyphs = {
  done: '✔',
  busy: '…',
  failed: '✖',
  skipped: '-',
  waiting: ' ',
  here: '▶',
  on: '●',
  half: '◐',
  off: '○',
  rule: '─',
  heavy: '━',
  path: '◆',
  bar: '│',
  joint: '┴',
  dot: '·',
  unicode: true,
  braille: true,
};

const ascii: Glyphs = {
  done: '+',
  busy: '~',
  failed: 'x',
  skipped: '-',
  waiting: ' ',
  here: '>',
  on: '*',
  half: '%',
  off: 'o',
  rule: '-',
  heavy: '=',
  path: '*',
  bar: '|',
  joint: '+',
  dot: '-',
  unicode: false,
  braille: false,
};

/** The signs of the old Windows console: its fonts have the characters of WGL4 and no others. */
const oldConsole: Glyphs = { ...unicode, done: '√', failed: '×', here: '►', half: '◘', heavy: '═', path: '♦', braille: false };

/** The signs that a terminal can show. */
export const glyphsOf = (terminal: { readonly unicode: boolean; readonly oldConsole?: boolean }): Glyphs =>
  terminal.unicode ? (terminal.oldConsole ? oldConsole : unicode) : ascii;

const forConsole: Readonly<Record<string, string>> = {
  '✔': '√',
  '✖': '×',
  '▶': '►',
  '◐': '◘',
  '━': '═',
  '◆': '♦',
};

/** The text in characters that the old Windows console has. */
export const toConsole = (text: string): string => text.replace(/[✔✖▶◐━◆]/g, (character) => forConsole[character] ?? character);

const plain: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '−': '-',
  '×': 'x',
  '·': '-',
  '…': '~',
  '→': '->',
  '←': '<-',
  '↑': 'Up',
  '↓': 'Down',
  '≤': '<=',
  '≥': '>=',
  '≈': '~',
  µ: 'u',
  μ: 'u',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '✔': '+',
  '✖': 'x',
  '√': '+',
  '▶': '>',
  '●': '*',
  '◐': '%',
  '○': 'o',
  '─': '-',
  '│': '|',
  '•': '*',
};

/** The text in ASCII alone, for terminals that show no more. */
export function toAscii(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (character) => {
    const letters = character.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
    return plain[character] ?? (/^[\x00-\x7f]+$/.test(letters) ? letters : '?');
  });
}

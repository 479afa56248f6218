/** What the window's title and the taskbar show: data, derived from the state and drawn by `statusSequence`. */
export interface TerminalStatus {
  readonly title: string;
  readonly progress: { readonly is: 'none' } | { readonly is: 'busy' } | { readonly is: 'part'; readonly percent: number } | { readonly is: 'error' };
}

/** The sequences for a status: title (OSC 2) and progress (OSC 9;4). Terminals that know neither ignore them. */
export function statusSequence({ title, progress }: TerminalStatus): string {
  return `\x1b]2;${plainText(title)}\x07\x1b]9;4;${progressWords(progress)}\x07`;
}

/** Takes title and progress away again; for every way out. */
export const clearStatusSequence = '\x1b]2;\x07\x1b]9;4;0;0\x07';

function progressWords(progress: TerminalStatus['progress']): string {
  switch (progress.is) {
    case 'none':
      return '0;0';
    case 'busy':
      return '3;0';
    case 'part':
      return `1;${Math.max(0, Math.min(100, Math.round(progress.percent)))}`;
    case 'error':
      return '2;100';
    default: {
      const never: never = progress;
      return never;
    }
  }
}

const sequences = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_a-z=>])/g;
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
/** Characters that nobody sees: they turn the direction of what follows, or join signs that each terminal then counts differently. */
const unseen = /[\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;
const suspicious = /[\x00-\x09\x0b-\x1f\x7f-\x9f\p{Default_Ignorable_Code_Point}\u2028\u2029]/u;

/**
 * Text from a node or from Azure without anything that could steer the terminal: escape sequences and control characters are
 * gone, and characters that nobody sees; tabs become blanks, line ends stay.
 */
export function plainText(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.replace(sequences, '').replaceAll('\r\n', '\n').replaceAll('\t', '    ').replace(controls, '').replace(unseen, '');
}

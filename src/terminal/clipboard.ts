import type { Terminal } from './terminal.ts';

/** Longest text that is offered to a terminal's clipboard, in bytes before encoding; many drop more (k9s has the same cap). */
export const longestCopy = 75_000;

/**
 * The sequence (OSC 52) that puts a text on the clipboard of the terminal a person sits at, also through SSH, tmux and screen.
 * Undefined where the text is too long to be carried.
 */
export function copySequence(text: string, multiplexer: Terminal['multiplexer']): string | undefined {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > longestCopy) return undefined;
  return wrapped(`\x1b]52;c;${bytes.toString('base64')}\x07`, multiplexer);
}

/** screen passes on at most 768 bytes at once. */
const screenChunk = 700;

function wrapped(sequence: string, multiplexer: Terminal['multiplexer']): string {
  switch (multiplexer) {
    case 'tmux':
      return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
    case 'screen': {
      const chunks = sequence.match(new RegExp(`[\\s\\S]{1,${screenChunk}}`, 'g')) ?? [];
      return chunks.map((chunk) => `\x1bP${chunk}\x1b\\`).join('');
    }
    case undefined:
      return sequence;
    default: {
      const never: never = multiplexer;
      return never;
    }
  }
}

import { throughMultiplexer } from './multiplexer.ts';
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
  return throughMultiplexer(`\x1b]52;c;${bytes.toString('base64')}\x07`, multiplexer);
}

import { plainText } from '../../terminal/status.ts';
import { toAscii, toConsole } from './glyphs.ts';

/** What of a terminal decides about the characters it is sent. */
export interface Characters {
  readonly unicode: boolean;
  readonly oldConsole?: boolean;
}

/**
 * A text as this terminal can show it, the last thing before it is drawn: whatever steers a terminal is gone, wherever the text came
 * from, and characters that it has no picture of are replaced.
 */
export function shown(text: string, { unicode, oldConsole }: Characters): string {
  const clean = plainText(text.includes('\n') ? text.replaceAll('\n', ' ') : text);
  if (!unicode) return toAscii(clean);
  return oldConsole ? toConsole(clean) : clean;
}

import { throughMultiplexer } from './multiplexer.ts';
import { plainText } from './status.ts';
import type { Terminal } from './terminal.ts';

/** Asks the terminal to tell when its window gains and loses the focus (`CSI I`, `CSI O`), and not to any more. Those that cannot say nothing. */
export const focusReports = { on: '\x1b[?1004h', off: '\x1b[?1004l' } as const;

/**
 * The bell, and a notification where the terminal may show one: OSC 9 (iTerm2, WezTerm, Ghostty, kitty) or OSC 777 (VTE, foot, urxvt;
 * others ignore it). Only one of them, because some terminals show both.
 */
export function notifySequence(
  { title, body }: { readonly title: string; readonly body: string },
  terminal: Pick<Terminal, 'notifies' | 'multiplexer'>,
): string {
  // A separator in a text would end it.
  const clean = (text: string): string => plainText(text).replace(/\s*[;\n]\s*/g, ', ');
  const bell = '\x07';
  switch (terminal.notifies) {
    case 'not':
      return '';
    case 'bell':
      return bell;
    case 'osc9':
      return bell + throughMultiplexer(`\x1b]9;${clean(title)}: ${clean(body)}\x07`, terminal.multiplexer);
    case 'osc777':
      return bell + throughMultiplexer(`\x1b]777;notify;${clean(title)};${clean(body)}\x07`, terminal.multiplexer);
    default: {
      const never: never = terminal.notifies;
      return never;
    }
  }
}

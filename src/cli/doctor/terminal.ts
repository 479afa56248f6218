import type { Check } from './check.ts';

/** Smallest size that the screens are drawn in. */
const least = { columns: 60, rows: 18 } as const;

/** What the terminal can show, and what keeps the wizard from it. */
export const terminal: Check = {
  name: 'terminal',
  needed: false,
  seconds: 1,
  look: async ({ terminal: found, colourBits, env }) => {
    const { columns, rows, interactive, draws, unicode, hyperlinks, multiplexer, colour, screenReader } = found;
    const facts = [
      interactive ? `${columns}×${rows}` : 'stdin or stdout is no terminal',
      `TERM=${env['TERM'] ?? ''}`,
      colour ? `${colourBits} bits of colour` : 'no colour',
      unicode ? 'Unicode' : 'ASCII only',
      ...(hyperlinks ? ['links'] : []),
      ...(multiplexer ? [`inside ${multiplexer}`] : []),
      ...(screenReader ? ['screen reader'] : []),
    ];
    const detail = facts.join(', ');
    if (!interactive) return { ok: false, detail, next: 'Plain lines and --json work as they are; the wizard needs a terminal' };
    if (!draws && !screenReader)
      return { ok: false, detail, next: `Screens cannot be drawn with TERM=${env['TERM'] ?? ''}: export TERM=xterm-256color, where that is what it is` };
    if (columns < least.columns || rows < least.rows)
      return { ok: false, detail, next: `Make the window larger: the screens need ${least.columns}×${least.rows}` };
    if (!unicode) return { ok: true, detail, next: 'For lines and signs instead of ASCII, a UTF-8 locale: export LC_CTYPE=C.UTF-8' };
    if (multiplexer === 'tmux') return { ok: true, detail, next: 'Copying with y reaches the clipboard with: tmux set -g set-clipboard on' };
    return { ok: true, detail };
  },
};

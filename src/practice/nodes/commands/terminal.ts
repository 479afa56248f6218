import type { Program, Programs } from '../shell/session.ts';

const none = (name: string): string => `${name}: 'standard input': Inappropriate ioctl for device\n`;

/** `stty size`; settings are taken and change nothing. */
const stty: Program = (args, _context, { terminal }) => {
  if (!terminal) return { stderr: none('stty'), exitCode: 1 };
  if (args[0] === 'size') return { stdout: `${terminal.rows} ${terminal.columns}\n` };
  if (args.length === 0 || args[0] === '-a') return { stdout: `speed 38400 baud; rows ${terminal.rows}; columns ${terminal.columns}; line = 0;\n` };
  return {};
};

const tput: Program = ([what], _context, { terminal }) => {
  switch (what) {
    case 'cols':
      return { stdout: `${terminal?.columns ?? 80}\n` };
    case 'lines':
      return { stdout: `${terminal?.rows ?? 24}\n` };
    case 'clear':
      return { stdout: clearScreen };
    case undefined:
      return { stderr: 'usage: tput [-V] [-S] [-T term] capname\n', exitCode: 2 };
    default:
      return {};
  }
};

const clearScreen = '\x1b[H\x1b[2J\x1b[3J';

const clear: Program = (_args, _context, { terminal }) =>
  terminal ? { stdout: clearScreen } : { stderr: 'TERM environment variable not set.\n', exitCode: 1 };

const tty: Program = (_args, _context, { terminal }) => (terminal ? { stdout: '/dev/pts/0\n' } : { stdout: 'not a tty\n', exitCode: 1 });

/** What was typed at this terminal; a number shows that many of the last. */
const history: Program = ([last], _context, { terminal }) => {
  const all = terminal?.history ?? [];
  const from = last === undefined ? 0 : Math.max(0, all.length - Number(last));
  return {
    stdout: all
      .slice(from)
      .map((line, index) => `${String(from + index + 1).padStart(5)}  ${line}\n`)
      .join(''),
  };
};

/** Programs that speak of the terminal one sits at. */
export const terminalPrograms: Programs = { stty, tput, clear, reset: clear, tty, history };

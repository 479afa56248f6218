import { mkdirSync } from 'node:fs';
import { spawn } from '@lydell/node-pty';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm, { type Terminal } from '@xterm/headless';

export interface SeatOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
}

/** Names of keys, as a terminal sends them. */
const keys = {
  enter: '\r',
  escape: '\x1b',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  pagedown: '\x1b[6~',
  pageup: '\x1b[5~',
  'ctrl-c': '\x03',
  backspace: '\x7f',
} as const;

/** A person at a terminal: sees the emulated screen, presses keys one at a time, waits for what is seen. */
export interface Seat {
  readonly terminal: Terminal;
  /** The screen as text, without blanks at the ends of lines. */
  screen(): string;
  lines(): string[];
  /** Waits until the screen shows it. Throws with the screen where it does not come. */
  until(shown: string | RegExp, seconds?: number): Promise<string>;
  /** Waits until the screen no longer shows it. */
  untilGone(shown: string | RegExp, seconds?: number): Promise<string>;
  /** Waits until what was written since that point has it: for programs that write lines. */
  hears(words: string | RegExp, from: number, seconds?: number): Promise<string>;
  press(key: keyof typeof keys | (string & {})): void;
  type(text: string): void;
  paste(text: string): void;
  resize(columns: number, rows: number): Promise<void>;
  /** Everything that was written to the terminal so far. */
  raw(): string;
  readonly exit: Promise<{ exitCode: number; signal?: number }>;
  kill(signal?: string): void;
  /** Closes the terminal, as a window is closed: the program gets SIGHUP and nowhere to write to. */
  hangUp(): void;
  pid: number;
}

/** Longest wait for the screen, in seconds. */
const patience = 30;

const barred = ['CI', 'NO_COLOR', 'FORCE_COLOR', 'VITEST', 'NODE_ENV', 'DEV', 'INK_SCREEN_READER', 'TMUX', 'STY', 'RANK0_TRACE'];

/** Starts a program in a pseudo-terminal with an emulated screen. */
export function sit({ file, args, env = {}, columns = 80, rows = 24, cwd }: SeatOptions): Seat {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const own = Object.fromEntries(Object.entries(process.env).filter(([name, value]) => value !== undefined && !barred.includes(name)));
  if (cwd) mkdirSync(cwd, { recursive: true });
  const pty = spawn(file, [...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    ...(cwd ? { cwd } : {}),
    env: { ...own, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', ...env } as Record<string, string>,
  });
  let raw = '';
  const waiters = new Set<() => void>();
  const wake = (): void => {
    for (const waiter of waiters) waiter();
  };
  pty.onData((data) => {
    raw += data;
    terminal.write(data, wake);
  });
  // Ink asks the terminal questions; the answers go back as keys do.
  terminal.onData((data) => pty.write(data));
  let ended: { exitCode: number; signal?: number } | undefined;
  const exit = new Promise<{ exitCode: number; signal?: number }>((resolve) => {
    pty.onExit((how) => {
      ended = how;
      terminal.write('', () => {
        resolve(how);
        wake();
      });
    });
  });

  const lines = (): string[] => {
    const buffer = terminal.buffer.active;
    return Array.from({ length: terminal.rows }, (_, row) => buffer.getLine(buffer.baseY + row)?.translateToString(true, 0, terminal.cols) ?? '');
  };
  const screen = (): string => lines().join('\n');
  const shows = (shown: string | RegExp): boolean => (typeof shown === 'string' ? screen().includes(shown) : shown.test(screen()));
  const wait = (holds: () => boolean, what: string, seconds: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const give = (how: () => void): void => {
        waiters.delete(look);
        clearTimeout(timer);
        how();
      };
      const look = (): void => {
        // Half a frame is not what a person sees: a new title over the old footer would let a key be pressed too early.
        if (terminal.modes.synchronizedOutputMode && !ended) return;
        if (holds()) give(() => resolve(screen()));
        else if (ended) give(() => reject(new Error(`the program ended (${JSON.stringify(ended)}) before ${what}\n${screen()}`)));
      };
      const timer = setTimeout(() => give(() => reject(new Error(`${seconds} s without ${what}\n${screen()}`))), seconds * 1000);
      waiters.add(look);
      look();
    });

  return {
    terminal,
    screen,
    lines,
    until: (shown, seconds = patience) => wait(() => shows(shown), `seeing ${shown}`, seconds),
    untilGone: (shown, seconds = patience) => wait(() => !shows(shown), `${shown} going away`, seconds),
    hears: (words, from, seconds = patience) =>
      wait(() => (typeof words === 'string' ? raw.slice(from).includes(words) : words.test(raw.slice(from))), `hearing ${words}`, seconds),
    press: (key) => pty.write(key in keys ? keys[key as keyof typeof keys] : key),
    type: (text) => pty.write(text),
    paste: (text) => pty.write(`\x1b[200~${text}\x1b[201~`),
    resize: async (wide, high) => {
      terminal.resize(wide, high);
      pty.resize(wide, high);
    },
    raw: () => raw,
    exit,
    kill: (signal) => pty.kill(signal),
    // Not in its types: node-pty's own way to close the terminal.
    hangUp: () => (pty as unknown as { destroy(): void }).destroy(),
    pid: pty.pid,
  };
}

/** Ends what still runs, and waits until it has: a program that is on its way out still writes to its home. */
export async function clear(seats: Seat[]): Promise<void> {
  for (const seat of seats) seat.kill('SIGKILL');
  await Promise.all(seats.splice(0).map((seat) => seat.exit));
}

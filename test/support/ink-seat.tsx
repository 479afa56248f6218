import { EventEmitter } from 'node:events';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm, { type Terminal } from '@xterm/headless';
import { render } from 'ink';
import { App, type WizardStore } from '../../src/screens/App.tsx';
import { terminalOf } from '../../src/terminal/terminal.ts';

/** The wizard's screens, drawn by Ink on an emulated screen in this process: cells as a terminal has them, keys as it sends them. */
export interface InkSeat {
  readonly terminal: Terminal;
  lines(): string[];
  /** Sends the bytes of a key and waits until Ink has read it and drawn what follows. */
  press(bytes: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Waits until what was drawn stands on the screen. */
  drawn(): Promise<void>;
  leave(): void;
}

class Out extends EventEmitter {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly #terminal: Terminal;
  constructor(terminal: Terminal) {
    super();
    this.#terminal = terminal;
    this.columns = terminal.cols;
    this.rows = terminal.rows;
  }
  readonly write = (text: string, ...rest: unknown[]): boolean => {
    const told = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
    this.#terminal.write(text, told);
    return true;
  };
}

class In extends EventEmitter {
  readonly isTTY = true;
  #waiting: string | null = null;
  send(text: string): void {
    this.#waiting = text;
    this.emit('readable');
    this.emit('data', text);
  }
  readonly read = (): string | null => {
    const text = this.#waiting;
    this.#waiting = null;
    return text;
  };
  setEncoding(): void {}
  setRawMode(): void {}
  resume(): void {}
  pause(): void {}
  ref(): void {}
  unref(): void {}
}

/** Ink waits this long after Escape for what may follow it, in milliseconds, and a little more. */
const afterEscape = 30;

export async function inkSeat(store: WizardStore, columns: number, rows: number, env: Record<string, string> = {}): Promise<InkSeat> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0, convertEol: true });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const out = new Out(terminal);
  const input = new In();
  const about = terminalOf({ stdin: input, stdout: out, env: { TERM: 'xterm', RANK0_REDUCED_MOTION: '1', ...env } });
  const app = render(<App store={store} terminal={about} />, {
    stdout: out as unknown as NodeJS.WriteStream,
    stderr: out as unknown as NodeJS.WriteStream,
    stdin: input as unknown as NodeJS.ReadStream,
    exitOnCtrlC: false,
    patchConsole: false,
    alternateScreen: true,
    interactive: true,
    incrementalRendering: true,
    isScreenReaderEnabled: false,
    maxFps: 1000,
  });
  const drawn = async (): Promise<void> => {
    await app.waitUntilRenderFlush();
    await new Promise<void>((resolve) => terminal.write('', resolve));
  };
  await drawn();
  return {
    terminal,
    drawn,
    lines: () => Array.from({ length: terminal.rows }, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true, 0, terminal.cols) ?? ''),
    press: async (bytes) => {
      input.send(bytes);
      if (bytes === '\x1b') await new Promise((resolve) => setTimeout(resolve, afterEscape));
      await new Promise((resolve) => setImmediate(resolve));
      await drawn();
    },
    resize: async (wide, high) => {
      terminal.resize(wide, high);
      out.columns = wide;
      out.rows = high;
      out.emit('resize');
      await drawn();
    },
    leave: () => app.unmount(),
  };
}

import { runShell, type ShellEnd } from '../shell.ts';
import type { RunShell } from './node-page.ts';

/** Who has the terminal: the wizard, or a program that it has handed it to. */
export interface TerminalOwner {
  /** Whether somebody else has it: nothing may be written to it then. */
  readonly away: boolean;
  /** Told with true when it has been given away, with false when it is ours again. Returns what ends that. */
  subscribe(listener: (away: boolean) => void): () => void;
  readonly runShell: RunShell;
  /** Put in by whoever draws: leaves the terminal alone while `work` runs, then takes it back. */
  handOver: (work: () => Promise<void>) => Promise<void>;
  /** Ends a program that has it, and resolves as soon as it is ours. */
  back(): Promise<void>;
}

/** The terminal of a wizard, at first its own. */
export function terminalOwner(stdout: NodeJS.WriteStream): TerminalOwner {
  const listeners = new Set<(away: boolean) => void>();
  let away: { readonly abort: AbortController; readonly over: Promise<void> } | undefined;
  const tell = (): void => {
    for (const listener of listeners) listener(away !== undefined);
  };
  const owner: TerminalOwner = {
    get away() {
      return away !== undefined;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    runShell: async ({ intro, open }) => {
      const abort = new AbortController();
      let end: ShellEnd | undefined;
      let ours = (): void => {};
      away = { abort, over: new Promise((resolve) => (ours = resolve)) };
      try {
        await owner.handOver(async () => {
          tell();
          stdout.write(`${intro}\n`);
          const line = await open();
          end = await runShell(line, { signal: abort.signal, listen: true }).finally(() => {
            line.close();
            // A program may end in the middle of a line (an echoed ^C), and what comes next begins where it stands.
            stdout.write('\r\n');
          });
        });
      } finally {
        away = undefined;
        tell();
        ours();
      }
      if (!end) throw new Error('whoever draws did not run what it was given');
      return end;
    },
    handOver: async () => {
      throw new Error('nothing is drawn yet');
    },
    back: async () => {
      away?.abort.abort();
      await away?.over;
    },
  };
  return owner;
}

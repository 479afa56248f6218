import type { WizardState } from '../../screens/model/state.ts';
import { focusReports, notifySequence } from '../../terminal/notify.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** Steps shorter than this are waited for; a person who pressed a key so shortly before is there. Milliseconds of real time. */
const longStep = 30_000;
const justNow = 10_000;

export interface AttentionOptions {
  getState(): WizardState;
  subscribe(listener: () => void): () => void;
  readonly terminal: Terminal;
  write(sequence: string): void;
  /** Milliseconds of real time. */
  readonly now?: () => number;
}

/** Calls a person back who went away while a step took long. */
export interface Attention {
  /** The window gained or lost the focus. */
  focused(on: boolean): void;
  /** A key was pressed. */
  key(): void;
  /** The terminal was handed to somebody else, or came back. */
  away(gone: boolean): void;
  stop(): void;
}

/**
 * Rings once when what took over half a minute has ended or needs an answer, and only where nobody is known to look: the window
 * is not in focus, or the terminal does not tell and no key was pressed just now.
 */
export function attentionOf({ getState, subscribe, terminal, write, now = () => performance.now() }: AttentionOptions): Attention {
  const reports = terminal.draws && terminal.notifies !== 'not';
  let running = getState().running;
  let began = now();
  let focus: boolean | undefined;
  let pressed = Number.NEGATIVE_INFINITY;
  let away = false;
  const ask = (on: boolean): void => {
    if (reports) write(on ? focusReports.on : focusReports.off);
  };
  const off = (): void => ask(false);
  const look = (): void => {
    const state = getState();
    const before = running;
    running = state.running;
    if (before === undefined && running !== undefined) began = now();
    if (before === undefined || running !== undefined || now() - began < longStep) return;
    const attends = focus ?? now() - pressed < justNow;
    if (attends || away) return;
    const name = state.cluster?.choices.name;
    const body = state.problem ? `${before.what} needs an answer, ${state.problem.problem.code}` : `${before.what} is done`;
    write(notifySequence({ title: name === undefined ? 'rank0' : `rank0 ${name}`, body }, terminal));
  };
  const unsubscribe = subscribe(look);
  ask(true);
  if (reports) process.once('exit', off);
  return {
    focused: (on) => {
      focus = on;
    },
    key: () => {
      pressed = now();
    },
    away: (gone) => {
      away = gone;
      ask(!gone);
    },
    stop: () => {
      unsubscribe();
      process.off('exit', off);
      off();
    },
  };
}

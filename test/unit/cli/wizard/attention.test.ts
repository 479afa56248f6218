import { expect, test } from 'vitest';
import { attentionOf } from '../../../../src/cli/wizard/attention.ts';
import { storeOf } from '../../../../src/cli/wizard/store.ts';
import { initialState } from '../../../../src/screens/model/initial.ts';
import type { Running } from '../../../../src/screens/model/state.ts';
import { terminalOf } from '../../../../src/terminal/terminal.ts';

const stage: Running = { what: 'Stage nodes', stage: 'nodes', stoppable: false };
const tty = { isTTY: true };

/** A wizard whose step takes so many seconds, and what was written to its terminal meanwhile. */
function sitting(env: Record<string, string> = {}) {
  const store = storeOf(initialState({ answers: {}, standard: {}, clusters: [], ways: [], lessons: {} }));
  let seconds = 0;
  const written: string[] = [];
  const terminal = terminalOf({ stdin: tty, stdout: tty, env: { TERM: 'xterm-256color', ...env } });
  const attention = attentionOf({ ...store, terminal, write: (sequence) => written.push(sequence), now: () => seconds * 1000 });
  const step = (taking: number, problem?: string): void => {
    store.dispatch({ type: 'running', running: stage });
    seconds += taking;
    store.batch(() => {
      store.dispatch({ type: 'running', running: undefined });
      if (problem !== undefined)
        store.dispatch({ type: 'known', known: { problem: { problem: { code: problem, message: '', means: '', next: [] }, ways: [] } } });
    });
  };
  const calls = (): string[] => written.filter((sequence) => sequence.includes('\x07'));
  return { attention, step, written, calls };
}

test('a step that took over half a minute rings and notifies when it ends, a shorter one does not', () => {
  const { step, calls } = sitting();
  step(29);
  expect(calls()).toEqual([]);
  step(31);
  expect(calls()).toEqual(['\x07\x1b]777;notify;rank0;Stage nodes is done\x07']);
});

test('it tells of a problem by its code, in the way of the terminal', () => {
  const { step, calls } = sitting({ TERM_PROGRAM: 'WezTerm' });
  step(45, 'OperationNotAllowed');
  expect(calls()).toEqual(['\x07\x1b]9;rank0: Stage nodes needs an answer, OperationNotAllowed\x07']);
});

test('nobody is called who looks: a window that has the focus; a key before the step tells nothing of its end', () => {
  const { attention, step, calls } = sitting();
  attention.focused(true);
  step(60);
  attention.focused(false);
  step(60);
  expect(calls()).toHaveLength(1);
  const other = sitting();
  other.attention.key();
  other.step(60);
  expect(other.calls()).toHaveLength(1);
});

test('a screen reader gets the bell alone, and RANK0_QUIET nothing', () => {
  const reader = sitting({ INK_SCREEN_READER: 'true' });
  reader.step(60);
  expect(reader.written).toEqual(['\x07']);
  const quiet = sitting({ RANK0_QUIET: '1' });
  quiet.step(60);
  expect(quiet.written.join('')).toBe('');
});

test('focus is asked for, not while another program has the terminal, and never after the end', () => {
  const { attention, step, written } = sitting();
  attention.away(true);
  step(60);
  attention.away(false);
  attention.stop();
  step(60);
  expect(written).toEqual(['\x1b[?1004h', '\x1b[?1004l', '\x1b[?1004h', '\x1b[?1004l']);
});

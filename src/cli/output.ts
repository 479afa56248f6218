import type { JournalEvent, TaskEvent } from '../state/events.ts';
import type { Problem } from '../state/problem.ts';

/** One reader of the events, and the place for answers. stdout carries what programs read, stderr what eyes read. */
export interface Output {
  readonly json: boolean;
  event(event: JournalEvent): void;
  /** The last line (`{"result": …}`) or an answer, one object a line. Printed only with --json. */
  object(value: object): void;
  /** A line for eyes. */
  say(line: string): void;
  problem(problem: Problem): void;
}

/** The event as scripts see it (design 4, Progress). What a task waits for stands in `message` while it says nothing else. */
export function progressLine(event: TaskEvent): object {
  const { time, cluster, stage, task, state, error } = event;
  const message = event.message ?? event.waitingFor;
  return { time, cluster, stage, task, state, ...(message === undefined ? {} : { message }), ...(error === undefined ? {} : { error }) };
}

/** JSON lines on stdout; warnings and errors for eyes on stderr. */
export function jsonOutput(stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): Output {
  const line = (value: object): void => void stdout.write(`${JSON.stringify(value)}\n`);
  return {
    json: true,
    event: (event) => {
      if (event.type === 'task') line(progressLine(event));
    },
    object: line,
    say: (text) => void stderr.write(`${text}\n`),
    problem: (problem) => void stderr.write(problemText(problem)),
  };
}

const symbols: Readonly<Record<TaskEvent['state'], string>> = { observing: '·', making: '…', done: '✔', unchanged: '✔', failed: '✖', skipped: '-' };
const asciiSymbols: Readonly<Record<TaskEvent['state'], string>> = { observing: '.', making: '~', done: '+', unchanged: '=', failed: 'x', skipped: '-' };

/** One plain line a change, for a terminal that cannot draw, a pipe or a log. */
export function plainOutput(stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream, ascii: boolean): Output {
  let last = '';
  return {
    json: false,
    event: (event) => {
      if (event.type !== 'task') return;
      const text = plainLine(event, ascii);
      if (text !== undefined && text !== last) stdout.write(`${text}\n`);
      if (text !== undefined) last = text;
    },
    object: () => {},
    say: (text) => void stdout.write(`${text}\n`),
    problem: (problem) => void stderr.write(problemText(problem)),
  };
}

function plainLine(event: TaskEvent, ascii: boolean): string | undefined {
  if (event.state === 'observing' && event.waitingFor === undefined) return undefined;
  const symbol = (ascii ? asciiSymbols : symbols)[event.state];
  const spent = event.spentSeconds !== undefined && event.spentSeconds >= 1 && event.state !== 'making' ? ` (${Math.round(event.spentSeconds)} s)` : '';
  const more = event.message ?? event.waitingFor;
  return `${symbol} ${event.stage}: ${event.title ?? event.task}${event.state === 'unchanged' ? ' (was so)' : ''}${spent}${more ? `: ${more}` : ''}`;
}

/** A problem for eyes: what was said, what it means, what to do. */
export function problemText(problem: Problem): string {
  const next = problem.next.map((step) => `  → ${step.label}${step.command ? `: ${step.command}` : ''}\n`).join('');
  return `rank0: ${problem.message}\n  ${problem.means}\n${next}`;
}

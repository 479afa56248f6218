import type { TaskEvent } from '../../state/events.ts';
import type { ToldFailure } from './schema.ts';

/** How one task went, over all runs of the program. */
export interface TaskHistory {
  readonly id: string;
  readonly stage: TaskEvent['stage'];
  readonly title: string;
  readonly node?: string;
  readonly state: 'done' | 'unchanged' | 'skipped' | 'failed' | 'unfinished';
  readonly began: string;
  readonly ended?: string;
  readonly output?: string;
  readonly failures: readonly ToldFailure[];
  /** How the same is done by hand, where the journal has it. */
  readonly how?: { readonly explain?: string; readonly commands: readonly string[] };
}

/** One attempt: from the first look to what it came to. */
interface Attempt {
  readonly began: string;
  readonly end?: TaskEvent;
}

/** What became of each task, in the order in which they were first begun: of several runs the one that made it so, and before it those that failed. */
export function historiesOf(events: readonly TaskEvent[]): readonly TaskHistory[] {
  const byTask = new Map<string, TaskEvent[]>();
  for (const event of events) byTask.set(event.task, [...(byTask.get(event.task) ?? []), event]);
  return [...byTask.values()].map(historyOf);
}

function historyOf(events: readonly TaskEvent[]): TaskHistory {
  const attempts = attemptsOf(events);
  const of = (state: TaskEvent['state']): Attempt[] => attempts.filter(({ end }) => end?.state === state);
  const told = of('done').at(-1) ?? of('unchanged')[0] ?? of('failed').at(-1) ?? of('skipped').at(-1) ?? (attempts.at(-1) as Attempt);
  const last = events.at(-1) as TaskEvent;
  const node = events.find((event) => event.node !== undefined)?.node;
  const how = howOf(told.end, events);
  return {
    id: last.task,
    stage: last.stage,
    title: events.findLast(({ title }) => title !== undefined)?.title ?? last.task,
    ...(node === undefined ? {} : { node }),
    state: stateOf(told.end),
    began: told.began,
    ...(told.end === undefined ? {} : { ended: told.end.time }),
    ...(told.end?.message === undefined ? {} : { output: told.end.message }),
    failures: of('failed').map(({ end }) => failureOf(end as TaskEvent)),
    ...(how === undefined ? {} : { how }),
  };
}

/** The lines of the attempt that is told; why may stand with an earlier one, as it is kept once. */
function howOf(told: TaskEvent | undefined, events: readonly TaskEvent[]): TaskHistory['how'] {
  const how = told?.how ?? events.findLast((event) => event.how !== undefined)?.how;
  if (how === undefined) return undefined;
  const explain = how.explain ?? events.find((event) => event.how?.explain !== undefined)?.how?.explain;
  return { commands: how.commands, ...(explain === undefined ? {} : { explain }) };
}

function stateOf(end: TaskEvent | undefined): TaskHistory['state'] {
  if (end === undefined || end.state === 'observing' || end.state === 'making') return 'unfinished';
  return end.state;
}

function failureOf({ time, error, message }: TaskEvent): ToldFailure {
  const { code = 'failed', means = '', next = [] } = error ?? {};
  const steps = next.map(({ label, command }) => ({ label, ...(command === undefined ? {} : { command }) }));
  return { time, code, message: error?.message ?? message ?? '', means, next: steps };
}

function attemptsOf(events: readonly TaskEvent[]): readonly Attempt[] {
  const attempts: Attempt[] = [];
  let began: string | undefined;
  for (const event of events) {
    began ??= event.time;
    if (event.state === 'observing' || event.state === 'making') continue;
    attempts.push({ began, end: event });
    began = undefined;
  }
  return began === undefined ? attempts : [...attempts, { began }];
}

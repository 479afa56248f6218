import type { JournalEvent, TaskEvent } from '../../state/events.ts';
import { powersAfter } from '../../state/money.ts';
import { byNumber } from '../../state/node-set.ts';
import { plainText } from '../../terminal/status.ts';
import type { LogLine, TaskView } from './task-view.ts';
import type { WizardState } from './state.ts';

/** Lines of the log that are kept. */
const longestLog = 2000;

/** One event of the walk, as screens remember it. */
export function withEvent(state: WizardState, event: JournalEvent): WizardState {
  switch (event.type) {
    case 'task':
      return withEvents(state, [event]);
    case 'begun':
      return state.cluster ? { ...state, cluster: { ...state.cluster, choices: event.choices } } : state;
    case 'priced':
      return state.cluster ? { ...state, cluster: { ...state.cluster, price: event.price } } : state;
    case 'node': {
      if (!state.cluster) return state;
      const others = state.cluster.nodes.filter(({ name }) => name !== event.node.name);
      const nodes = [...others, event.node].sort((a, b) => byNumber(a.name, b.name));
      return { ...state, cluster: { ...state.cluster, nodes, begun: true } };
    }
    case 'node-gone': {
      if (!state.cluster) return state;
      const gone = ({ name }: { readonly name: string }): boolean => name !== event.name;
      return { ...state, live: state.live.filter(gone), cluster: { ...state.cluster, nodes: state.cluster.nodes.filter(gone) } };
    }
    case 'shared': {
      const { shared: _, ...others } = state;
      return event.shared.kind === 'none' ? others : { ...others, shared: event.shared };
    }
    case 'measured': {
      const { measurement } = event;
      return { ...state, measurements: [...state.measurements.filter(({ at }) => at !== measurement.at), measurement] };
    }
    case 'power':
      return state.cluster ? { ...state, cluster: { ...state.cluster, powers: powersAfter(state.cluster.powers, event) } } : state;
    case 'autostop': {
      if (!state.cluster) return state;
      const { autostop: _, ...cluster } = state.cluster;
      return { ...state, cluster: event.autostop ? { ...cluster, autostop: event.autostop } : cluster };
    }
    case 'scaling':
    case 'found':
    case 'tagged':
    case 'adopted':
    case 'ended':
      return state;
    default: {
      const never: never = event;
      return never;
    }
  }
}

/** Several events as one change: what is kept of tasks is copied once and not for each of them. */
export function withEvents(state: WizardState, events: readonly JournalEvent[]): WizardState {
  const tasks = { ...state.tasks };
  const log = [...state.log];
  let next: WizardState = { ...state, tasks, log };
  for (const event of events) {
    if (event.type !== 'task') {
      next = withEvent(next, event);
      continue;
    }
    tasks[event.task] = taskAfter(tasks[event.task], event);
    const line = lineOf(event);
    if (line && log.at(-1)?.text !== line.text) log.push(line);
    const building = event.stage !== 'sign-in' && event.stage !== 'plan' && event.state === 'making';
    const { cluster } = next;
    next = {
      ...next,
      worldNow: Math.max(next.worldNow, Date.parse(event.time)),
      ...(cluster && building && !cluster.begun ? { cluster: { ...cluster, begun: true } } : {}),
    };
  }
  if (log.length > longestLog) log.splice(0, log.length - longestLog);
  return next;
}

function taskAfter(before: TaskView | undefined, event: TaskEvent): TaskView {
  const goesOn = before !== undefined && (before.state === 'observing' || before.state === 'making');
  const usual = event.usualSeconds ?? (goesOn ? before.usualSeconds : undefined);
  return {
    id: event.task,
    stage: event.stage,
    title: event.title ?? before?.title ?? event.task,
    state: event.state,
    since: goesOn ? before.since : Date.parse(event.time),
    ...(event.spentSeconds === undefined ? {} : { spentSeconds: event.spentSeconds }),
    ...(usual === undefined ? {} : { usualSeconds: usual }),
    ...(event.message === undefined ? {} : { message: plainText(event.message) }),
    ...(event.waitingFor === undefined ? {} : { waitingFor: waitingWords(event) }),
    ...(event.node === undefined ? {} : { node: event.node }),
  };
}

/** What a task waits for; Azure's name for it is the task's own title, which stands beside it already. */
const waitingWords = ({ waitingFor = '', title }: TaskEvent): string => (waitingFor === `Azure: ${title}` ? 'Azure is working on it' : plainText(waitingFor));

/** An event as a line of the log; none where there is nothing to tell. */
function lineOf(event: TaskEvent): LogLine | undefined {
  const heard = event.error?.message ?? event.message ?? (event.waitingFor === undefined ? undefined : waitingWords(event));
  const said = heard === undefined ? undefined : plainText(heard);
  if (event.state === 'observing' && said === undefined) return undefined;
  const under = event.state === 'observing' || event.state === 'making';
  const words = said === undefined ? event.state : under ? said : `${event.state}, ${said}`;
  return { time: event.time, text: `${event.title ?? event.task}: ${words}`, state: event.state };
}

import type { JournalEvent, TaskEvent } from '../../state/events.ts';
import { plainText } from '../../terminal/status.ts';
import type { LogLine, TaskView, WizardState } from './state.ts';

/** Lines of the log that are kept. */
const longestLog = 2000;

/** One event of the walk, as screens remember it. */
export function withEvent(state: WizardState, event: JournalEvent): WizardState {
  switch (event.type) {
    case 'task':
      return withTask(state, event);
    case 'begun':
      return state.cluster ? { ...state, cluster: { ...state.cluster, choices: event.choices } } : state;
    case 'priced':
      return state.cluster ? { ...state, cluster: { ...state.cluster, price: event.price } } : state;
    case 'node': {
      if (!state.cluster) return state;
      const others = state.cluster.nodes.filter(({ name }) => name !== event.node.name);
      const nodes = [...others, event.node].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
      return { ...state, cluster: { ...state.cluster, nodes, begun: true } };
    }
    case 'node-gone': {
      if (!state.cluster) return state;
      const gone = ({ name }: { readonly name: string }): boolean => name !== event.name;
      return { ...state, live: state.live.filter(gone), cluster: { ...state.cluster, nodes: state.cluster.nodes.filter(gone) } };
    }
    case 'tagged':
    case 'ended':
      return state;
    default: {
      const never: never = event;
      return never;
    }
  }
}

function withTask(state: WizardState, event: TaskEvent): WizardState {
  const before = state.tasks[event.task];
  const time = Date.parse(event.time);
  const goesOn = before !== undefined && (before.state === 'observing' || before.state === 'making');
  const usual = event.usualSeconds ?? (goesOn ? before.usualSeconds : undefined);
  const task: TaskView = {
    id: event.task,
    stage: event.stage,
    title: event.title ?? before?.title ?? event.task,
    state: event.state,
    since: goesOn ? before.since : time,
    ...(event.spentSeconds === undefined ? {} : { spentSeconds: event.spentSeconds }),
    ...(usual === undefined ? {} : { usualSeconds: usual }),
    ...(event.message === undefined ? {} : { message: plainText(event.message) }),
    ...(event.waitingFor === undefined ? {} : { waitingFor: waitingWords(event) }),
    ...(event.node === undefined ? {} : { node: event.node }),
  };
  const building = event.stage !== 'sign-in' && event.stage !== 'plan' && event.state === 'making';
  return {
    ...state,
    worldNow: Math.max(state.worldNow, time),
    tasks: { ...state.tasks, [event.task]: task },
    log: logged(state.log, event),
    ...(state.cluster && building && !state.cluster.begun ? { cluster: { ...state.cluster, begun: true } } : {}),
  };
}

/** What a task waits for; Azure's name for it is the task's own title, which stands beside it already. */
const waitingWords = ({ waitingFor = '', title }: TaskEvent): string => (waitingFor === `Azure: ${title}` ? 'Azure is working on it' : plainText(waitingFor));

function logged(log: readonly LogLine[], event: TaskEvent): readonly LogLine[] {
  const heard = event.error?.message ?? event.message ?? (event.waitingFor === undefined ? undefined : waitingWords(event));
  const said = heard === undefined ? undefined : plainText(heard);
  if (event.state === 'observing' && said === undefined) return log;
  const under = event.state === 'observing' || event.state === 'making';
  const words = said === undefined ? event.state : under ? said : `${event.state}, ${said}`;
  const text = `${event.title ?? event.task}: ${words}`;
  if (log.at(-1)?.text === text) return log;
  return [...log, { time: event.time, text, state: event.state }].slice(-longestLog);
}

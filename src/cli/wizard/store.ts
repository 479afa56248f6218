import type { Action } from '../../screens/model/actions.ts';
import { reduce } from '../../screens/model/reduce.ts';
import type { JournalEvent } from '../../state/events.ts';
import type { WizardState } from '../../screens/model/state.ts';

/** The one place where the wizard's state lives while it runs. */
export interface Store {
  getState(): WizardState;
  dispatch(action: Action): void;
  /** An event of a walk. Of very many in a short time, those that come last are taken together. */
  hear(event: JournalEvent): void;
  /** Several actions that are seen as one change. */
  batch(work: () => void): void;
  subscribe(listener: () => void): () => void;
}

/** So many events in so many milliseconds are each a change of their own. */
const several = 200;
const shortTime = 100;
/** With more nodes than this a change has thousands of tasks to copy: all events are taken together, as often as progress is shown. */
const manyNodes = 32;
const longTime = 400;

export function storeOf(initial: WizardState): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  let told = initial;
  let held = 0;
  const tell = (): void => {
    if (held > 0 || told === state) return;
    told = state;
    for (const listener of listeners) listener();
  };
  let waiting: JournalEvent[] = [];
  let began = 0;
  let heard = 0;
  /** What was heard is in the state before anybody looks at it or changes it. */
  const take = (): void => {
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    state = reduce(state, { type: 'events', events });
  };
  const dispatch = (action: Action): void => {
    take();
    state = reduce(state, action);
    tell();
  };
  return {
    getState: () => {
      take();
      return state;
    },
    dispatch,
    hear: (event) => {
      const many = (state.cluster?.choices.count ?? 0) > manyNodes;
      const now = performance.now();
      if (now - began > shortTime) {
        began = now;
        heard = 0;
      }
      heard += 1;
      if (!many && heard <= several) return dispatch({ type: 'event', event });
      waiting.push(event);
      if (waiting.length > 1) return;
      setTimeout(
        () => {
          take();
          tell();
        },
        many ? longTime : Math.max(0, began + shortTime - now),
      ).unref();
    },
    batch: (work) => {
      held += 1;
      try {
        work();
      } finally {
        held -= 1;
        tell();
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

import type { Action } from '../../screens/model/actions.ts';
import { reduce } from '../../screens/model/reduce.ts';
import type { WizardState } from '../../screens/model/state.ts';

/** The one place where the wizard's state lives while it runs. */
export interface Store {
  getState(): WizardState;
  dispatch(action: Action): void;
  /** Several actions that are seen as one change. */
  batch(work: () => void): void;
  subscribe(listener: () => void): () => void;
}

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
  return {
    getState: () => state,
    dispatch: (action) => {
      state = reduce(state, action);
      tell();
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

import type { Action } from '../../screens/model/actions.ts';
import { reduce } from '../../screens/model/reduce.ts';
import type { WizardState } from '../../screens/model/state.ts';

/** The one place where the wizard's state lives while it runs. */
export interface Store {
  getState(): WizardState;
  dispatch(action: Action): void;
  subscribe(listener: () => void): () => void;
}

export function storeOf(initial: WizardState): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    dispatch: (action) => {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

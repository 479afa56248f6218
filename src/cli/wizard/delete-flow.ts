import type { Screen } from '../../screens/model/screen.ts';
import type { Core } from './core.ts';
import { drillOver } from './drill-flow.ts';
import { orThrow } from './outcome.ts';

/** How a cluster ends: what goes is shown and counted, the name is typed, and Azure is asked again. */
export interface DeleteFlow {
  /** `after`: how it goes on once everything is gone, and where from; nothing where it ends then. `unlock`: locks go with it. */
  askDeletion(after?: Pick<Extract<Screen, { at: 'delete' }>, 'after' | 'from' | 'unlock'>): void;
  deleteAll(): void;
}

/** @param stopLooking ends the looks at the nodes. */
export function deleteFlow(core: Core, stopLooking: () => void): DeleteFlow {
  const { held, state, dispatch, show, job } = core;
  return {
    askDeletion: (after = {}) => {
      const { walk } = held;
      if (!walk) return;
      show({ at: 'delete', ...after });
      dispatch({ type: 'known', known: { deletion: undefined } });
      job({ what: 'Asking Azure what there is, and what lies in it', stoppable: true }, async (signal) => {
        const deletion = await walk.deletion(signal, { unlock: after.unlock === true });
        dispatch({ type: 'known', known: { deletion } });
        const contents = await walk.doomedContents(signal);
        dispatch({ type: 'known', known: { deletion: { ...deletion, contents } } });
        return undefined;
      });
    },
    deleteAll: () => {
      const { walk } = held;
      const name = walk?.choices.name;
      if (!walk || !state().deletion) return;
      if (state().field.text.trim() !== name) return dispatch({ type: 'field-problem', problem: `That is not ${name}. Nothing was deleted.` });
      stopLooking();
      job({ what: 'Deleting', stoppable: false }, async (signal) => {
        const { outcome, proof } = await walk.down(signal);
        orThrow(outcome, signal);
        dispatch({ type: 'known', known: { live: [] } });
        const { screen } = state();
        const after = screen.at === 'delete' && screen.after !== undefined ? { after: screen.after } : {};
        const over = proof?.left.length === 0 ? drillOver(core, ['your-cluster']) : undefined;
        return () => {
          if (proof) show({ at: 'deleted', ...proof, ...after });
          over?.();
        };
      });
    },
  };
}

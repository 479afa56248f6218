import type { StageId } from '../../state/stage-id.ts';
import { chosenIndex, drillRows } from '../../screens/model/lists.ts';
import type { DrillView } from '../../screens/model/depths.ts';
import type { Core, Then } from './core.ts';
import type { OpenCloud } from './services.ts';

/** Names the drill of a cloud that was just opened. One that was mended before stays on its page, until another is on. */
export function nameDrill({ dispatch, state }: Core, cloud: OpenCloud): void {
  const before = state().drill;
  const now = cloud.drill();
  if (now) dispatch({ type: 'known', known: { drill: { ...now, shown: before?.name === now.name && !before.solved ? before.shown : 0 } } });
  else if (before && !before.solved) dispatch({ type: 'known', known: { drill: undefined } });
}

/** After stages came out well: where that mended the drill, it is over from here on. What is returned says so, once the next screen is there. */
export function drillOver({ held, dispatch, state }: Core, stages: readonly StageId[]): Then {
  const over = held.cloud?.drillMended(stages);
  if (!over) return () => {};
  dispatch({ type: 'known', known: { drill: { ...over, shown: state().drill?.shown ?? 0 } } });
  return () => dispatch({ type: 'known', known: { notice: `The drill ${over.name} is solved: h tells what it was, and how to notice it earlier` } });
}

/** The list of drills, before there is a cloud. */
export interface DrillList {
  /** Shows which drills there are. */
  show(): void;
  /** The marked one is to be practised. */
  accept(begin: (drill: DrillView) => void): void;
}

export function drillList({ services, dispatch, show, state, job }: Core): DrillList {
  return {
    show: () => {
      show({ at: 'drills' });
      if (state().drills) return;
      job({ what: 'Looking which drills there are', stoppable: true }, async () => {
        dispatch({ type: 'known', known: { drills: await services.drills() } });
        return undefined;
      });
    },
    accept: (begin) => {
      const rows = drillRows(state());
      const drill = rows[chosenIndex(state(), { id: 'drills', rows })]?.value;
      if (drill) begin(drill);
    },
  };
}

import { countFor } from '../../stages/scaling.ts';
import type { RunOutcome } from '../../engine/run.ts';
import { problemOf } from '../../state/problem.ts';
import type { Core, Then } from './core.ts';
import { lookedAgain } from './looked-again.ts';
import { settle } from './outcome.ts';

/** Another count of nodes, from the last screen. */
export interface ScaleFlow {
  ask(): void;
  /** A number was typed: what it comes to is asked for. Then what was shown is done. */
  accept(): void;
  back(): void;
}

/** @param ready shows the last screen. */
export function scaleFlow({ held, state, dispatch, show, job }: Core, ready: () => void): ScaleFlow {
  const scaleTo = (to: number): void => {
    const { walk } = held;
    if (!walk) return;
    const look = async (signal: AbortSignal): Promise<void> => dispatch({ type: 'known', known: { scaling: await walk.scaling(to, signal) } });
    const carryOut = async (signal: AbortSignal): Promise<Then> => {
      const outcome = await walk.scale(signal);
      settle(walk, outcome, signal);
      return () => {
        ready();
        dispatch({
          type: 'known',
          known: { notice: to === 0 ? 'No node is left; c brings some back' : `${to} node${to === 1 ? '' : 's'} now; hello ran on all of them` },
        });
      };
    };
    job({ what: `Scaling to ${to}`, stage: 'your-cluster', stoppable: false }, lookedAgain(look, carryOut));
  };

  /** The count stays, and nodes of an earlier model of the scale set follow the latest. */
  const update = (count: number): void => {
    const { walk } = held;
    if (!walk) return;
    job({ what: 'Updating nodes', stage: 'your-cluster', stoppable: false }, async (signal) => {
      const scaling = await walk.scaling(count, signal);
      const outcome: RunOutcome = scaling.update ? await walk.updateNodes(signal) : { result: 'done' };
      settle(walk, outcome, signal);
      return () => {
        ready();
        dispatch({ type: 'known', known: { notice: 'All nodes are of the latest model now; hello ran on all of them' } });
      };
    });
  };

  const acceptPlan = () => {
    const { scaling, field, cluster } = state();
    const name = cluster?.choices.name;
    if (!scaling || name === undefined) return;
    if (scaling.to === 0 && field.text.trim() !== name) return dispatch({ type: 'field-problem', problem: `That is not ${name}. Nothing was changed.` });
    if (scaling.nothingToDo) update(scaling.to);
    else scaleTo(scaling.to);
  };

  return {
    back: () => show({ at: state().screen.at === 'scale' ? 'ready' : 'scale' }),
    ask: () => {
      show({ at: 'scale' });
      dispatch({ type: 'known', known: { scaling: undefined } });
    },
    accept: () => {
      const { walk } = held;
      if (!walk) return;
      if (state().screen.at === 'scale-plan') return acceptPlan();
      const count = countOrProblem(walk.choices, state().field.text);
      if (typeof count === 'string') return dispatch({ type: 'field-problem', problem: count });
      job({ what: 'Asking Azure what that comes to', stoppable: true }, async (signal) => {
        const scaling = await walk.scaling(count, signal);
        return () => {
          if (scaling.nothingToDo && !scaling.update) {
            show({ at: 'ready' });
            dispatch({ type: 'known', known: { notice: `There are ${count} already: nothing to do` } });
            return;
          }
          dispatch({ type: 'known', known: { scaling } });
          show({ at: 'scale-plan' });
        };
      });
    },
  };
}

function countOrProblem(choices: Parameters<typeof countFor>[0], text: string): number | string {
  try {
    return countFor(choices, text);
  } catch (error) {
    const { message, means } = problemOf(error);
    return `${message}. ${means}`;
  }
}

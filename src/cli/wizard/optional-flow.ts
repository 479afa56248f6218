import { chosenIndex } from '../../screens/model/lists.ts';
import type { Offered } from '../../screens/model/offered.ts';
import { offerRows } from '../../screens/model/offers.ts';
import { cursorFrom, pageFrom, resultsPageAt } from '../../screens/model/results.ts';
import { nextStage } from '../../screens/model/where.ts';
import type { SharedFiles } from '../../state/choices.ts';
import type { BuildFlow } from './build-flow.ts';
import type { Core } from './core.ts';
import { drillOver } from './drill-flow.ts';
import { orThrow } from './outcome.ts';

/** Stages that need not be, and the page of what the benchmark measured. */
export interface OptionalFlow {
  /** Offers a stage from the last screen. */
  offer(stage: Offered): void;
  /** Enter on an offer: goes on without, or to the stage with what was chosen. */
  acceptOffer(): void;
  /** Esc on one. */
  awayFromOffer(): void;
  /** Enter once the name was typed: what is shared goes, and something else or nothing comes in its place. */
  acceptUnshare(): void;
  /** Goes on without the stage at hand, which was chosen. */
  leaveOut(): void;
  /** Measures again, from the last screen. */
  measure(): void;
  turnPage(by: number): void;
  moveCursor(by: number): void;
}

const without = { benchmark: { benchmark: false }, 'shared-files': { sharedFiles: 'none' }, prune: { prune: false, natGateway: false } } as const;

export function optionalFlow(core: Core, build: BuildFlow): OptionalFlow {
  const { held, state, dispatch, show, job } = core;
  /** Changes what is shared, and says so on the last screen. */
  const share = (to: SharedFiles): void => {
    const { walk } = held;
    if (!walk) return;
    job({ what: to === 'none' ? 'Taking the shared files away' : 'Changing the shared files', stage: 'shared-files', stoppable: false }, async (signal) => {
      walk.choose({ sharedFiles: to });
      orThrow(await walk.run(['shared-files'], signal), signal);
      walk.end('ready');
      return () => {
        build.ready();
        dispatch({ type: 'known', known: { notice: to === 'none' ? 'Nothing is shared any more' : '/scratch is another one now, on all nodes' } });
      };
    });
  };

  /** Says what goes, once it was counted; nothing is changed before the name was typed. */
  const unshare = (to: SharedFiles): void => {
    const { walk } = held;
    if (!walk) return;
    show({ at: 'unshare', to });
    job({ what: 'Counting what lies in the shared files', stoppable: true }, async (signal) => {
      const contents = await walk.contents(signal);
      const { shared } = state();
      if (shared && contents !== undefined) dispatch({ type: 'known', known: { shared: { ...shared, contents } } });
      return undefined;
    });
  };

  return {
    offer: (stage) => {
      // What there is now is marked, so that Enter changes nothing.
      const now = offerRows(state(), stage).findIndex(({ value }) => value.choices === undefined);
      dispatch({ type: 'choose', list: `offer ${stage}`, index: now });
      show({ at: 'offer', stage, from: 'ready' });
    },
    acceptOffer: () => {
      const { screen, shared } = state();
      if (screen.at !== 'offer') return;
      const { stage, from } = screen;
      const rows = offerRows(state(), stage);
      const choices = rows[chosenIndex(state(), { id: `offer ${stage}`, rows })]?.value.choices;
      if (!choices) return from === 'ready' ? build.ready() : build.acceptDone(stage);
      if (choices.sharedFiles !== undefined && shared && shared.kind !== 'none') return unshare(choices.sharedFiles);
      held.walk?.choose(choices);
      build.toStage(stage);
    },
    awayFromOffer: () => build.ready(),
    acceptUnshare: () => {
      const { screen, cluster, field } = state();
      const name = cluster?.choices.name;
      if (screen.at !== 'unshare' || name === undefined) return;
      if (field.text.trim() !== name) return dispatch({ type: 'field-problem', problem: `That is not ${name}. Nothing was changed.` });
      share(screen.to);
    },
    leaveOut: () => {
      const { screen } = state();
      if (screen.at !== 'stage' || !(screen.stage in without)) return;
      const stage = screen.stage as Offered;
      held.walk?.choose(without[stage]);
      if (nextStage(state(), stage) === 'your-cluster') build.ready();
      else build.acceptDone(stage);
    },
    measure: () => {
      const { walk } = held;
      if (!walk) return;
      dispatch({ type: 'overlay', overlay: undefined });
      job({ what: 'Benchmark', stage: 'benchmark', stoppable: false }, async (signal) => {
        walk.choose({ benchmark: true });
        orThrow(await walk.run(['benchmark'], signal, { remeasure: true }), signal);
        walk.end('ready');
        const told = drillOver(core, ['benchmark']);
        return () => {
          dispatch({ type: 'overlay', overlay: 'benchmark' });
          told?.();
        };
      });
    },
    turnPage: (by) => dispatch({ type: 'known', known: { results: pageFrom(state(), by) } }),
    moveCursor: (by) => dispatch({ type: 'known', known: { results: { ...cursorFrom(state(), by), page: resultsPageAt(state()) } } }),
  };
}

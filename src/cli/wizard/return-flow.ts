import { chosenIndex } from '../../screens/model/lists.ts';
import { returnRows } from '../../screens/model/returned.ts';
import type { Given } from '../../stages/questions.ts';
import type { Comparison } from '../../stages/differences.ts';
import type { BuildFlow } from './build-flow.ts';
import type { Core, Then } from './core.ts';
import { followedWords } from './follow-address.ts';
import type { WizardWalk } from './services.ts';

/** From a remembered cluster to where one was: nothing goes on before it was said what is true now. */
export interface ReturnFlow {
  /** Asks what is true now and shows it beside what was. */
  returned(walk: WizardWalk, signal: AbortSignal): Promise<Then>;
  /** Enter: goes on where there is something to do, or takes the marked way on. */
  accept(): void;
  /** Opens port 22 to the address seen now, and looks again. */
  ownAddress(): void;
  /** Another sign-in for the same cluster. */
  signIn(): void;
  /** Back to the first screen; the cluster is closed as it is. */
  away(): void;
}

export function returnFlow(core: Core, build: BuildFlow): ReturnFlow {
  const { held, dispatch, show, state, job } = core;

  const know = (returned: Comparison | undefined): void => dispatch({ type: 'known', known: { returned } });

  const look = async (walk: WizardWalk, signal: AbortSignal): Promise<void> => know(await walk.differences(signal));

  const lookAgain = (): void => {
    const { walk } = held;
    if (!walk) return;
    know(walk.remembered());
    job({ what: 'Asking Azure what is true now', stoppable: true }, async (signal) => {
      await look(walk, signal);
      return undefined;
    });
  };

  /** The first screen, with nothing open. */
  const toStart = (): void => {
    dispatch({ type: 'known', known: { cluster: undefined, returned: undefined, live: [], planned: {}, finished: [] } });
    show({ at: 'start' });
  };

  const goOn = (): void => {
    const { walk } = held;
    const { returned } = state();
    if (!walk || returned?.now === undefined) return;
    job({ what: 'Opening it', stoppable: true }, async (signal) => {
      const then = await build.resumed(walk, signal, returned.mendFrom);
      return () => {
        know(undefined);
        then();
      };
    });
  };

  /** The session of a cluster that is gone is put away: what it remembers of machines and keys would be wrong for new ones. */
  const setAside = async (walk: WizardWalk): Promise<string> => {
    const place = walk.setAside();
    await walk.close();
    delete held.walk;
    dispatch({ type: 'known', known: { clusters: state().clusters.filter((one) => one.name !== walk.choices.name || one.cloud !== walk.choices.cloud) } });
    return place;
  };

  const rebuild = (): void => {
    const { walk, cloud } = held;
    if (!walk || !cloud) return;
    const { choices } = walk;
    const { customData: _, publicKeys: __, sshSource: ___, ...answers } = choices;
    job({ what: 'Checking the plan', stage: 'plan', stoppable: true }, async (signal) => {
      const [subscriptions, caller] = await Promise.all([cloud.subscriptions(signal), cloud.callerAddress(signal).catch(() => undefined)]);
      const subscription = subscriptions.find(({ id }) => id === choices.subscription);
      signal.throwIfAborted();
      if (held.walk === walk) await setAside(walk);
      dispatch({ type: 'answered', answers: answers as Given });
      dispatch({ type: 'known', known: { caller: { address: caller }, review: undefined, returned: undefined, ...(subscription ? { subscription } : {}) } });
      show({ at: 'review' });
      // As it was chosen, to the letter; only where the person comes from may be another place by now.
      return build.planned(cloud, caller === undefined ? choices : { ...choices, sshSource: `${caller}/32` }, signal);
    });
  };

  const flow: ReturnFlow = {
    returned: async (walk, signal) => {
      build.adopt(walk);
      const { adopted } = walk.session;
      // What was cut off is ended first: nodes may be off or without an address because of it.
      if (adopted && (!adopted.done || adopted.mending)) {
        const adopting = adopted.done
          ? { findings: await walk.findings(signal), unfinished: walk.unfinishedMending() }
          : { standing: await walk.standing(signal) };
        dispatch({ type: 'known', known: { adopting } });
        return () => show({ at: adopted.done ? 'findings' : 'adoption' });
      }
      show({ at: 'returned' });
      know(walk.remembered());
      await look(walk, signal);
      return () => {};
    },
    accept: () => {
      const rows = returnRows(state());
      const way = rows[chosenIndex(state(), { id: 'returned', rows })]?.value;
      switch (way) {
        case undefined:
          return goOn();
        case 'rebuild':
          return rebuild();
        case 'set-aside': {
          const { walk } = held;
          if (!walk) return;
          job({ what: 'Putting it away', stoppable: false }, async () => {
            const place = await setAside(walk);
            return () => {
              toStart();
              dispatch({ type: 'known', known: { notice: `Put away, not thrown away: ${place}` } });
            };
          });
          return;
        }
        case 'look-again':
          return lookAgain();
        case 'sign-in':
          return flow.signIn();
        case 'away':
          return flow.away();
        default: {
          const never: never = way;
          return never;
        }
      }
    },
    ownAddress: () => {
      const { walk } = held;
      if (!walk) return;
      job({ what: 'Changing who may reach port 22', stoppable: true }, async (signal) => {
        const followed = await walk.followAddress(signal);
        await look(walk, signal);
        return () => dispatch({ type: 'known', known: { caller: { address: followed.youComeFrom }, notice: followedWords(followed) } });
      });
    },
    signIn: () => {
      const { cluster } = state();
      const known = state().clusters.find(({ name, cloud }) => name === cluster?.choices.name && cloud === cluster.choices.cloud);
      if (known) show({ at: 'way', cluster: known });
      else flow.away();
    },
    away: () => {
      void held.walk?.close();
      delete held.walk;
      toStart();
    },
  };
  return flow;
}

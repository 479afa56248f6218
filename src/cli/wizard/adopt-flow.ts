import { allKinds, isMendable, type AdoptView, type AdoptPlace, type AdoptableView, findingRows, groupRows, placeRows } from '../../screens/model/adopt.ts';
import { chosenIndex, type Row } from '../../screens/model/lists.ts';
import type { SubscriptionView } from '../../screens/model/state.ts';
import { type FindingKind, mendable } from '../../stages/adopt-finding.ts';
import { resourceGroupNameProblem } from '../../stages/names.ts';
import { problemOf } from '../../state/problem.ts';
import type { BuildFlow } from './build-flow.ts';
import type { Core, Then } from './core.ts';
import { settle } from './outcome.ts';
import type { PlanFlow } from './plan-flow.ts';
import type { WizardWalk } from './services.ts';
import { noSubscription } from './sign-in-step.ts';

/** From the first screen to a cluster that somebody made by hand, what is wrong with it, and mending it. */
export interface AdoptFlow {
  /** Asks where to look; where that is settled, looks at once. */
  open(): void;
  acceptPlace(): void;
  acceptGroup(): void;
  acceptTyped(): void;
  /** Takes over what stands there. */
  adopt(): void;
  /** Asks Azure and the nodes what is wrong. */
  findings(): void;
  acceptFinding(): void;
  mendAll(): void;
  mend(): void;
  /** Esc, on any of these screens. */
  back(): void;
}

export function adoptFlow(core: Core, build: BuildFlow, plan: PlanFlow): AdoptFlow {
  const { held, dispatch, show, state, job } = core;

  const know = (part: Partial<AdoptView>): void => dispatch({ type: 'known', known: { adopting: { ...state().adopting, ...part } } });
  const marked = <V>(id: string, rows: readonly Row<V>[]): V | undefined => rows[chosenIndex(state(), { id, rows })]?.value;
  const mark = (list: string): void => dispatch({ type: 'choose', list, index: 0 });

  const openIn = ({ cloud: name, way }: AdoptPlace): void => {
    dispatch({ type: 'known', known: { adopting: {}, cloud: { name, simulated: name === 'practice' }, ...(way === undefined ? {} : { way }) } });
    mark('adopt');
    show({ at: 'adopt' });
    job({ what: 'Signing in, and looking what could be adopted', stoppable: true }, async (signal): Promise<Then> => {
      const { answers } = state();
      const cloud = await plan.openCloud(name, way, answers.tenant);
      const all = await cloud.subscriptions(signal);
      const usable = all.filter(({ id, state: is }) => (answers.subscription === undefined || id === answers.subscription) && !/^(Disabled|Deleted)$/.test(is));
      if (usable.length === 0) throw noSubscription(all.length);
      const groups = await cloud.adoptable(usable, signal);
      return () => know({ groups, subscriptions: usable });
    });
  };

  const look = (subscriptions: readonly SubscriptionView[], group: string, name?: string): void => {
    job({ what: `Looking at ${group}`, stoppable: true }, async (signal): Promise<Then> => {
      const { cloud } = held;
      const [first, ...others] = subscriptions;
      if (!cloud || !first) throw new Error('no cloud is open');
      // A group that was typed may be in any of them; what the last one answers is said.
      for (const [index, subscription] of [first, ...others].entries()) {
        try {
          const standing = await cloud.standing(subscription, group, name, signal);
          return () => {
            know({ standing, subscription });
            show({ at: 'adoption' });
          };
        } catch (error) {
          if (problemOf(error).code !== 'group-unknown' || index === others.length) throw error;
        }
      }
      throw new Error('no subscription was asked');
    });
  };

  /** What was looked at last must not stand there as if it were so. */
  const lookAtFindings = async (walk: WizardWalk, signal: AbortSignal): Promise<void> => {
    know({ findings: await walk.findings(signal), unfinished: walk.unfinishedMending() });
    mark('findings');
  };

  const openHere = (view: AdoptableView): void => {
    const { here } = view;
    if (!here) {
      look([view.subscription], view.group, view.name);
      return;
    }
    job({ what: `Opening ${here.name}`, stoppable: true }, async (signal): Promise<Then> => {
      const walk = held.cloud?.resume(here);
      if (!walk) throw new Error('no cloud is open');
      build.adopt(walk);
      if (walk.session.adopted?.done !== true) {
        know({ standing: await walk.standing(signal) });
        return () => show({ at: 'adoption' });
      }
      await lookAtFindings(walk, signal);
      return () => show({ at: 'findings' });
    });
  };

  const began = (): void => know({ began: state().worldNow });

  const ask = (kinds: readonly FindingKind[]): void => {
    const { walk } = held;
    if (!walk || kinds.length === 0) return;
    const all = [...kinds, ...(state().adopting?.unfinished ?? []).filter((kind) => !kinds.includes(kind))];
    dispatch({ type: 'known', known: { planned: { ...state().planned, 'your-cluster': walk.mendTasks(all) } } });
    show({ at: 'mend', kinds: all });
  };

  const toStart = (): void => {
    void held.walk?.close();
    delete held.walk;
    dispatch({ type: 'known', known: { adopting: undefined, cluster: undefined, live: [], planned: {}, finished: [] } });
    show({ at: 'start' });
  };

  return {
    open: () => {
      const places = placeRows(state()).filter(({ disabled }) => disabled === undefined);
      const [only] = places;
      if (only && places.length === 1) return openIn(only.value);
      mark('adopt-place');
      show({ at: 'adopt-place' });
    },
    acceptPlace: () => {
      const place = marked('adopt-place', placeRows(state()));
      if (place) openIn(place);
    },
    acceptGroup: () => {
      const row = marked('adopt', groupRows(state()));
      if (row?.is === 'typed') show({ at: 'adopt-group' });
      else if (row) openHere(row.cluster);
    },
    acceptTyped: () => {
      const group = state().field.text.trim();
      const problem = resourceGroupNameProblem(group);
      if (problem !== undefined) return dispatch({ type: 'field-problem', problem });
      look(state().adopting?.subscriptions ?? [], group);
    },
    adopt: () => {
      const { cloud } = held;
      const { standing, subscription } = state().adopting ?? {};
      if (!cloud || !standing) return;
      began();
      job({ what: `Adopting ${standing.name}`, stage: 'your-cluster', stoppable: false }, async (signal): Promise<Then> => {
        if (!held.walk) {
          if (!subscription) throw new Error('no subscription is chosen');
          build.adopt(cloud.beginAdoption(standing, subscription));
        }
        const walk = held.walk as WizardWalk;
        const outcome = await walk.adopt(signal);
        settle(walk, outcome, signal);
        build.adopt(walk);
        await lookAtFindings(walk, signal);
        return () => {
          show({ at: 'findings' });
          dispatch({ type: 'known', known: { notice: `${standing.name} is adopted: everything works on it now` } });
        };
      });
    },
    findings: () => {
      const { walk } = held;
      if (!walk) return;
      know({ findings: undefined });
      show({ at: 'findings' });
      job({ what: 'Asking Azure and the nodes what is wrong', stoppable: true }, async (signal): Promise<Then> => {
        await lookAtFindings(walk, signal);
        return () => {};
      });
    },
    acceptFinding: () => {
      const row = marked('findings', findingRows(state()));
      if (row?.is === 'on') return build.ready();
      if (row?.finding.mendable) return ask([row.finding.kind]);
      if (!row) return;
      dispatch({ type: 'known', known: { planned: { ...state().planned, 'your-cluster': [] } } });
      show({ at: 'mend', kinds: [row.finding.kind] });
    },
    mendAll: () => ask(allKinds(state())),
    mend: () => {
      const { walk } = held;
      const { screen } = state();
      if (!walk || screen.at !== 'mend') return;
      const mends = screen.kinds.every((kind) => mendable.includes(kind) && isMendable(state(), kind));
      if (!mends) return show({ at: 'findings' });
      began();
      job({ what: 'Mending', stage: 'your-cluster', stoppable: false }, async (signal): Promise<Then> => {
        const outcome = await walk.mend(screen.kinds, signal);
        settle(walk, outcome, signal);
        await lookAtFindings(walk, signal);
        return () => {
          show({ at: 'findings' });
          dispatch({ type: 'known', known: { notice: `Mended: ${screen.kinds.join(', ')}` } });
        };
      });
    },
    back: () => {
      const { screen, adopting } = state();
      switch (screen.at) {
        case 'adopt-group':
          return show({ at: 'adopt' });
        case 'adoption': {
          void held.walk?.close();
          delete held.walk;
          if (adopting?.groups) return show({ at: 'adopt' });
          return toStart();
        }
        case 'findings':
          return build.ready();
        case 'mend':
          return show({ at: 'findings' });
        default:
          return toStart();
      }
    },
  };
}

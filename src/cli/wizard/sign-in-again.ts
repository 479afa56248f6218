import type { Screen } from '../../screens/model/screen.ts';
import { ProblemError } from '../../state/problem.ts';
import type { BuildFlow } from './build-flow.ts';
import type { Core, Then } from './core.ts';
import type { PlanFlow } from './plan-flow.ts';
import type { ReturnFlow } from './return-flow.ts';
import { noSubscription, signInTask } from './sign-in-step.ts';

/** Signing in anew in the middle of something, and going on from there. */
export interface SignInAgain {
  /** Shows the sign-in stage; where one was is remembered. */
  begin(): void;
  /** Whether the sign-in stage on the screen is one of these. */
  under(): boolean;
  /** Signs in, and goes back. */
  accept(): void;
  /** Esc: back to where one was, as it was. */
  away(): void;
}

export function signInAgain(core: Core, build: BuildFlow, plan: PlanFlow, comeBack: ReturnFlow): SignInAgain {
  const { held, dispatch, show, state, job } = core;
  let place: Screen | undefined;

  const here = (): boolean => place !== undefined && state().screen.at === 'stage' && (state().screen as Extract<Screen, { at: 'stage' }>).stage === 'sign-in';

  const goOn = (from: Screen) => {
    switch (from.at) {
      case 'stage':
        return from.stage === 'sign-in' || from.stage === 'plan' ? show({ ...from, phase: 'explained' }) : build.runStage(from.stage);
      case 'location':
        return plan.chooseLocation();
      case 'size':
        return plan.chooseSize();
      case 'review':
        return plan.check();
      case 'delete':
        return build.askDeletion(from);
      default:
        return show(from);
    }
  };

  const openAgain = async (from: Screen, signal: AbortSignal): Promise<Then> => {
    const { cluster, cloud: at, way, answers, subscription } = state();
    const begun = cluster?.begun ? cluster.choices : undefined;
    const wanted = begun?.subscription ?? subscription?.id ?? answers.subscription;
    if (begun) await held.walk?.close();
    const cloud = await plan.openCloud(at?.name ?? begun?.cloud ?? 'public', way, begun?.tenant ?? answers.tenant);
    const all = await cloud.subscriptions(signal);
    const found = all.find(({ id }) => id === wanted) ?? (wanted === undefined ? all[0] : undefined);
    if (!found) throw wanted === undefined || all.length === 0 ? noSubscription(all.length) : notSeen(wanted, begun?.tenant);
    signal.throwIfAborted();
    if (begun) {
      const { name, location, size, count } = begun;
      const walk = cloud.resume({ ...{ name, cloud: cloud.name, location, size, count, state: 'unfinished' }, stage: 'nodes' });
      if (from.at === 'returned') return comeBack.returned(walk, signal);
      build.adopt(walk);
    }
    return () => {
      dispatch({ type: 'known', known: { subscriptions: all, subscription: found } });
      goOn(from);
    };
  };

  return {
    begin: () => {
      const { screen, way, answers, planned } = state();
      // A sign-in stage that failed is itself the place; a second failure leads back to the first place.
      if (!here()) place = screen.at === 'stage' ? { ...screen, phase: 'explained' } : screen;
      dispatch({ type: 'known', known: { planned: { ...planned, 'sign-in': [signInTask(way, answers.tenant)] } } });
      show({ at: 'stage', stage: 'sign-in', phase: 'explained' });
      const az = way === undefined || way === 'cli';
      if (az && state().cloud?.simulated !== true)
        dispatch({ type: 'known', known: { notice: 'Run az login in another terminal first; Enter then takes it' } });
    },
    under: here,
    accept: () => {
      const from = place;
      if (!from) return;
      show({ at: 'stage', stage: 'sign-in', phase: 'running' });
      job({ what: 'Signing in', stage: 'sign-in', stoppable: true }, async (signal): Promise<Then> => {
        try {
          const then = await openAgain(from, signal);
          return () => {
            place = undefined;
            then();
          };
        } catch (error) {
          if (!signal.aborted) show({ at: 'stage', stage: 'sign-in', phase: 'explained' });
          throw error;
        }
      });
    },
    away: () => {
      const from = place;
      place = undefined;
      if (from) show(from);
    },
  };
}

const notSeen = (subscription: string, tenant: string | undefined): ProblemError =>
  new ProblemError(
    {
      code: 'SubscriptionNotFound',
      message: `this sign-in does not see the subscription ${subscription}`,
      means: 'It is of another account or tenant than the one that the cluster was begun with.',
      next: [{ label: 'Sign in to its tenant', command: tenant === undefined ? 'az login' : `az login --tenant ${tenant}` }],
    },
    { exitCode: 4 },
  );

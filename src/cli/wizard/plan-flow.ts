import { azureRows } from '../../screens/model/azure-rows.ts';
import { answerOf, chosenIndex, choiceRows, lacksQuota, locationRows, networkRows, sizeRows, startRows, subscriptionRows } from '../../screens/model/lists.ts';
import type { ClusterView } from '../../screens/model/cluster-view.ts';
import type { SignInWay, SizeView, SubscriptionView } from '../../screens/model/state.ts';
import { type Given, questionOf } from '../../stages/questions.ts';
import { checkRoad, roadDefaults } from '../../stages/roads.ts';
import { askPrices } from './network-prices.ts';
import { problemOf } from '../../state/problem.ts';
import type { Core, Then } from './core.ts';
import type { BuildFlow } from './build-flow.ts';
import { checkNameFree, freeName } from './cluster-names.ts';
import { drillList, nameDrill } from './drill-flow.ts';
import { regionSizes } from './region-sizes.ts';
import type { ReturnFlow } from './return-flow.ts';
import type { OpenCloud } from './services.ts';
import { noSubscription, signInEvent, signInTask } from './sign-in-step.ts';
import { sizeList } from './size-list.ts';
import type { Typing } from './typing.ts';

/** From the first screen to the review. Nothing in Azure is written by any of it. */
export interface PlanFlow {
  /** Called each second: brings what the question at hand will need. */
  lookAhead(): void;
  acceptStart(): void;
  acceptDrill(): void;
  acceptWay(cluster: ClusterView): void;
  signIn(): void;
  /** Opens the cloud, in the place of the one that is open. */
  openCloud(cloud: string, way: SignInWay | undefined, tenant: string | undefined): Promise<OpenCloud>;
  acceptSubscription(): void;
  chooseNetwork(): void;
  acceptNetwork(): void;
  chooseLocation(): void;
  acceptLocation(): void;
  acceptCount(): void;
  /** `short`: also where its quota does not suffice; the plan then says how to ask for more. */
  acceptSize(short?: boolean): void;
  /** The list of sizes; asked for anew where that was a while ago. */
  chooseSize(): void;
  sizesOf(location: string): Promise<readonly SizeView[]>;
  acceptChoiceRow(): void;
  acceptChoice(key: keyof Given): void;
  take(answers: Given): void;
  check(): void;
}

export function planFlow(core: Core, build: BuildFlow, comeBack: ReturnFlow, typing: Typing): PlanFlow {
  const { held, dispatch, show, state, job } = core;
  const regions = regionSizes(core);
  const sizes = sizeList(core, regions);
  const drills = drillList(core);
  /** A drill that was chosen and is not in its world yet. */
  let drill: string | undefined;

  const rowOf = <R>(id: string, rows: readonly R[] & Parameters<typeof chosenIndex>[1]['rows']): R | undefined => rows[chosenIndex(state(), { id, rows })];

  const openCloud = async (cloud: string, way: SignInWay | undefined, tenant: string | undefined): Promise<OpenCloud> => {
    await held.cloud?.close();
    delete held.cloud;
    const opened = await core.services.open({
      cloud,
      ...(way === undefined ? {} : { way }),
      ...(tenant === undefined ? {} : { tenant }),
      ...(drill === undefined || cloud !== 'practice' ? {} : { drill }),
      say: (text) => {
        const { running } = state();
        if (running) dispatch({ type: 'running', running: { ...running, said: text } });
      },
    });
    held.cloud = opened;
    drill = undefined;
    dispatch({ type: 'known', known: { cloud: { name: opened.name, simulated: opened.simulated } } });
    nameDrill(core, opened);
    return opened;
  };

  const begin = (cloud: string, way: SignInWay | undefined): void => {
    const { standard } = state();
    dispatch({
      type: 'known',
      known: {
        cloud: { name: cloud, simulated: cloud === 'practice' },
        ...(way === undefined ? {} : { way }),
        standard: { ...standard, name: freeName(state(), cloud) },
        offers: {},
        planned: { ...state().planned, 'sign-in': [signInTask(way, state().answers.tenant)] },
      },
    });
    show({ at: 'stage', stage: 'sign-in', phase: 'explained' });
  };

  const openCluster = (cluster: ClusterView, way: SignInWay | undefined): void => {
    job({ what: `Opening ${cluster.name}`, stoppable: true }, async (signal) => {
      const cloud = await openCloud(cluster.cloud, way, cluster.tenant);
      await held.walk?.close();
      delete held.walk;
      const walk = cloud.resume(cluster);
      const { stage } = walk.session;
      if (stage === 'sign-in' || stage === 'plan') {
        const { customData: _, publicKeys: __, ...answers } = walk.choices;
        await walk.close();
        dispatch({ type: 'answered', answers: answers as Given });
        const [subscription] = (await cloud.subscriptions(signal)).filter(({ id }) => id === answers.subscription);
        if (subscription) dispatch({ type: 'known', known: { subscription } });
        return subscription ? flow.check : () => begin(cluster.cloud, way);
      }
      return comeBack.returned(walk, signal);
    });
  };

  const subscribed = (subscription: SubscriptionView): void => {
    dispatch({ type: 'known', known: { subscription, finished: [...new Set([...state().finished, 'sign-in' as const])] } });
    signInEvent(core, 'done', `${subscription.name} (${subscription.id})`);
    show({ at: 'stage', stage: 'sign-in', phase: 'done' });
  };

  const showCount = (): void => {
    show({ at: 'count' });
    typing.restore(String(answerOf(state(), 'count') ?? ''));
  };

  const showChoice = (key: keyof Given): void => {
    show({ at: 'choice', key });
    const resolved = state().review?.choices as Partial<Record<keyof Given, unknown>> | undefined;
    const text = resolved?.[key] ?? answerOf(state(), key);
    typing.restore(text === undefined ? '' : String(text));
  };

  const flow: PlanFlow = {
    lookAhead: regions.lookAhead,
    openCloud,
    sizesOf: regions.of,
    chooseSize: sizes.choose,
    acceptStart: () => {
      const row = rowOf('start', startRows(state()));
      if (!row) return;
      const { value } = row;
      if (value.is === 'practice') return begin('practice', undefined);
      if (value.is === 'drills') return drills.show();
      if (value.is === 'azure') return begin(state().answers.cloud ?? 'public', value.way);
      const needsWay = value.cluster.cloud !== 'practice' && state().azureLogin === 'nobody' && !value.cluster.cloud.includes('://');
      if (needsWay) show({ at: 'way', cluster: value.cluster });
      else openCluster(value.cluster, undefined);
    },
    acceptDrill: () =>
      drills.accept((chosen) => {
        drill = chosen.name;
        dispatch({ type: 'known', known: { drill: chosen } });
        begin('practice', undefined);
      }),
    acceptWay: (cluster) => {
      const row = rowOf('way', azureRows(state()));
      if (row) openCluster(cluster, row.value.way);
    },
    signIn: () => {
      show({ at: 'stage', stage: 'sign-in', phase: 'running' });
      job({ what: 'Signing in', stage: 'sign-in', stoppable: true }, async (signal): Promise<Then> => {
        try {
          const { cloud: wanted, way, answers } = state();
          const cloud = await openCloud(wanted?.name ?? 'public', way, answers.tenant);
          signInEvent(core, 'making');
          const [subscriptions, caller] = await Promise.all([cloud.subscriptions(signal), cloud.callerAddress(signal).catch(() => undefined)]);
          signal.throwIfAborted();
          dispatch({ type: 'known', known: { subscriptions, caller: { address: caller } } });
          const usable = subscriptions.filter((one) => answers.subscription === undefined || one.id === answers.subscription);
          const [only] = usable.filter(({ state: is }) => is !== 'Disabled' && is !== 'Deleted');
          if (!only) throw noSubscription(subscriptions.length);
          return usable.length > 1 ? () => show({ at: 'subscription' }) : () => subscribed(only);
        } catch (error) {
          if (!signal.aborted) {
            signInEvent(core, 'failed', problemOf(error).message);
            show({ at: 'stage', stage: 'sign-in', phase: 'explained' });
          }
          throw error;
        }
      });
    },
    acceptSubscription: () => {
      const row = rowOf('subscription', subscriptionRows(state()));
      const found = state().subscriptions?.find(({ id }) => id === row?.value);
      if (found) subscribed(found);
    },
    chooseNetwork: () => {
      show({ at: 'network' });
      if (state().networkPrices || !held.cloud) return;
      askPrices(held.cloud, core);
    },
    acceptNetwork: () => {
      const row = rowOf('network', networkRows(state()));
      if (!row) return;
      const { standard } = state();
      const other = row.value !== answerOf(state(), 'network');
      dispatch({ type: 'known', known: { standard: { ...standard, ...roadDefaults[row.value] } } });
      // A size and an image of one road are none of the other.
      dispatch({ type: 'answered', answers: { network: row.value }, forget: other ? ['size', 'image'] : [] });
      flow.chooseLocation();
    },
    chooseLocation: () => {
      show({ at: 'location' });
      const { subscription, locations } = state();
      if (locations || !held.cloud || !subscription) return;
      const { cloud } = held;
      job({ what: 'Asking Azure for the regions', stoppable: true }, async (signal) => {
        const found = await cloud.locations(subscription.id, signal);
        dispatch({ type: 'known', known: { locations: found } });
        return undefined;
      });
    },
    acceptLocation: () => {
      const row = rowOf('location', locationRows(state()));
      if (!row) return;
      dispatch({ type: 'answered', answers: { location: row.value } });
      sizes.load(row.value);
      showCount();
    },
    acceptCount: () => {
      try {
        const count = questionOf('count').check(state().field.text, {}) as number;
        checkRoad(answerOf(state(), 'network') ?? 'ethernet', {}, '', count);
        dispatch({ type: 'answered', answers: { count } });
        sizes.show();
      } catch (error) {
        dispatch({ type: 'field-problem', problem: problemOf(error).means });
      }
    },
    acceptSize: (short = false) => {
      const row = rowOf('size', sizeRows(state()));
      const taken = row && (row.disabled === undefined || (short && lacksQuota(row.value, answerOf(state(), 'count') ?? 4)));
      if (!taken) return;
      dispatch({ type: 'answered', answers: { size: row.value.name } });
      flow.check();
    },
    acceptChoiceRow: () => {
      const row = rowOf('choices', choiceRows(state()));
      if (row?.value === 'network') return flow.chooseNetwork();
      if (row?.value === 'location') return flow.chooseLocation();
      if (row?.value === 'count') return showCount();
      if (row?.value === 'size') return sizes.show();
      if (row) showChoice(row.value);
    },
    acceptChoice: (key) => {
      try {
        const value = questionOf(key).check(state().field.text.trim(), state().answers);
        if (key === 'name') checkNameFree(state(), String(value));
        dispatch({ type: 'answered', answers: { [key]: value } });
        flow.check();
      } catch (error) {
        dispatch({ type: 'field-problem', problem: problemOf(error).means });
      }
    },
    take: (answers) => {
      dispatch({ type: 'answered', answers });
      if (answers.location !== undefined) sizes.load(answers.location);
      flow.check();
    },
    check: () => {
      const { cloud } = held;
      const { subscription, answers, standard, caller } = state();
      if (!cloud || !subscription) return;
      if (answers.sshSource === undefined && caller?.address === undefined) return showChoice('sshSource');
      show({ at: 'review' });
      dispatch({ type: 'known', known: { review: undefined } });
      job({ what: 'Checking the plan', stage: 'plan', stoppable: true }, async (signal) => {
        const choices = cloud.choices({ ...standard, ...answers }, subscription, caller?.address);
        return build.planned(cloud, choices, signal);
      });
    },
  };
  return flow;
}

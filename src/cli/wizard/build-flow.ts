import { nextStage } from '../../screens/model/where.ts';
import { isChosen, isOffered } from '../../screens/model/offered.ts';
import { stagesOf, wayOf } from '../../stages/road.ts';
import type { Choices } from '../../state/choices.ts';
import type { Session } from '../../state/session.ts';
import type { StageId } from '../../state/stage-id.ts';
import type { Core, Then } from './core.ts';
import { type DeleteFlow, deleteFlow } from './delete-flow.ts';
import { drillOver } from './drill-flow.ts';
import { clusterOf } from './open-cluster.ts';
import { followedWords } from './follow-address.ts';
import { orThrow } from './outcome.ts';
import type { OpenCloud, WizardWalk } from './services.ts';
import { nodeWatch } from './watch-nodes.ts';

/** From the plan on: everything that has a walk, so a folder and a lock. */
export interface BuildFlow extends DeleteFlow {
  /** Opens a walk for these choices and runs the plan. */
  planned(cloud: OpenCloud, choices: Choices, signal: AbortSignal): Promise<Then>;
  /** Goes on with a walk that was begun. */
  resumed(walk: WizardWalk, signal: AbortSignal, mendFrom?: StageId): Promise<Then>;
  /** Takes a walk that was opened as the one at hand. */
  adopt(walk: WizardWalk): void;
  acceptReview(): void;
  acceptExpensive(): void;
  runStage(stage: StageId): void;
  /** Shows what a stage will do. */
  toStage(stage: StageId): void;
  acceptDone(stage: StageId): void;
  runHello(transports: boolean): void;
  ownAddress(retry: boolean): void;
  /** Shows the last screen. */
  ready(): void;
  /** Begins to look at the nodes again and again, if it has not. */
  look(): void;
}

export interface BuildOptions {
  /** Milliseconds between two looks at the nodes. */
  readonly lookEvery: number;
}

export function buildFlow(core: Core, { lookEvery }: BuildOptions): BuildFlow {
  const { held, dispatch, hear, show, state, job } = core;
  const verified = new Set<StageId>();
  const watch = nodeWatch(core, lookEvery);

  const adopt = (walk: WizardWalk): void => {
    verified.clear();
    held.walk = walk;
    const { measurements = [], shared } = walk.session;
    dispatch({
      type: 'known',
      known: { cluster: clusterOf(walk), measurements, shared: shared?.kind === 'none' ? undefined : shared, results: undefined, settled: undefined },
    });
    tick();
    walk.subscribe((event) => {
      hear(event);
      if (event.type !== 'begun') return;
      const found = clusterOf(walk);
      dispatch({ type: 'known', known: { cluster: { ...found, begun: state().cluster?.begun ?? found.begun } } });
    });
  };

  const tick = (): void => {
    if (held.cloud) dispatch({ type: 'tick', worldNow: held.cloud.now(), spent: held.walk?.spent() ?? 0 });
  };

  const explain = (stage: StageId): void => {
    if (held.walk) dispatch({ type: 'known', known: { planned: { ...state().planned, [stage]: held.walk.tasks(stage) } } });
  };

  const finish = (stages: readonly StageId[]): Then => {
    for (const stage of stages) verified.add(stage);
    dispatch({ type: 'known', known: { finished: [...new Set([...state().finished, ...stages])] } });
    return drillOver(core, stages);
  };

  const toStage = (stage: StageId): void => {
    explain(stage);
    show({ at: 'stage', stage, phase: 'explained' });
  };

  /** How full the shared files are: no more than a line on the last screen, so it is brought when it comes. */
  const lookAtShared = (): void => {
    const { walk } = held;
    if (!walk || !state().shared) return;
    walk.shared(AbortSignal.timeout(sharedPatience)).then(
      (found) => {
        if (found && held.walk === walk && state().shared) dispatch({ type: 'known', known: { shared: found } });
      },
      // The head does not answer: then how full they are is not known, and nothing is said of it.
      () => {},
    );
  };

  const ready = (): void => {
    explain('hello-mpi');
    // What was begun beyond hello and left out again took the end away.
    if (held.walk && held.walk.session.result !== 'ready') held.walk.end('ready');
    const { cluster } = state();
    // In a scale set the names in these lines are known only now.
    if (cluster && held.walk) dispatch({ type: 'known', known: { cluster: { ...cluster, ownProgram: held.walk.ownProgram() } } });
    dispatch({ type: 'known', known: { settled: true } });
    show({ at: 'ready' });
    lookAtShared();
    flow.look();
  };

  const runPlan = async (walk: WizardWalk, signal: AbortSignal): Promise<Then> => {
    orThrow(await walk.run(['sign-in', 'plan'], signal), signal);
    const told = finish(['sign-in', 'plan']);
    const review = walk.review();
    dispatch({ type: 'known', known: { ...(review ? { review } : {}), cluster: clusterOf(walk) } });
    return told;
  };

  const flow: BuildFlow = {
    planned: async (cloud, choices, signal) => {
      await held.walk?.close();
      delete held.walk;
      const walk = cloud.begin(choices);
      adopt(walk);
      const told = await runPlan(walk, signal);
      return () => {
        show({ at: 'review' });
        told();
      };
    },
    adopt,
    resumed: async (walk, signal, mendFrom) => {
      const { session } = walk;
      if (session.result === 'ready' && mendFrom === undefined && chosenWay(walk.choices).every((stage) => !isOffered(stage) || wasOver(session, stage))) {
        dispatch({ type: 'known', known: { finished: ['sign-in', 'plan', ...stagesOf(walk.choices)] } });
        return ready;
      }
      show({ at: 'stage', stage: 'plan', phase: 'running' });
      const told = await runPlan(walk, signal);
      const over = (stage: StageId): boolean =>
        // What somebody else made was never a task here.
        session.adopted?.done === true || walk.tasks(stage).every(({ id }) => session.tasks[id]?.state === 'done' || session.tasks[id]?.state === 'unchanged');
      const unfinished = chosenWay(walk.choices).find((stage) => stage === mendFrom || !over(stage)) ?? 'hello-mpi';
      // Remembered, not known: running the stage at hand asks about the ones before it first.
      dispatch({ type: 'known', known: { finished: ['sign-in', 'plan', ...before(unfinished, walk.choices)] } });
      return () => {
        toStage(unfinished);
        told();
        if (session.nodes.length > 0) flow.look();
      };
    },
    acceptReview: () => {
      const { review } = state();
      if (!review) return;
      if ((review.price?.perHour ?? 0) > expensivePerHour) show({ at: 'expensive' });
      else toStage('resource-group');
    },
    acceptExpensive: () => {
      const { review, field } = state();
      if (!review) return;
      const { count } = review.choices;
      if (field.text.trim() === String(count)) return toStage('resource-group');
      dispatch({ type: 'field-problem', problem: `${field.text.trim() === '' ? 'Nothing is typed' : `That is not ${count}`}. Nothing was made.` });
    },
    runStage: (stage) => {
      const { walk } = held;
      if (!walk) return;
      show({ at: 'stage', stage, phase: 'running' });
      job({ what: `Stage ${stage}`, stage, stoppable: false }, async (signal) => {
        const stages = [...before(stage, walk.choices), stage].filter((one) => !verified.has(one));
        const outcome = await walk.run(stages, signal);
        if (outcome.result === 'failed') {
          walk.end('failed');
          // What was true may not be: a node that halted is the business of an earlier stage.
          for (const one of stagesOf(walk.choices)) verified.delete(one);
          const broken = state().tasks[outcome.task]?.stage ?? stage;
          const at = broken === 'plan' || broken === 'sign-in' ? stage : broken;
          explain(at);
          dispatch({ type: 'show', screen: { at: 'stage', stage: at, phase: 'explained' } });
        }
        orThrow(outcome, signal);
        const told = finish(stages);
        explain(stage);
        if (stage === 'nodes' || stage === 'log-in') flow.look();
        if (stage === 'hello-mpi' || isOffered(stage)) walk.end('ready');
        return () => {
          show({ at: 'stage', stage, phase: 'done' });
          told();
        };
      });
    },
    acceptDone: (stage) => {
      const next = nextStage(state(), stage);
      if (next === 'your-cluster') ready();
      else if (isOffered(next) && !isChosen(state(), next)) show({ at: 'offer', stage: next });
      else toStage(next);
    },
    toStage,
    runHello: (transports) => {
      const { walk } = held;
      if (!walk) return;
      job({ what: 'Hello', stage: 'hello-mpi', stoppable: false }, async (signal) => {
        orThrow(await walk.run(['hello-mpi'], signal, { anew: ['hello/run'], transports }), signal);
        walk.end('ready');
        const told = drillOver(core, ['hello-mpi']);
        explain('hello-mpi');
        const notice = transports
          ? "Hello ran again, with the old how-to's flags: l shows the line. The same ranks, the same way through the network"
          : 'Hello ran again';
        return () => {
          dispatch({ type: 'known', known: { notice } });
          told();
        };
      });
    },
    ownAddress: (retry) => {
      const { walk } = held;
      if (!walk) return;
      const failed = state().screen;
      const work = async (signal: AbortSignal): Promise<Then> => {
        const followed = await walk.followAddress(signal);
        return () => {
          dispatch({ type: 'known', known: { caller: { address: followed.youComeFrom }, door: undefined, notice: followedWords(followed) } });
          if (retry && failed.at === 'stage') flow.runStage(failed.stage);
          else if (retry) core.retry();
        };
      };
      job({ what: 'Changing who may reach port 22', stoppable: true }, work, { aside: retry });
    },
    ...deleteFlow(core, watch.stop),
    ready,
    look: watch.start,
  };
  return flow;
}

/** From this price on, in dollars an hour, the number of nodes is asked for once more. */
const expensivePerHour = 5;

/** How long the head may take to say how full the shared files are, in milliseconds of real time. */
const sharedPatience = 20_000;

/** The building stages and those of what is optional that was chosen, in the order in which they are gone through. */
const chosenWay = (choices: Choices): readonly StageId[] => wayOf(choices).filter((one) => stagesOf(choices).includes(one));

/** Whether a stage had ended well by what the journal says: hello makes a cluster ready, and what was chosen beyond it may not have run yet. */
const wasOver = ({ tasks }: Session, stage: StageId): boolean => {
  const own = Object.values(tasks).filter((task) => task.stage === stage);
  return own.length > 0 && own.every(({ state }) => state === 'done' || state === 'unchanged');
};

/** Those before this one. */
const before = (stage: StageId, choices: Choices): readonly StageId[] => {
  const way = wayOf(choices);
  return chosenWay(choices).filter((one) => way.indexOf(one) < way.indexOf(stage));
};

import type { Core } from './core.ts';
import type { Flows } from './flows.ts';

interface Accepting {
  /** Esc, where a problem has nothing to go on with. */
  back(): void;
  leave(exitCode: number): void;
}

/** Enter: on from where one is. */
export function accepting(core: Core, flows: Flows, { back, leave }: Accepting): () => void {
  const { build, comeBack, plan, problems, scaling, power, money, optional, entry, runs, files, exporting, adopt } = flows;
  const { dispatch, show, held, state } = core;

  const explainPlan = (): void => {
    const { subscription, answers, standard, caller, planned } = state();
    try {
      const choices = held.cloud && subscription ? held.cloud.choices({ ...standard, ...answers }, subscription, caller?.address ?? '192.0.2.1') : undefined;
      if (choices && held.cloud) dispatch({ type: 'known', known: { planned: { ...planned, plan: held.cloud.planTasks(choices) } } });
    } catch {
      // A flag that is wrong in itself is told where it is asked; here only the commands are missing.
    }
    show({ at: 'stage', stage: 'plan', phase: 'explained' });
  };

  return () => {
    const { screen, filtering, problem, running } = state();
    if (filtering) return dispatch({ type: 'filtering', on: false, filter: state().filter });
    if (problem) return problems.accept() ? undefined : back();
    if (running) return;
    switch (screen.at) {
      case 'start':
        return plan.acceptStart();
      case 'drills':
        return plan.acceptDrill();
      case 'way':
        return plan.acceptWay(screen.cluster);
      case 'stage':
        if (screen.phase === 'done') return screen.stage === 'sign-in' ? explainPlan() : build.acceptDone(screen.stage);
        if (screen.stage === 'sign-in') return problems.signIn.under() ? problems.signIn.accept() : plan.signIn();
        if (screen.stage === 'plan') return plan.chooseNetwork();
        return build.runStage(screen.stage);
      case 'subscription':
        return plan.acceptSubscription();
      case 'network':
        return plan.acceptNetwork();
      case 'location':
        return plan.acceptLocation();
      case 'count':
        return plan.acceptCount();
      case 'size':
        return plan.acceptSize();
      case 'choices':
        return plan.acceptChoiceRow();
      case 'choice':
        return plan.acceptChoice(screen.key);
      case 'review':
        return build.acceptReview();
      case 'expensive':
        return build.acceptExpensive();
      case 'returned':
        return comeBack.accept();
      case 'scale':
      case 'scale-plan':
        return scaling.accept();
      case 'power':
        return power.accept();
      case 'run':
        return runs.accept();
      case 'export':
        return exporting.accept();
      case 'files':
        return files.accept();
      case 'adopt-place':
        return adopt.acceptPlace();
      case 'adopt':
        return adopt.acceptGroup();
      case 'adopt-group':
        return adopt.acceptTyped();
      case 'adoption':
        return adopt.adopt();
      case 'findings':
        return adopt.acceptFinding();
      case 'mend':
        return adopt.mend();
      case 'money':
        return build.ready();
      case 'autostop':
        return money.acceptStop();
      case 'delete':
        return build.deleteAll();
      case 'deleted':
        if (screen.after !== undefined && screen.left.length === 0) return problems.ways.afterDeletion(screen.after);
        return leave(screen.left.length === 0 ? 0 : 1);
      case 'offer':
        return optional.acceptOffer();
      case 'unshare':
        return optional.acceptUnshare();
      case 'entry':
        return entry.accept();
      case 'ready':
        return;
      default: {
        const never: never = screen;
        return never;
      }
    }
  };
}

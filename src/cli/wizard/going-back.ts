import { answerOf } from '../../screens/model/lists.ts';
import type { Core } from './core.ts';
import type { Flows } from './flows.ts';

/** Esc: from what lies on top to what lies under it, from a question to the one before it. What builds goes on. */
export function goingBack(core: Core, { pages, plan, comeBack, typing, problems, scaling, optional, runs, files, exporting, adopt }: Flows): () => void {
  const { dispatch, show, state } = core;

  const backToCount = (): void => {
    show({ at: 'count' });
    typing.restore(String(answerOf(state(), 'count') ?? ''));
  };

  return () => {
    const { screen, overlay, filtering, problem, running } = state();
    if (filtering && overlay !== 'interrupt') return dispatch({ type: 'filtering', on: false, filter: '' });
    if (overlay !== undefined) return pages.close(overlay);
    if (screen.at === 'run' && runs.stop()) return;
    if (running) {
      if (!running.stoppable) return;
      void core.stop();
      if (running.until !== undefined) return;
    }
    if (problem) {
      dispatch({ type: 'known', known: { problem: undefined } });
      // Where a lock keeps it from being deleted there is nothing to look at.
      const empty = screen.at === 'delete' && state().deletion === undefined;
      if (screen.at !== 'review' && screen.at !== 'location' && screen.at !== 'size' && !empty) return;
    }
    switch (screen.at) {
      case 'drills':
      case 'way':
      case 'start':
        return show({ at: 'start' });
      case 'stage':
        if (screen.stage === 'plan') return show({ at: 'stage', stage: 'sign-in', phase: 'explained' });
        if (problems.signIn.under()) return problems.signIn.away();
        if (screen.stage === 'sign-in') return show(screen.phase === 'running' ? { at: 'stage', stage: 'sign-in', phase: 'explained' } : { at: 'start' });
        return;
      case 'subscription':
        return show({ at: 'stage', stage: 'sign-in', phase: 'explained' });
      case 'network':
        return show({ at: 'stage', stage: 'plan', phase: 'explained' });
      case 'location':
        return plan.chooseNetwork();
      case 'count':
        return plan.chooseLocation();
      case 'size':
        return backToCount();
      case 'review':
        return state().sizes ? show({ at: 'size' }) : plan.chooseLocation();
      case 'choices':
        return state().review ? show({ at: 'review' }) : plan.check();
      case 'expensive':
        return show({ at: 'review' });
      case 'returned':
        return comeBack.away();
      case 'choice':
        return state().review ? show({ at: 'choices' }) : show({ at: 'size' });
      case 'delete':
        return show(screen.from ?? { at: state().returned ? 'returned' : 'ready' });
      case 'scale':
      case 'scale-plan':
        return scaling.back();
      case 'offer':
      case 'unshare':
        return screen.at === 'unshare' || screen.from === 'ready' ? optional.awayFromOffer() : undefined;
      case 'run':
        return runs.back();
      case 'export':
        return exporting.back();
      case 'files':
        return files.back();
      case 'adopt-place':
      case 'adopt':
      case 'adopt-group':
      case 'adoption':
      case 'findings':
      case 'mend':
        return adopt.back();
      case 'entry':
      case 'power':
      case 'money':
      case 'autostop':
        return show({ at: 'ready' });
      case 'ready':
      case 'deleted':
        return;
      default: {
        const never: never = screen;
        return never;
      }
    }
  };
}

import type { WizardState } from '../model/state.ts';
import type { Room, View } from './view.ts';
import { adoptGroupView, adoptionView, adoptPlaceView, adoptView } from './adopt.ts';
import { findingsView, mendView } from './findings.ts';
import { benchmarkView } from './benchmark.ts';
import { leavingView } from './leaving.ts';
import { glossaryView, termView } from './glossary.ts';
import { deletedView, deleteView } from './delete.ts';
import { entryView } from './entry.ts';
import { drillsView } from './drills.ts';
import { exportView } from './export.ts';
import { filesView } from './files.ts';
import { hintsView } from './hints.ts';
import { interruptView } from './interrupt.ts';
import { keysView } from './keys.ts';
import { lessonView } from './lesson.ts';
import { logView } from './log.ts';
import { lookView } from './look.ts';
import { nodeView } from './node.ts';
import { problemView } from './problem.ts';
import { choicesView, choiceView, subscriptionView, wayView } from './questions.ts';
import { countView } from './count.ts';
import { locationView } from './location.ts';
import { sizeView } from './sizes.ts';
import { expensiveView } from './expensive.ts';
import { returnedView } from './returned.ts';
import { readyView } from './ready.ts';
import { networkView } from './network.ts';
import { offerView, unshareView } from './offer.ts';
import { autostopView, moneyView } from './money.ts';
import { powerView } from './power.ts';
import { runView } from './run.ts';
import { reviewView } from './review.ts';
import { scalePlanView, scaleView } from './scale.ts';
import { stageView } from './stage.ts';
import { startView } from './start.ts';
import { timelineView } from './timeline.ts';
import { exchangeView, underneathView } from './underneath.ts';

/** What the middle of the screen shows of a state. */
export function viewOf(state: WizardState, room: Room): View {
  const { screen } = state;
  if (state.overlay !== undefined) return overlayView(state, room);
  if (state.problem) return problemView(state, room);
  switch (screen.at) {
    case 'start':
      return startView(state, room);
    case 'drills':
      return drillsView(state, room);
    case 'way':
      return wayView(state, screen.cluster, room);
    case 'stage':
      return stageView(state, screen, room);
    case 'subscription':
      return subscriptionView(state, room);
    case 'network':
      return networkView(state, room);
    case 'location':
      return locationView(state, room);
    case 'count':
      return countView(state, room);
    case 'size':
      return sizeView(state, room);
    case 'choices':
      return choicesView(state, room);
    case 'choice':
      return choiceView(state, screen, room);
    case 'review':
      return reviewView(state, room);
    case 'expensive':
      return expensiveView(state, room);
    case 'returned':
      return returnedView(state, room);
    case 'offer':
      return offerView(state, screen, room);
    case 'unshare':
      return unshareView(state, screen.to, room);
    case 'ready':
      return readyView(state, room);
    case 'scale':
      return scaleView(state, room);
    case 'adopt-place':
      return adoptPlaceView(state, room);
    case 'adopt':
      return adoptView(state, room);
    case 'adopt-group':
      return adoptGroupView(state, room);
    case 'adoption':
      return adoptionView(state, room);
    case 'findings':
      return findingsView(state, room);
    case 'mend':
      return mendView(state, screen.kinds, room);
    case 'power':
      return powerView(state, room);
    case 'money':
      return moneyView(state, room);
    case 'autostop':
      return autostopView(state, room);
    case 'run':
      return runView(state, room);
    case 'export':
      return exportView(state, room);
    case 'files':
      return filesView(state, room);
    case 'scale-plan':
      return scalePlanView(state, room);
    case 'entry':
      return entryView(state, room);
    case 'delete':
      return deleteView(state, screen, room);
    case 'deleted':
      return deletedView(state, screen, room);
    default: {
      const never: never = screen;
      return never;
    }
  }
}

function overlayView(state: WizardState, room: Room): View {
  switch (state.overlay) {
    case 'keys':
      return keysView(state, room);
    case 'lesson':
      return lessonView(state, room);
    case 'log':
      return logView(state, room);
    case 'node':
      return nodeView(state, room);
    case 'underneath':
      return underneathView(state, room);
    case 'exchange':
      return exchangeView(state, room);
    case 'glossary':
      return glossaryView(state, room);
    case 'term':
      return termView(state, room);
    case 'look':
      return lookView(state, room);
    case 'timeline':
      return timelineView(state, room);
    case 'hints':
      return hintsView(state, room);
    case 'leaving':
      return leavingView(state, room);
    case 'benchmark':
      return benchmarkView(state, room);
    case 'interrupt':
      return interruptView(state, room);
    case undefined:
      return { title: '', lines: [], below: [] };
    default: {
      const never: never = state.overlay;
      return never;
    }
  }
}

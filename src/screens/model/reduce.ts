import type { Action } from './actions.ts';
import { withDraft, withoutAnswered } from './drafts.ts';
import { exchangeList, withExchanges } from './exchanges.ts';
import { edited, fieldOf } from './field.ts';
import { withEvent, withEvents } from './reduce-event.ts';
import { withLive } from './seen.ts';
import { withOverlay } from './overlay.ts';
import type { WizardState } from './state.ts';
import type { Given } from '../../stages/questions.ts';
import { titleOf } from './where.ts';

/** One more action: pure. */
export function reduce(state: WizardState, action: Action): WizardState {
  switch (action.type) {
    case 'show':
      return shown(state, action.screen);
    case 'overlay':
      return withOverlay(state, action.overlay);
    case 'known': {
      const before = action.known.exchanges ? withExchanges(state, action.known.exchanges) : state;
      const { exchanges: _, ...known } = action.known;
      const next = {
        ...before,
        ...known,
        ...('problem' in action.known ? { scroll: 0 } : {}),
        ...('sizes' in action.known ? { chosen: unmoved(state, 'size') } : {}),
      };
      return action.known.live ? withLive(next, action.known.live) : next;
    }
    case 'answered':
      return {
        ...state,
        answers: { ...Object.fromEntries(Object.entries(state.answers).filter(([key]) => !action.forget?.includes(key as keyof Given))), ...action.answers },
        drafts: withoutAnswered(state.drafts, action.answers),
        field: { ...state.field, fresh: true },
      };
    case 'begin-anew': {
      const { cluster: _, review: __, returned: ___, deletion: ____, ...left } = state;
      return { ...left, tasks: {}, planned: {}, live: [], seen: {}, finished: ['sign-in'] };
    }
    case 'choose':
      return without({ ...state, chosen: { ...state.chosen, [action.list]: action.index } }, ['notice']);
    case 'scroll':
      return { ...state, scroll: Math.max(0, action.to) };
    case 'edit':
      return without({ ...state, field: edited(state.field, action.edit) }, ['fieldProblem', 'notice']);
    case 'field': {
      const next = without({ ...state, field: fieldOf(action.text) }, ['fieldProblem']);
      if (action.typed) return reduce(next, { type: 'edit', edit: { is: 'end' } });
      return action.problem === undefined ? next : { ...next, fieldProblem: action.problem };
    }
    case 'field-problem':
      return { ...state, fieldProblem: action.problem };
    case 'filtering': {
      // The marked row was one of the other rows.
      const chosen = action.filter === state.filter ? state.chosen : unmoved(state, 'location', 'size', 'glossary', exchangeList);
      const next = { ...state, chosen, filter: action.filter, field: { text: action.filter, cursor: action.filter.length } };
      return action.on ? { ...next, filtering: true } : without(next, ['filtering']);
    }
    case 'running':
      return action.running === undefined
        ? without(state, ['running'])
        : without({ ...state, running: action.running }, action.running.until === undefined ? ['problem', 'notice'] : ['notice']);
    case 'event':
      return withEvent(state, action.event);
    case 'events':
      return withEvents(state, action.events);
    case 'tick':
      return { ...state, worldNow: action.worldNow, spent: action.spent };
    default: {
      const never: never = action;
      return never;
    }
  }
}

/** Another screen. What lies over it is closed, but for a page that one reads while a stage ends below it. */
function shown(state: WizardState, screen: WizardState['screen']): WizardState {
  const { screen: before, overlay, beneath } = state;
  const blank = { filter: '', field: { text: '', cursor: 0 } };
  const drafts = withDraft(beneath ? { ...state, ...beneath } : state);
  const next = without({ ...state, drafts, screen }, ['fieldProblem', 'problem', 'notice']);
  const sameStage = before.at === 'stage' && screen.at === 'stage' && before.stage === screen.stage;
  if (!sameStage || overlay === undefined || overlay === 'interrupt') {
    return without({ ...next, ...blank, scroll: 0 }, ['filtering', 'overlay', 'beneath']);
  }
  const notice = screen.phase === 'done' ? { notice: `The stage ${titleOf(screen.stage)} is done` } : {};
  return { ...next, ...(beneath ? { beneath: blank } : blank), ...notice };
}

/** The marked rows without those of these lists. */
function unmoved({ chosen }: WizardState, ...lists: readonly string[]): WizardState['chosen'] {
  return Object.fromEntries(Object.entries(chosen).filter(([list]) => !lists.includes(list)));
}

/** The state without these optional parts. */
function without(state: WizardState, parts: readonly ('overlay' | 'notice' | 'fieldProblem' | 'filtering' | 'problem' | 'running' | 'beneath')[]): WizardState {
  const next = { ...state };
  for (const part of parts) delete next[part];
  return next;
}

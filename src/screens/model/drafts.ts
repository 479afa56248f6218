import { answerOf } from './lists.ts';
import type { Screen } from './screen.ts';
import type { WizardState } from './state.ts';

/** The place where something is typed, by the name under which it is kept; undefined where nothing is kept. */
export function draftKey(screen: Screen): string | undefined {
  switch (screen.at) {
    case 'count':
      return 'count';
    case 'choice':
      return screen.key;
    default:
      // A name typed to delete, a number typed to pay, are typed anew each time: that is what they are for.
      return undefined;
  }
}

/** What was typed there is kept when one goes elsewhere; what was only shown is not. */
export function withDraft(state: WizardState): WizardState['drafts'] {
  const { screen, field, drafts } = state;
  const key = draftKey(screen);
  if (key === undefined || field.text === '') return drafts;
  // Arrows change the count, too, and leave it as if it were selected.
  const shown = field.fresh === true && (key !== 'count' || field.text === String(answerOf(state, 'count') ?? ''));
  return shown ? drafts : { ...drafts, [key]: field.text };
}

/** The drafts without those of answers that were taken. */
export function withoutAnswered(drafts: WizardState['drafts'], answered: object): WizardState['drafts'] {
  return Object.fromEntries(Object.entries(drafts).filter(([key]) => !(key in answered)));
}

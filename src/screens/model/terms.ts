import { isNamedIn, type Term } from '../../stages/glossary.ts';
import { stageIds } from '../../state/stage-id.ts';
import { fits } from './fits.ts';
import type { Row } from './lists.ts';
import type { WizardState } from './state.ts';
import { lessonOn, lessonStage, titleOf } from './where.ts';

/** The glossary's rows: the words of this stage's text first, then the others; each part by alphabet. */
export function termRows(state: WizardState): readonly Row<Term>[] {
  const here = namedHere(state);
  const rows = (state.glossary ?? [])
    .filter((term) => fits(state.filter, `${term.term} ${term.text}`))
    .map((term): Row<Term> => ({ key: term.term, label: term.term, detail: here.has(term) ? 'in this text' : '', value: term }));
  // A word that has the letters in its name is meant before one that has them in its text.
  const named = ({ value }: Row<Term>): number => Number(state.filter !== '' && !fits(state.filter, value.term));
  return [...rows].sort((a, b) => named(a) - named(b) || Number(here.has(b.value)) - Number(here.has(a.value)));
}

/** The stages whose texts have this word, by their titles on the road. */
export const stagesNaming = (term: Term, state: WizardState): readonly string[] =>
  stageIds.filter((stage) => isNamedIn(term, textOf(lessonOn(state, stage)))).map(titleOf);

let last: { readonly glossary: WizardState['glossary']; readonly text: string; readonly here: ReadonlySet<Term> } | undefined;

/** The words that the text at hand has. Kept for the last text: it is asked for with every key and every frame. */
function namedHere(state: WizardState): ReadonlySet<Term> {
  const stage = lessonStage(state);
  const text = textOf(lessonOn(state, stage));
  if (last?.glossary !== state.glossary || last?.text !== text) {
    last = { glossary: state.glossary, text, here: new Set((state.glossary ?? []).filter((term) => isNamedIn(term, text))) };
  }
  return last.here;
}

const textOf = (lesson: { readonly short: string; readonly page: string } | undefined): string => (lesson ? `${lesson.short}\n${lesson.page}` : '');

import type { Term } from '../../stages/glossary.ts';
import { withNames } from '../../stages/lesson.ts';
import { counted } from '../model/format.ts';
import { answerOf, chosenIndex } from '../model/lists.ts';
import { lessonNames } from '../model/names.ts';
import type { WizardState } from '../model/state.ts';
import { stagesNaming, termRows } from '../model/terms.ts';
import { cell, empty, type Line, line, paragraph } from '../text/line.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Room, View } from './view.ts';

/** Rows below the list: what any word needs in a middling width. */
const mostBelow = 9;

/** The field's words as a list, and what the marked one means below it. */
export function glossaryView(state: WizardState, room: Room): View {
  const rows = termRows(state);
  const chosen = rows[chosenIndex(state, { id: 'glossary', rows })];
  const most = Math.min(mostBelow, Math.floor(room.height / 2));
  const meaning = chosen ? meaningOf(state, chosen.value, room.width) : [line('No word has these letters', 'dim')];
  const shown = meaning.length < most ? meaning : [...meaning.slice(0, Math.max(0, most - 2)), line('Enter: all of it', 'dim')];
  const name = Math.min(34, Math.max(...rows.map(({ label }) => label.length), 0) + 2);
  return {
    title: `Glossary: ${counted(rows.length, 'word')}${state.filter ? ` of ${state.glossary?.length ?? 0}, with ${state.filter}` : ''}`,
    lines: [],
    list: { id: 'glossary', rows, draw: (row, width) => (width < name + 12 ? row.label : `${cell(row.label, name)}${row.detail}`) },
    // As high for every word: the list stays where it is.
    below: [empty, ...shown, ...Array.from({ length: Math.max(0, most - 1 - shown.length) }, () => empty)],
  };
}

/** One word, whole. */
export function termView(state: WizardState, { width }: Room): View {
  const rows = termRows(state);
  const term = rows[chosenIndex(state, { id: 'glossary', rows })]?.value;
  if (!term) return { title: 'Glossary', lines: [line('No word has these letters', 'dim')], below: [] };
  const stages = stagesNaming(term, state);
  return {
    title: term.term,
    lines: [...meaningOf(state, term, width), ...(stages.length > 0 ? [empty, ...paragraph(`In the text of: ${stages.join(', ')}.`, width, 'dim')] : [])],
    below: [],
  };
}

function meaningOf(state: WizardState, { text, yours: place, road }: Term, width: number): readonly Line[] {
  const names = lessonNames(state);
  const network = state.cluster?.choices.network ?? state.review?.choices.network ?? answerOf(state, 'network') ?? 'ethernet';
  const yours = road === undefined || road === network ? place : undefined;
  return [...markdownLines(withNames(text, names), width), ...(yours === undefined ? [] : markdownLines(`**Yours:** ${withNames(yours, names)}`, width))];
}

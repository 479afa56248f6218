import { withNames } from '../../stages/lesson.ts';
import { lessonNames } from '../model/names.ts';
import type { WizardState } from '../model/state.ts';
import { empty, line, paragraph } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** The field's words, with their place in this cluster. */
export function glossaryView(state: WizardState, { width }: Room): View {
  const names = lessonNames(state);
  return {
    title: 'Glossary',
    lines: (state.glossary ?? []).flatMap(({ term, text, yours }) => [
      line(term, 'strong'),
      ...paragraph(withNames(text, names), width),
      ...(yours === undefined ? [] : paragraph(withNames(yours, names), width, 'accent')),
      empty,
    ]),
    below: [],
  };
}

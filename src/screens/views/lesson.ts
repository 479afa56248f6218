import { withNames } from '../../stages/lesson.ts';
import { whyNoLook } from '../model/look.ts';
import { lessonNames } from '../model/names.ts';
import type { WizardState } from '../model/state.ts';
import { lessonOn, lessonStage } from '../model/where.ts';
import { empty, line, paragraph } from '../text/line.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Room, View } from './view.ts';

/** Columns of a text; in longer lines the eye loses its place. */
const mostColumns = 100;

/** The page about a stage. */
export function lessonView(state: WizardState, { width }: Room): View {
  const stage = lessonStage(state);
  const lesson = lessonOn(state, stage);
  if (!lesson) return { title: 'Explain', lines: [line('There is no text about this', 'dim')], below: [] };
  const names = lessonNames(state);
  const measure = Math.min(width, mostColumns);
  const reason = whyNoLook(state);
  return {
    title: lesson.title,
    lines: [
      ...markdownLines(withNames(lesson.short, names), measure),
      empty,
      ...markdownLines(withNames(lesson.page, names), measure),
      ...paragraph(reason === undefined ? 'x runs it, and shows what it prints.' : `x runs it, later: ${reason}.`, measure, 'dim'),
    ],
    below: [],
  };
}

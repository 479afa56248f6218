import { withNames } from '../../stages/lesson.ts';
import { lessonNames } from '../model/names.ts';
import type { WizardState } from '../model/state.ts';
import { lessonStage } from '../model/where.ts';
import { empty, line } from '../text/line.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Room, View } from './view.ts';

/** The page about a stage. */
export function lessonView(state: WizardState, { width }: Room): View {
  const stage = lessonStage(state);
  const lesson = stage === undefined ? undefined : state.lessons[stage];
  if (!lesson) return { title: 'Explain', lines: [line('There is no text about this', 'dim')], below: [] };
  const names = lessonNames(state);
  return {
    title: lesson.title,
    lines: [...markdownLines(withNames(lesson.short, names), width), empty, ...markdownLines(withNames(lesson.page, names), width)],
    below: [],
  };
}

import type { WizardState } from '../model/state.ts';
import { empty, line, paragraph } from '../text/line.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Room, View } from './view.ts';

/** What a drill says so far: its symptom and the hints that were asked for. */
export function hintsView(state: WizardState, { width }: Room): View {
  const { drill } = state;
  if (!drill) return { title: 'Hints', lines: [line('This is no drill', 'dim')], below: [] };
  return {
    title: `Drill: ${drill.title}`,
    lines: [
      ...paragraph(drill.symptom, width),
      ...drill.hints
        .slice(0, drill.shown)
        .flatMap((hint, index) => [empty, line(`Hint ${index + 1} of ${drill.hints.length}`, 'strong'), ...markdownLines(hint, width)]),
    ],
    below: [],
  };
}

import type { DrillView } from '../model/depths.ts';
import { answerOf } from '../model/lists.ts';
import { counted } from '../model/format.ts';
import type { WizardState } from '../model/state.ts';
import { empty, type Line, line, paragraph } from '../text/line.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Room, View } from './view.ts';

/** What a drill says so far: its symptom and the hints that were asked for; all of it once it is solved. */
export function hintsView(state: WizardState, { width }: Room): View {
  const { drill } = state;
  if (!drill) return { title: 'Hints', lines: [line('This is no drill', 'dim')], below: [] };
  const cluster = String(state.cluster?.choices.name ?? answerOf(state, 'name') ?? 'glocluster');
  const part = (heading: string, text: string): readonly Line[] => [
    empty,
    line(heading, 'strong'),
    ...markdownLines(text.replaceAll('{cluster}', cluster), width),
  ];
  if (drill.solved) {
    const { cause, keys, cure, earlier } = drill.solved;
    return {
      title: `Drill solved: ${drill.title}`,
      lines: [
        ...paragraph(`What you saw: ${drill.symptom}`, width),
        ...part('What it was', cause),
        ...part("What mends it, by the wizard's keys", keys),
        ...part('The same by hand', cure),
        ...part('How to notice it earlier', earlier),
      ],
      below: [],
    };
  }
  return {
    title: `Drill: ${drill.name}`,
    lines: [
      ...paragraph(drill.symptom, width),
      ...drill.hints.slice(0, drill.shown).flatMap((hint, index) => part(`Hint ${index + 1} of ${drill.hints.length}`, hint)),
      empty,
      ...paragraph(left(drill), width, 'dim'),
    ],
    below: [],
  };
}

function left({ hints, shown }: DrillView): string {
  const more = hints.length - shown;
  if (more === 0) return 'That was the last hint. When it is mended, this page tells the whole of it.';
  if (shown === 0) return `Space shows a hint: there are ${counted(more, 'hint')}, the idea first and the keys last.`;
  return `Space shows the next hint; ${counted(more, 'hint')} left.`;
}

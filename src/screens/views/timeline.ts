import { secondsOf } from '../model/progress.ts';
import { span } from '../model/format.ts';
import type { WizardState } from '../model/state.ts';
import { cell, type Line } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** Tasks as bars by their begin and end. */
export function timelineView(state: WizardState, { width, glyphs }: Room): View {
  const tasks = Object.values(state.tasks).filter(({ stage }) => stage !== 'sign-in' && stage !== 'plan');
  const begin = Math.min(...tasks.map(({ since }) => since));
  const end = Math.max(...tasks.map((task) => task.since + secondsOf(task, state.worldNow) * 1000));
  const title = Math.min(28, Math.floor(width / 3));
  const bar = Math.max(1, width - title - 12);
  const at = (time: number): number => Math.round(((time - begin) / Math.max(1, end - begin)) * bar);
  return {
    title: 'Timeline',
    lines: tasks.map((task): Line => {
      const seconds = secondsOf(task, state.worldNow);
      const from = at(task.since);
      const to = Math.max(from + 1, at(task.since + seconds * 1000));
      return [
        { text: cell(task.title, title) },
        { text: cell(span(seconds), 10, true) },
        { text: `  ${' '.repeat(from)}${glyphs.rule.repeat(to - from)}`, tone: 'accent' },
      ];
    }),
    below: [],
  };
}

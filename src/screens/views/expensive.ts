import { counted, dollars } from '../model/format.ts';
import type { WizardState } from '../model/state.ts';
import { empty, type Line, line, paragraph } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** Asks for the number of nodes before something is built that costs much: Enter alone, held down, must not build it. */
export function expensiveView(state: WizardState, { width }: Room): View {
  const { review } = state;
  if (!review?.price) return { title: 'Plan', lines: [], below: [] };
  const { perHour } = review.price;
  const { count, size } = review.choices;
  const costs = (hours: number, what: string): Line => line(`  ${dollars(perHour * hours).padStart(12)}  ${what}`, 'code');
  return {
    title: `Plan: this costs ${dollars(perHour)} an hour`,
    lines: [
      ...paragraph(
        `${counted(count, 'node')} of ${size}${state.cloud?.simulated ? ' (simulated: nothing is really paid)' : ''}. It costs from the moment it exists until it is deleted, used or not:`,
        width,
        'strong',
      ),
      costs(1, 'an hour'),
      costs(24, 'a day'),
      costs(24 * 7, 'a week that it is forgotten'),
      empty,
      ...paragraph('If you mean it, type how many nodes are to be built and press Enter. Esc goes back to the plan; nothing is made.', width),
      empty,
    ],
    field: { label: 'Nodes: ' },
    below: state.fieldProblem ? paragraph(state.fieldProblem, width, 'bad') : [],
  };
}

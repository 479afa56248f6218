import { dollars } from '../model/format.ts';
import type { WizardState } from '../model/state.ts';
import { empty, paragraph } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** What Ctrl-C asks once while something runs. */
export function interruptView(state: WizardState, { width }: Room): View {
  const price = state.cluster?.price;
  return {
    title: 'Leave while this runs?',
    lines: [
      ...paragraph(
        `${state.running?.what ?? 'A step'} is going on. Leaving loses nothing: what Azure is doing goes on there, and rank0 finds it again.`,
        width,
      ),
      empty,
      ...(state.cluster?.begun && price
        ? paragraph(`What exists costs up to ${dollars(price.perHour)} an hour${state.cloud?.simulated ? ', simulated' : ''}.`, width)
        : []),
      ...paragraph('Ctrl-C again leaves. Enter or Esc stays.', width, 'strong'),
    ],
    below: [],
  };
}

import type { WizardState } from '../model/state.ts';
import { type Line, wrapped } from '../text/line.ts';
import { signOf } from './stage.ts';
import type { Room, View } from './view.ts';

/** Everything that happened, oldest first. */
export function logView(state: WizardState, { width, glyphs }: Room): View {
  const lines = state.log.flatMap((one) => {
    const { sign, tone } = one.state === 'note' ? { sign: glyphs.dot, tone: 'dim' as const } : signOf(one.state, glyphs);
    return one.text
      .split('\n')
      .flatMap((text, at) =>
        wrapped(text, width - 11).map(
          (part, index): Line => [
            { text: at === 0 && index === 0 ? `${one.time.slice(11, 19)} ` : ' '.repeat(9), tone: 'dim' },
            { text: at === 0 && index === 0 ? `${sign} ` : '  ', tone },
            { text: part },
          ],
        ),
      );
  });
  return { title: `Log: ${state.log.length} entries, ${state.cloud?.simulated ? 'simulated clock' : 'UTC'}`, lines, below: [] };
}

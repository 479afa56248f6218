import type { LogLine } from '../model/task-view.ts';
import type { WizardState } from '../model/state.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { type Line, wrapped } from '../text/line.ts';
import { signOf } from './stage.ts';
import type { Room, View } from './view.ts';

/** The lines of an entry as they were drawn last: of two thousand entries only the new ones are drawn anew. */
const drawn = new WeakMap<LogLine, { readonly width: number; readonly glyphs: Glyphs; readonly lines: readonly Line[] }>();

/** Everything that happened, oldest first. */
export function logView(state: WizardState, { width, glyphs }: Room): View {
  const lines = state.log.flatMap((one) => linesOf(one, width, glyphs));
  return { title: `Log: ${state.log.length} entries, ${state.cloud?.simulated ? 'simulated clock' : 'UTC'}`, lines, below: [] };
}

function linesOf(one: LogLine, width: number, glyphs: Glyphs): readonly Line[] {
  const before = drawn.get(one);
  if (before?.width === width && before.glyphs === glyphs) return before.lines;
  const { sign, tone } = one.state === 'note' ? { sign: glyphs.dot, tone: 'dim' as const } : signOf(one.state, glyphs);
  const lines = one.text
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
  drawn.set(one, { width, glyphs, lines });
  return lines;
}

import { listAt } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import { commandsAt } from '../model/commands-at.ts';
import { command, empty, type Line, line, paragraph } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** A problem: what was said, what it means, and the ways on, each a row. */
export function problemView(state: WizardState, { width, glyphs }: Room): View {
  const list = listAt(state);
  const found = state.problem?.problem;
  if (!found) return { title: '', lines: [], below: [] };
  const commands = commandsAt(state);
  const practised = state.drill && !state.drill.solved;
  return {
    title: `${glyphs.failed} This did not work: ${found.code}`,
    lines: [
      ...paragraph(found.message, width, 'bad'),
      empty,
      ...paragraph(found.means, width),
      ...(found.next.length > 0 ? [empty, line('What can be done:', 'strong')] : []),
      ...found.next.flatMap((step) => [
        ...paragraph(`${glyphs.dot} ${step.label}`, width, undefined, 2),
        ...(step.command === undefined ? [] : command(step.command, width - 2).map((one): Line => [{ text: '  ' }, ...one])),
      ]),
      empty,
    ],
    ...(list ? { list: { ...list, draw: (row) => row.label } } : {}),
    below: [...(commands.length > 0 ? [line('y copies the command', 'dim')] : []), ...(practised ? [line('A drill is on: h shows a hint', 'dim')] : [])],
  };
}

import type { WizardState } from '../model/state.ts';
import { command, empty, line, paragraph } from '../text/line.ts';
import { asPrinted } from '../text/printed.ts';
import type { Room, View } from './view.ts';

/** What the command at the end of a lesson's page answers. */
export function lookView({ look }: WizardState, { width }: Room): View {
  if (!look) return { title: 'Look for yourself', lines: [line('Nothing was run', 'dim')], below: [] };
  const { output, running, exitCode } = look;
  const text = output.replace(/\n$/, '');
  return {
    title: 'Look for yourself',
    lines: [
      ...command(look.command, width),
      ...(look.by === undefined ? [] : paragraph(look.by, width, 'dim')),
      empty,
      ...(text === '' ? [] : text.split('\n').flatMap((one) => asPrinted(one, width))),
      ...(text === '' && !running ? [line('It printed nothing', 'dim')] : []),
      ...(running ? [line(text === '' ? 'Running' : 'Running on', 'busy')] : []),
      ...(exitCode === undefined
        ? []
        : [empty, line(exitCode === 0 ? 'Exit code 0: it did what it should' : `Exit code ${exitCode}: it did not`, exitCode === 0 ? 'good' : 'bad')]),
    ],
    below: [],
  };
}

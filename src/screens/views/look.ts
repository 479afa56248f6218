import type { WizardState } from '../model/state.ts';
import { command, empty, type Line, line, paragraph, widthOf } from '../text/line.ts';
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

/** A line with its blanks as it was printed. What is too long goes on further right, from a blank on where there is one. */
function asPrinted(text: string, width: number): readonly Line[] {
  const lead = Math.min(text.length - text.trimStart().length, Math.floor(width / 2));
  const lines: Line[] = [];
  let rest = text;
  for (let indent = 0; ; indent = lead + 4) {
    const room = width - indent;
    if (widthOf(rest) <= room) return [...lines, line(' '.repeat(indent) + rest)];
    const whole = beginning(rest, room);
    const blank = whole.trimEnd().lastIndexOf(' ');
    const end = blank > lead ? blank : whole.length;
    lines.push(line(' '.repeat(indent) + rest.slice(0, end).trimEnd()));
    rest = rest.slice(end).trimStart();
  }
}

/** As many characters as fit into a width, at least one. */
function beginning(text: string, width: number): string {
  let kept = '';
  for (const character of text) {
    if (kept !== '' && widthOf(kept + character) > width) return kept;
    kept += character;
  }
  return kept;
}

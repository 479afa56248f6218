import { type Line, line, widthOf } from './line.ts';

/** A line with its blanks as it was printed. What is too long goes on further right, from a blank on where there is one. */
export function asPrinted(text: string, width: number): readonly Line[] {
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

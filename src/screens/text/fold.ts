import { type Line, type Segment, widthOf } from './line.ts';

/** One line broken where it is full, at any character; what goes on is set in by `indent` blanks. */
export function foldedLine(one: Line, width: number, indent = 0): readonly Line[] {
  const lead = ' '.repeat(Math.max(0, Math.min(indent, Math.floor(width / 2), width - 2)));
  const lines: Line[] = [];
  let current: Segment[] = [];
  let left = Math.max(2, width);
  for (const segment of one) {
    let rest = segment.text;
    while (rest !== '') {
      const piece = beginning(rest, left);
      if (piece === '') {
        lines.push(current);
        current = lead === '' ? [] : [{ text: lead }];
        left = Math.max(2, width - lead.length);
        continue;
      }
      current.push({ ...segment, text: piece });
      left -= widthOf(piece);
      rest = rest.slice(piece.length);
    }
  }
  return [...lines, current];
}

/** As much of a text's beginning as fits. No character is wider than two columns, and a line always has those. */
function beginning(text: string, width: number): string {
  if (width <= 0) return '';
  // Most of it is ASCII, where a character is a column; measuring each would take longer than all the rest.
  const first = text.slice(0, width);
  if (/^[\x20-\x7e]*$/.test(first)) return first;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > width) break;
    kept += character;
  }
  return kept;
}

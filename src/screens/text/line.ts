import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** How a piece of text is meant; what colour that is, the part that draws decides. Never the only carrier of a meaning. */
export type Tone = 'plain' | 'strong' | 'dim' | 'good' | 'bad' | 'busy' | 'accent' | 'code' | 'heading';

export interface Segment {
  readonly text: string;
  readonly tone?: Tone;
  /** Where it leads, on terminals that make links. */
  readonly href?: string;
}

/** One line of a screen. */
export type Line = readonly Segment[];

export const line = (text: string, tone?: Tone): Line => [tone === undefined ? { text } : { text, tone }];

export const empty: Line = [];

/** A line's text without its tones. */
export const textOf = (one: Line): string => one.map(({ text }) => text).join('');

/** Cells that a text takes. Most of what is shown is ASCII, and string-width takes its time. */
export const widthOf = (text: string): number => (/^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text));

/** Text wrapped at words to a width; words longer than it are broken. */
export function wrapped(text: string, width: number): readonly string[] {
  // Most texts are short and ASCII, and wrap-ansi takes its time.
  if (text.length <= width && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)) return [text];
  return wrapAnsi(text, Math.max(1, width), { hard: true, trim: true }).split('\n');
}

/** A paragraph as lines, all of one tone; `indent` blanks before each line but the first. */
export function paragraph(text: string, width: number, tone?: Tone, indent = 0): readonly Line[] {
  const lead = ' '.repeat(indent);
  return wrapped(text, width - indent).map((part, index) => line(index === 0 ? part : `${lead}${part}`, tone));
}

/** A shell command: what does not fit goes on after a backslash, so that all of it pastes as one command. */
export function command(text: string, width: number): readonly Line[] {
  return text.split('\n').flatMap((one, index) => {
    const lead = index === 0 ? '$ ' : '  ';
    if (widthOf(one) + 2 <= width) return [[{ text: lead, tone: 'dim' } satisfies Segment, { text: one, tone: 'code' } satisfies Segment]];
    const parts = splitAtBlanks(one, width - 6);
    return parts.flatMap((part, at) => {
      // A quoted word that is wider than the screen goes on without a mark: nothing may be put into it.
      const pieces = widthOf(part) <= width - 6 ? [part] : wrapped(part, width - 6);
      return pieces.map(
        (piece, index): Line => [
          { text: at === 0 && index === 0 ? lead : '    ', tone: 'dim' },
          { text: at < parts.length - 1 && index === pieces.length - 1 ? `${piece} \\` : piece, tone: 'code' },
        ],
      );
    });
  });
}

/** Broken only at blanks outside quotes, and before flags rather than before their values: a backslash elsewhere would change the command. */
function splitAtBlanks(text: string, width: number): readonly string[] {
  const words = text.match(/(?:'[^']*'|"(?:\\.|[^"])*"|\\.|[^\s])+/g) ?? [text];
  const units: string[] = [];
  for (const word of words) {
    const joined = `${units.at(-1) ?? ''} ${word}`;
    if (units.length > 0 && !word.startsWith('-') && widthOf(joined) <= width) units[units.length - 1] = joined;
    else units.push(word);
  }
  const lines: string[] = [];
  for (const unit of units) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(unit) <= width) lines[lines.length - 1] = `${last} ${unit}`;
    else lines.push(unit);
  }
  return lines;
}

/** Cut to a width, with an ellipsis where something is lost. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  for (const part of text) {
    if (widthOf(kept + part) > width - 1) break;
    kept += part;
  }
  return `${kept}…`;
}

/** Cut or filled with blanks to exactly a width; `right` puts the blanks before. */
export function cell(text: string, width: number, right = false): string {
  const short = cut(text, width);
  const blanks = ' '.repeat(Math.max(0, width - widthOf(short)));
  return right ? blanks + short : short + blanks;
}

/** The line's segments cut to a width. */
export function cutLine(one: Line, width: number): Line {
  const kept: Segment[] = [];
  let left = width;
  for (const segment of one) {
    const wide = widthOf(segment.text);
    if (wide <= left) {
      kept.push(segment);
      left -= wide;
      continue;
    }
    if (left > 0) kept.push({ ...segment, text: cut(segment.text, left) });
    break;
  }
  return kept;
}

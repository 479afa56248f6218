import type { Glyphs } from './glyphs.ts';
import type { Line, Tone } from './line.ts';

/** A bar of so many cells, `part` of `whole` of it filled; the words beside it say the same. More than the whole fills it. */
export function bar(part: number, whole: number, cells: number, glyphs: Pick<Glyphs, 'unicode'>): string {
  const share = whole > 0 ? Math.min(1, Math.max(0, part / whole)) : part > 0 ? 1 : 0;
  // Something is never shown as nothing.
  const filled = share > 0 ? Math.max(1, Math.round(share * cells)) : 0;
  const [full, rest] = glyphs.unicode ? ['█', '░'] : ['#', '.'];
  return (full as string).repeat(filled) + (rest as string).repeat(cells - filled);
}

/** A bar as a line, in brackets where it is ASCII, with its words. */
export function barLine(part: number, whole: number, words: string, { cells, tone, glyphs }: { cells: number; tone: Tone; glyphs: Glyphs }): Line {
  const drawn = bar(part, whole, cells, glyphs);
  return [{ text: glyphs.unicode ? drawn : `[${drawn}]`, tone }, { text: ` ${words}` }];
}

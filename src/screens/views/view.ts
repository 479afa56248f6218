import type { Row } from '../model/lists.ts';
import type { Glyphs } from '../text/glyphs.ts';
import type { Line } from '../text/line.ts';

/** The room a view has, and the signs it may use. */
export interface Room {
  readonly width: number;
  readonly height: number;
  readonly glyphs: Glyphs;
  /** What is shown is heard: without columns, and of any width. */
  readonly heard?: true;
}

/** What the middle of the screen shows. Without a list, `lines` can be scrolled; `below` always stands at the bottom. */
export interface View {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly list?: {
    readonly id: string;
    readonly rows: readonly Row<unknown>[];
    /** A row as one line of text, in the width left for it. */
    readonly draw: (row: Row<unknown>, width: number) => string;
    /** The line above the rows, of the same columns. */
    readonly head?: string;
  };
  /** A line of text being typed, and what stands before it. */
  readonly field?: { readonly label: string };
  readonly below: readonly Line[];
}

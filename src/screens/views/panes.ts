import { paneShape } from '../layout.ts';
import { summariesOf } from '../model/panes.ts';
import type { WizardState } from '../model/state.ts';
import type { Glyphs } from '../text/glyphs.ts';
import type { Line } from '../text/line.ts';
import { gridLines } from './grid.ts';
import { paneOf } from './pane.ts';
import { cardLines, rowLines } from './pane-rows.ts';

/** The nodes in so many rows: as panes, as rows, or as a grid with the odd ones listed. Never more lines than `height`. */
export function paneLines(state: WizardState, width: number, height: number, glyphs: Glyphs): readonly Line[] {
  const all = summariesOf(state);
  if (all.length === 0 || height <= 0) return [];
  const shape = paneShape(width, height, all.length);
  switch (shape.is) {
    case 'panes':
      return cardLines(
        all.map((one) => paneOf(state, one, glyphs)),
        shape.across,
        width,
      );
    case 'rows':
      return rowLines(
        all.map((one) => paneOf(state, one, glyphs)),
        shape.across,
        width,
      );
    case 'grid':
      return gridLines(state, all, width, height, glyphs);
    default: {
      const never: never = shape;
      return never;
    }
  }
}

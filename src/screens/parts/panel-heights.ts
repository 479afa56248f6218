import type { View } from '../views/view.ts';

/** How many rows each part of a panel gets, and how far its lines can scroll. */
export interface Heights {
  readonly lines: number;
  readonly rows: number;
  readonly below: number;
  readonly most: number;
}

/** Least rows of a list that are shown before the text above it is shortened. */
const leastRows = 4;

/** Shares a panel's height: what stands below first, then a few rows of the list, then the text, then the rest of the list. */
export function heightsOf(view: View, height: number): Heights {
  const content = height - 2;
  const below = Math.min(view.below.length, Math.max(0, Math.floor(content / 2)));
  const fixed = below + (view.field ? 1 : 0) + (view.list?.head === undefined ? 0 : 1);
  if (view.list) {
    const wanted = Math.min(leastRows, view.list.rows.length);
    const lines = Math.max(0, Math.min(view.lines.length, content - fixed - wanted));
    return { lines, rows: Math.max(1, content - fixed - lines), below, most: view.lines.length - lines };
  }
  const lines = Math.max(0, Math.min(view.lines.length, content - fixed));
  return { lines, rows: 0, below, most: Math.max(0, view.lines.length - lines) };
}

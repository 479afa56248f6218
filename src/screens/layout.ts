/** Least room in which the wizard draws. */
export const leastSize = { columns: 60, rows: 18 } as const;

/** Where everything goes, in cells. The parts' heights always sum up to the screen's. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** Width of the road at the left; 0 where it is folded to a line. */
  readonly rail: number;
  /** Width and height of the middle. */
  readonly width: number;
  readonly height: number;
  readonly panes: number;
  /** Rows of the notice, where there is one; it stands on the rule above the panes and takes what it needs beyond that from the middle. */
  readonly notice: number;
}

/** Narrowest screen that has the road at its left. */
const railFrom = 80;
const railWidth = 20;
/** Lines of the road as a column. */
const railHeight = 11;

/**
 * The layout for a size; undefined where it is too small to draw.
 * Top line, rule, middle, rule and panes (where there are nodes), notice and footer.
 */
export function layoutOf(columns: number, rows: number, nodes: number, notice = 0): Layout | undefined {
  if (columns < leastSize.columns || rows < leastSize.rows) return undefined;
  const most = Math.max(1, Math.floor((rows - 5) * (rows < 22 ? 0.2 : 0.3)));
  const panes = paneShape(columns, most, nodes).height;
  const middle = rows - 2 - Math.max(1, notice) - panes - 1;
  const rail = columns >= railFrom && middle >= railHeight ? railWidth : 0;
  return {
    columns,
    rows,
    rail,
    width: columns - (rail > 0 ? rail + 3 : 2),
    height: rail > 0 ? middle : middle - 1,
    panes,
    notice,
  };
}

/** How nodes are shown: each as a pane of some lines, as rows side by side in some columns, or as cells with the odd ones listed. */
export type PaneShape =
  | { readonly is: 'panes'; readonly across: number; readonly height: number }
  | { readonly is: 'rows'; readonly across: number; readonly height: number }
  | { readonly is: 'grid'; readonly height: number };

/** Lines of one pane, and the narrowest that one may be. */
export const paneLineCount = 6;
const paneWidth = 29;
/** Most nodes that get a pane each: of more, rows are read faster. */
const mostPanes = 8;
/** Narrowest row of a node beside another. */
const rowWidth = 38;

/** The shape for so many nodes in `most` rows. The same again where it is asked with the height that it gave. */
export function paneShape(columns: number, most: number, nodes: number): PaneShape {
  const across = Math.min(nodes, Math.floor(columns / paneWidth));
  const down = Math.ceil(nodes / Math.max(1, across));
  // A row of panes that is not full would hide what is odd in it.
  if (nodes > 0 && nodes <= mostPanes && across * down === nodes && down * paneLineCount <= most) return { is: 'panes', across, height: down * paneLineCount };
  for (let beside = 1; beside <= Math.max(1, Math.floor(columns / rowWidth)); beside += 1) {
    if (Math.ceil(nodes / beside) <= most) return { is: 'rows', across: beside, height: Math.ceil(nodes / beside) };
  }
  return { is: 'grid', height: most };
}

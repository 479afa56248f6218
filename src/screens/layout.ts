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
  const panes = nodes === 0 ? 0 : Math.min(nodes, most);
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

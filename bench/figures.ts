/** Middle value, least and most of measurements. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
  readonly runs: number;
}

/** @param values at least one. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const round = (value: number): number => Math.round(value * 100) / 100;
  return {
    least: round(sorted[0] as number),
    median: round(sorted[Math.floor(sorted.length / 2)] as number),
    most: round(sorted[sorted.length - 1] as number),
    runs: sorted.length,
  };
}

/** One line of the bench's table: ours beside a peer's in the same run, and the ratio aimed at. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: number;
  /** The ratio that is aimed at, at the most; undefined where there is no aim. */
  readonly aim?: number;
}

/** The rows as a table for eyes. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [
    ['what', 'rank0', 'beside', 'ratio', 'aim'],
    ...rows.map(({ what, ours, peer, ratio, aim }) => [what, ours, peer, ratio.toFixed(2), aim === undefined ? '' : `≤ ${aim}`]),
  ];
  const widths = (cells[0] as string[]).map((_, column) => Math.max(...cells.map((row) => (row[column] as string).length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

import { widthOf } from '../../src/screens/text/line.ts';

/** The frame's own lines: where the road stands at the left there is a bar in every row of the middle. */
const bar = /^.{20} [│|] /;

/**
 * What is wrong with a screen as a frame, whatever it shows: rows, columns, the top line, the rules, the bar beside the road, the
 * footer. Empty where all of it is whole.
 */
export function frameFaults(lines: readonly string[], columns: number, rows: number): string[] {
  const faults: string[] = [];
  if (lines.length !== rows) faults.push(`${lines.length} rows instead of ${rows}`);
  for (const [row, line] of lines.entries()) if (widthOf(line) > columns) faults.push(`row ${row} is ${widthOf(line)} wide: ${line}`);
  if (!/^ rank0( {2}|$)/.test(lines[0] ?? '')) faults.push(`the top line is: ${lines[0]}`);
  if (!/^[─-]+$/.test(lines[1] ?? '') || widthOf(lines[1] ?? '') !== columns) faults.push(`no rule below the top line: ${lines[1]}`);
  const footer = lines.at(-1) ?? '';
  if (!/(q save and quit|Ctrl-C leave|\? keys|Esc )/.test(footer)) faults.push(`the footer is: ${footer}`);
  if (bar.test(lines[2] ?? '')) {
    const end = lines.findIndex((line, row) => row > 2 && !bar.test(`${line.padEnd(columns)} `));
    // The middle ends at the rule or the notice above panes and footer.
    for (const line of lines.slice(end + 1)) if (/^.{20} [│|] /.test(line)) faults.push(`the road goes on below its end: ${line}`);
    if (end < 13) faults.push(`the road ends in row ${end}`);
  }
  return faults;
}

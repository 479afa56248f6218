import { cell, cutLine, empty, type Line, type Segment, widthOf } from '../text/line.ts';
import type { Pane } from './pane.ts';

const optional = ['ssh', 'privateAddress', 'publicAddress', 'load', 'memory', 'since'] as const;
type Column = 'name' | 'power' | 'doing' | (typeof optional)[number];

/** Nodes as rows, side by side in columns where one would be too long; filled downwards, so that the odd ones stay together. */
export function rowLines(panes: readonly Pane[], across: number, width: number): readonly Line[] {
  const each = Math.floor(width / across);
  const down = Math.ceil(panes.length / across);
  const widths = columnsOf(panes, each);
  const rows = panes.map((pane) => rowLine(pane, widths, each));
  return Array.from({ length: down }, (_, row) =>
    Array.from({ length: across }, (_, column) => padded(rows[column * down + row] ?? empty, column === across - 1 ? 0 : each)).flat(),
  );
}

/** Some nodes as rows over the whole width. */
export function rowsOf(panes: readonly Pane[], width: number): readonly Line[] {
  if (panes.length === 0) return [];
  const widths = columnsOf(panes, width);
  return panes.map((pane) => rowLine(pane, widths, width));
}

/** Widths of the columns that fit, the less needed ones left out first; what is left goes to what a node is doing. */
function columnsOf(panes: readonly Pane[], width: number): ReadonlyMap<Column, number> {
  const widest = (column: Column): number => panes.reduce((most, pane) => Math.max(most, pane[column].length), 0);
  const name = widest('name');
  const power = Math.max(8, widest('power'));
  const columns = new Map<Column, number>([
    ['name', name],
    ['power', power],
  ]);
  // A blank, the head's mark, the sign, and two blanks behind each column.
  let left = width - 15 - name - power;
  const doing = Math.min(40, Math.max(widest('doing'), 12));
  columns.set('doing', Math.max(0, Math.min(doing, left)));
  left -= columns.get('doing') ?? 0;
  for (const column of optional) {
    const wide = widest(column);
    if (wide === 0 || wide + 2 > left) continue;
    columns.set(column, wide);
    left -= wide + 2;
  }
  return columns;
}

function rowLine(pane: Pane, widths: ReadonlyMap<Column, number>, width: number): Line {
  const of = (column: Column): string => (widths.has(column) ? `${cell(pane[column], widths.get(column) ?? 0)}  ` : '');
  return cutLine(
    [
      { text: ` ${of('name')}` },
      { text: pane.head ? 'head  ' : '      ', tone: 'dim' },
      { text: `${pane.sign} `, ...(pane.tone ? { tone: pane.tone } : {}) },
      { text: of('power'), ...(pane.odd ? { tone: 'bad' as const } : {}) },
      { text: of('doing'), ...(pane.odd ? { tone: 'bad' as const } : {}) },
      { text: optional.map(of).join('') },
    ],
    width,
  );
}

/** Each node as a pane of some lines, side by side. */
export function cardLines(panes: readonly Pane[], across: number, width: number): readonly Line[] {
  const each = Math.floor(width / across);
  return Array.from({ length: Math.ceil(panes.length / across) }, (_, down) => {
    const cards = panes.slice(down * across, (down + 1) * across).map((pane) => cardOf(pane, each - 2));
    return (cards[0] ?? []).map((_, row) => cards.flatMap((card) => padded([{ text: ' ' }, ...(card[row] ?? empty)], each)));
  }).flat();
}

function cardOf(pane: Pane, width: number): readonly Line[] {
  const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('  ');
  const tone: Pick<Segment, 'tone'> = pane.odd ? { tone: 'bad' } : {};
  const lines: readonly Line[] = [
    [
      { text: pane.name, tone: 'strong' },
      { text: pane.head ? '  head' : '', tone: 'dim' },
    ],
    [
      { text: `${pane.sign} `, ...(pane.tone ? { tone: pane.tone } : {}) },
      { text: joined(pane.power, pane.since), ...tone },
    ],
    [{ text: `  ${pane.doing}`, ...tone }],
    [{ text: `  ${joined(pane.ssh, pane.load, pane.provisioning === 'Succeeded' ? '' : pane.provisioning)}` }],
    [{ text: `  ${pane.memory}` }],
    [{ text: `  ${joined(pane.privateAddress, pane.publicAddress)}`, tone: 'dim' }],
  ];
  return lines.map((one) => cutLine(one, width));
}

/** A line filled with blanks to a width. */
function padded(one: Line, width: number): Line {
  const short = cutLine(one, width === 0 ? Number.MAX_SAFE_INTEGER : width);
  const blanks = width - short.reduce((sum, { text }) => sum + widthOf(text), 0);
  return blanks > 0 ? [...short, { text: ' '.repeat(blanks) }] : short;
}

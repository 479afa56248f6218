import type { NodeSummary } from '../model/panes.ts';
import type { WizardState } from '../model/state.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { cutLine, type Line, type Segment } from '../text/line.ts';
import { paneOf, standingSign } from './pane.ts';
import { rowsOf } from './pane-rows.ts';

/** Signs of one block in a grid without numbers. */
const block = 10;

/** In fewer rows the nodes that matter are worth more than cells. */
const leastHeight = 4;

/**
 * Many nodes in few rows: first how many there are of each kind, with its sign and in words; then all of them as cells where
 * they fit; the odd ones by name, with what is wrong; and in what is left those that are on their way.
 */
export function gridLines(state: WizardState, all: readonly NodeSummary[], width: number, height: number, glyphs: Glyphs): readonly Line[] {
  const odd = all.filter(({ standing }) => standing === 'odd').length;
  const cells = height < leastHeight ? [] : cellLines(all, width, glyphs, height - 1 - Math.min(odd, Math.ceil((height - 1) / 3)));
  const listed = all.slice(0, Math.max(0, height - 1 - cells.length));
  return [
    cutLine(countLine(all, width, glyphs), width),
    ...cells,
    ...rowsOf(
      listed.map((one) => paneOf(state, one, glyphs)),
      width,
    ),
  ];
}

/** `100 nodes: ● 96 running, ◐ 2 creating, ✖ 2 not as they should be`: what each sign in the grid means. */
function countLine(all: readonly NodeSummary[], width: number, glyphs: Glyphs): Line {
  const kinds = new Map<string, { readonly of: NodeSummary; readonly words: string; count: number }>();
  for (const one of all) {
    const words = one.standing === 'odd' ? 'not as they should be' : one.power;
    const kind = kinds.get(words);
    if (kind) kind.count += 1;
    else kinds.set(words, { of: one, words, count: 1 });
  }
  const counts = [...kinds.values()].flatMap(({ of, words, count }, index): Segment[] => {
    const { sign, tone } = standingSign(of, glyphs);
    return [
      { text: index === 0 ? ' ' : ', ' },
      { text: `${sign} `, ...(tone ? { tone } : {}) },
      { text: `${count} ${count === 1 && of.standing === 'odd' ? 'not as it should be' : words}`, ...(of.standing === 'odd' ? { tone: 'bad' as const } : {}) },
    ];
  });
  const busy = all.filter((one) => one.busy).length;
  return [
    { text: ` ${all.length} nodes:`, tone: 'strong' },
    ...counts,
    ...(busy > 0 ? [{ text: `; ${busy} at work` }] : []),
    ...(width >= 80 ? [{ text: '; n shows each', tone: 'dim' as const }] : []),
  ];
}

/** Every node as a cell by number: sign and number where that fits, else the sign alone; no lines where neither fits. */
function cellLines(all: readonly NodeSummary[], width: number, glyphs: Glyphs, most: number): readonly Line[] {
  const byNumber = [...all].sort((a, b) => a.index - b.index);
  const digits = String(all.length - 1).length;
  const across = Math.floor((width - 1) / (digits + 2));
  if (Math.ceil(all.length / across) <= most) {
    return linesOf(byNumber, across, (one) => {
      const { sign, tone } = standingSign(one, glyphs);
      return [{ text: `${sign}${String(one.index).padEnd(digits)} `, ...(tone ? { tone } : {}) }];
    });
  }
  const lead = digits + 2;
  const dense = Math.floor((width - lead) / (block + 1)) * block;
  if (dense === 0 || Math.ceil(all.length / dense) > most) return [];
  return linesOf(byNumber, dense, (one, place) => {
    const { sign, tone } = standingSign(one, glyphs);
    return [
      ...(place === 0 ? [{ text: `${String(one.index).padStart(digits)} `, tone: 'dim' as const }] : []),
      { text: `${sign}${place % block === block - 1 ? ' ' : ''}`, ...(tone ? { tone } : {}) },
    ];
  });
}

/** Cells in lines, those of one tone as one segment. */
function linesOf(all: readonly NodeSummary[], across: number, cellOf: (one: NodeSummary, place: number) => readonly Segment[]): readonly Line[] {
  return Array.from({ length: Math.ceil(all.length / across) }, (_, row) => {
    const segments: { text: string; tone?: Segment['tone'] }[] = [{ text: ' ' }];
    for (const [place, one] of all.slice(row * across, (row + 1) * across).entries()) {
      for (const { text, tone } of cellOf(one, place)) {
        const last = segments.at(-1);
        if (last && last.tone === tone) last.text += text;
        else segments.push(tone === undefined ? { text } : { text, tone });
      }
    }
    return segments as Line;
  });
}

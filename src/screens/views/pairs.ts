import { pairOf, pairWords, readPairs } from '../../stages/figures/slow-node.ts';
import { digits } from '../../stages/figures/readings.ts';
import { median } from '../../stages/figures/statistics.ts';
import type { Measurement } from '../../state/measurement.ts';
import { byNumber } from '../../state/node-set.ts';
import { cell, empty, type Line, line, paragraph, type Segment, widthOf } from '../text/line.ts';
import type { Glyphs } from '../text/glyphs.ts';
import type { Room } from './view.ts';

/** Cells of a figure in the matrix: `123!`. */
const figureWidth = 6;

/** How one pair stands: its figure, and whether it is odd. */
interface Standing {
  readonly is: 'usual' | 'odd' | 'failed' | 'untried' | 'self';
  readonly value?: number;
}

/** Every node against every other: figures where there is room, signs where there is less, a line for each odd node where there is least. */
export function pairLines(measurement: Measurement, room: Room): readonly Line[] {
  const { pairs } = measurement;
  const said = readPairs(pairs);
  const names = [...new Set(pairs.flatMap(({ nodes }) => nodes))].sort(byNumber);
  const odd = new Set([...(said?.slow ?? []).map(({ node }) => node), ...(said?.silent ?? [])]);
  const words = paragraph(pairWords(said, pairs), room.width, odd.size > 0 || (said?.odd.length ?? 0) > 0 ? 'bad' : 'strong');
  const usual = said?.usual ?? Number.NaN;
  const byPair = new Map(pairs.map((pair) => [[...pair.nodes].sort().join(' '), pair]));
  const standing = (one: string, other: string): Standing => {
    if (one === other) return { is: 'self' };
    const pair = byPair.get([one, other].sort().join(' '));
    if (!pair) return { is: 'untried' };
    if (pair.latencies.length === 0) return { is: 'failed' };
    const value = median(pair.latencies);
    return { is: value > usual * 1.25 ? 'odd' : 'usual', value };
  };
  const longest = Math.max(...names.map(widthOf), 0) + 2;
  const matrix =
    names.length * figureWidth + longest <= room.width
      ? figures(names, odd, longest, standing)
      : names.length + longest <= room.width
        ? signs(names, odd, longest, standing, room.glyphs)
        : listed(measurement, names, odd, room);
  return [...words, empty, ...matrix];
}

const suffixOf = (name: string): string => /\d+$/.exec(name)?.[0] ?? name.slice(-4);

function figures(names: readonly string[], odd: ReadonlySet<string>, margin: number, standing: (one: string, other: string) => Standing): readonly Line[] {
  const head: Line = [{ text: `${cell('µs', margin)}${names.map((name) => suffixOf(name).padStart(figureWidth - 1)).join(' ')}`, tone: 'dim' }];
  const rows = names.map(
    (one): Line => [
      nameOf(one, odd, margin),
      ...names.map((other): Segment => {
        const { is, value } = standing(one, other);
        const text = value === undefined ? { failed: 'none', untried: '', self: '-', usual: '', odd: '' }[is] : digits(value);
        return { text: `${text}${is === 'odd' || is === 'failed' ? '!' : ' '}`.padStart(figureWidth), ...toneOf(is) };
      }),
    ],
  );
  return [head, ...rows, empty, line('! a quarter longer than usual or more, or no figure', 'dim')];
}

/** One sign for each pair, as a picture of the whole. */
function signs(
  names: readonly string[],
  odd: ReadonlySet<string>,
  margin: number,
  standing: (one: string, other: string) => Standing,
  glyphs: Glyphs,
): readonly Line[] {
  const sign = { usual: glyphs.dot, odd: '!', failed: 'x', untried: ' ', self: '\\' } as const;
  const tens: Line = [
    {
      text: `${' '.repeat(margin)}${names
        .map((name, index) =>
          index % 10 === 0
            ? suffixOf(name)
                .padEnd(10)
                .slice(0, Math.min(10, names.length - index))
            : '',
        )
        .join('')}`,
      tone: 'dim',
    },
  ];
  const rows = names.map((one): Line => {
    const segments: Segment[] = [nameOf(one, odd, margin)];
    for (const other of names) {
      const { is } = standing(one, other);
      segments.push({ text: sign[is], ...toneOf(is) });
    }
    return segments;
  });
  return [tens, ...rows, empty, line(`${glyphs.dot} usual   ! longer   x no figure   blank: not tried`, 'dim')];
}

/** Where no matrix has room: the odd nodes, each with its middle figure, and the others as one line. */
function listed({ pairs }: Measurement, names: readonly string[], odd: ReadonlySet<string>, { width }: Room): readonly Line[] {
  const middle = (name: string): number => median(pairs.filter(({ nodes }) => nodes.includes(name)).flatMap(({ latencies }) => latencies));
  const others = names.filter((name) => !odd.has(name)).map(middle);
  return [
    ...names
      .filter((name) => odd.has(name))
      .map(
        (name): Line => [
          { text: `! ${name}: `, tone: 'bad' },
          { text: Number.isNaN(middle(name)) ? 'no figure' : `${digits(middle(name))} µs in the middle of its pairs` },
        ],
      ),
    ...(others.length > 0
      ? paragraph(
          `${others.length} others: ${digits(Math.min(...others))} to ${digits(Math.max(...others))} µs in the middle of their pairs. A wider window shows each pair.`,
          width,
        )
      : []),
  ];
}

const nameOf = (name: string, odd: ReadonlySet<string>, margin: number): Segment => {
  const isOdd = odd.has(name);
  return { text: cell(`${isOdd ? '!' : ' '}${name}`, margin), ...(isOdd ? { tone: 'bad' as const } : {}) };
};

const toneOf = (is: Standing['is']): { readonly tone?: 'bad' | 'dim' } =>
  is === 'odd' || is === 'failed' ? { tone: 'bad' } : is === 'self' ? { tone: 'dim' } : {};

/** The matrix read out: only what is odd. */
export function pairsHeard(measurement: Measurement): readonly Line[] {
  const said = readPairs(measurement.pairs);
  const slow = said?.slow.map(({ node }) => node) ?? [];
  const failed = measurement.pairs.filter(({ failed: why }) => why !== undefined);
  return [
    line(pairWords(said, measurement.pairs)),
    ...slow.flatMap((node) =>
      measurement.pairs
        .filter((pair) => pair.nodes.includes(node) && pair.latencies.length > 0 && pairOf(measurement.pairs, ...pair.nodes) !== undefined)
        .map(({ nodes, latencies }) => line(`${nodes.join(' and ')}: ${digits(median(latencies))} µs`)),
    ),
    ...failed.map(({ nodes, failed: why }) => line(`${nodes.join(' and ')}: no figure, ${why}`)),
  ];
}

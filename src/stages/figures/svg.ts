import { type BenchmarkKind, benchmarkKinds, type Measurement } from '../../state/measurement.ts';
import { type Axis, bytesAxis, figuresAxis } from './axis.ts';
import { bytesWords, digits, kindWords, type Reading, readingsOf, seriesOf } from './readings.ts';
import { pairWords, readPairs } from './slow-node.ts';
import { outcomeWords, verdictsOf } from './verdict.ts';

/** A panel, and the room around its picture, in pixels. */
const panel = { width: 440, height: 280, left: 74, right: 28, top: 34, bottom: 44 } as const;
const head = 64;
const lineHeight = 20;

/** Characters that a line of text below the panels has room for. */
const lineLength = 118;

/** A benchmark as a picture: a panel for each curve, earlier runs grey behind it, the spread as a band, and the verdicts as text. Simulated figures say so in it. */
export function svgOf(measurement: Measurement, earlier: readonly Measurement[] = []): string {
  const kinds = benchmarkKinds.filter((kind) => kind !== 'barrier' && readingsOf(seriesOf(measurement, kind)).length > 0);
  const words = wordsOf(measurement).flatMap((text) => wrapped(text, lineLength));
  const down = Math.ceil(kinds.length / 2);
  const width = panel.width * 2;
  const height = head + down * panel.height + words.length * lineHeight + 24;
  const { size, count, location, at, program, mpi, simulated } = measurement;
  const title = `${program}: ${count} × ${size} in ${location}`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>${escaped(`${title}${simulated ? ' (simulated)' : ''}`)}</title>`,
    `<desc>${escaped(words.join(' '))}</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(16, 28, title, 'font-size="18" font-weight="bold"'),
    text(
      16,
      48,
      `${at.slice(0, 16).replace('T', ' ')} UTC, ${mpi}${simulated ? '. SIMULATED: figures of the practice cloud, not of machines' : ''}`,
      simulated ? 'fill="#b00020"' : 'fill="#555"',
    ),
    ...kinds.flatMap((kind, index) => panelOf(kind, measurement, earlier, { x: (index % 2) * panel.width, y: head + Math.floor(index / 2) * panel.height })),
    ...words.map((line, index) => text(16, head + down * panel.height + (index + 1) * lineHeight, line)),
    '</svg>',
  ].join('\n')}\n`;
}

/** Verdicts, pairs and what ended early, a line each. */
function wordsOf(measurement: Measurement): readonly string[] {
  return [
    `Outcome: ${outcomeWords(measurement) || 'nothing was measured'}.`,
    ...verdictsOf(measurement).map(
      ({ kind, figure, words, source }) => `${kindWords[kind].title}: ${figure}. ${words}${source === undefined ? '' : ` Source: ${source}.`}`,
    ),
    ...(measurement.pairs.length > 0 ? [pairWords(readPairs(measurement.pairs), measurement.pairs)] : []),
    ...(measurement.cut === undefined ? [] : [`It ended early: ${measurement.cut}.`]),
  ];
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function panelOf(kind: BenchmarkKind, measurement: Measurement, earlier: readonly Measurement[], { x, y }: Place): readonly string[] {
  const readings = readingsOf(seriesOf(measurement, kind));
  const runs = earlier.map((one) => readingsOf(seriesOf(one, kind))).filter((run) => run.length > 0);
  const across = bytesAxis(readings.map(({ bytes }) => bytes));
  const up = figuresAxis([...readings, ...runs.flat()].flatMap(({ least, most }) => [least, most]));
  const wide = panel.width - panel.left - panel.right;
  const high = panel.height - panel.top - panel.bottom;
  const right = (bytes: number): number => x + panel.left + across.at(bytes) * wide;
  const down = (value: number): number => y + panel.top + (1 - up.at(value)) * high;
  const points = (run: readonly Reading[], value: (reading: Reading) => number = ({ median }) => median): string =>
    run.map((reading) => `${fixed(right(reading.bytes))},${fixed(down(value(reading)))}`).join(' ');
  const band = `${points(readings, ({ most }) => most)} ${points([...readings].reverse(), ({ least }) => least)}`;
  return [
    text(x + panel.left, y + 20, `${kindWords[kind].title} (${kindWords[kind].unit})`, 'font-weight="bold"'),
    ...grid(across, up, { x, y }, { right, down }),
    ...runs.map((run) => `<polyline points="${points(run)}" fill="none" stroke="#aaaaaa" stroke-width="1" stroke-dasharray="4 3"/>`),
    `<polygon points="${band}" fill="#1f6fb2" fill-opacity="0.18"/>`,
    `<polyline points="${points(readings)}" fill="none" stroke="#1f6fb2" stroke-width="2"/>`,
    ...readings.map(
      (reading) =>
        `<circle cx="${fixed(right(reading.bytes))}" cy="${fixed(down(reading.median))}" r="2.5" fill="#1f6fb2"><title>${bytesWords(reading.bytes)}: ${digits(reading.median)} ${kindWords[kind].unit} (${digits(reading.least)} to ${digits(reading.most)})</title></circle>`,
    ),
  ];
}

function grid(
  across: Axis,
  up: Axis,
  { x, y }: Place,
  { right, down }: { readonly right: (bytes: number) => number; readonly down: (value: number) => number },
): readonly string[] {
  const bottom = y + panel.height - panel.bottom;
  const end = x + panel.width - panel.right;
  return [
    ...up.ticks.flatMap((tick) => [
      `<line x1="${x + panel.left}" y1="${fixed(down(tick))}" x2="${end}" y2="${fixed(down(tick))}" stroke="#dddddd"/>`,
      text(x + panel.left - 6, down(tick) + 4, digits(tick).replace(/\.0+$/, ''), 'text-anchor="end" fill="#555"'),
    ]),
    ...across.ticks.flatMap((tick) => [
      `<line x1="${fixed(right(tick))}" y1="${y + panel.top}" x2="${fixed(right(tick))}" y2="${bottom}" stroke="#eeeeee"/>`,
      text(right(tick), bottom + 18, bytesWords(tick), 'text-anchor="middle" fill="#555"'),
    ]),
    `<rect x="${x + panel.left}" y="${y + panel.top}" width="${panel.width - panel.left - panel.right}" height="${panel.height - panel.top - panel.bottom}" fill="none" stroke="#999999"/>`,
  ];
}

const fixed = (value: number): string => value.toFixed(1);

const text = (x: number, y: number, words: string, how = ''): string =>
  `<text x="${fixed(x)}" y="${fixed(y)}"${how === '' ? '' : ` ${how}`}>${escaped(words)}</text>`;

const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Lines of at most so many characters, broken at blanks. */
function wrapped(words: string, length: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

import { type Axis, bytesAxis, figuresAxis } from '../../stages/figures/axis.ts';
import { bytesWords, digits, type Reading } from '../../stages/figures/readings.ts';
import { type Canvas, canvasOf, type Paint, type Point } from '../text/canvas.ts';
import { cut, type Line, line, type Segment, widthOf } from '../text/line.ts';
import type { Room } from './view.ts';

/** A curve, those of earlier runs behind it, and what it is to be held against. */
export interface Chart {
  readonly unit: string;
  readonly readings: readonly Reading[];
  /** Earlier runs, the newest first. */
  readonly earlier: readonly (readonly Reading[])[];
  /** A figure that it should be below, or above, and for which sizes that was said. */
  readonly limit?: { readonly value: number; readonly words: string; readonly from: number; readonly to: number };
  /** The reading at which the cursor stands. */
  readonly cursor: number;
}

/** Lines below the picture: the axis and its sizes. */
const axisLines = 2;
/** Least rows of a picture that shows a curve. */
export const leastChart = 5;

/** A chart with log axes in so many cells: the curve, runs before it as single dots, a limit, and the cursor with its mark on the axis. */
export function chartLines(chart: Chart, room: Room): readonly Line[] {
  const { readings, earlier, limit, unit } = chart;
  const rows = Math.max(leastChart, room.height - axisLines);
  const shown = [...readings, ...earlier.flat()];
  const across = bytesAxis(readings.map(({ bytes }) => bytes));
  const up = figuresAxis([...shown.map(({ median }) => median), ...(limit ? [limit.value] : [])]);
  const labels = labelsOf(up, rows, unit);
  const margin = Math.max(...labels.map(widthOf));
  const columns = Math.max(10, room.width - margin - 2);
  const canvas = canvasOf(columns, rows, room.glyphs.braille);
  const place = ({ bytes, value }: { readonly bytes: number; readonly value: number }): Point => ({
    x: across.at(bytes) * (canvas.across - 1),
    y: (1 - up.at(value)) * (canvas.down - 1),
  });
  const pointOf = ({ bytes, median }: Reading): Point => place({ bytes, value: median });
  draw(canvas, { chart, place, pointOf });
  const mark = readings[chart.cursor];
  if (mark) {
    const at = pointOf(mark);
    for (let y = 0; y < canvas.down; y += 1) canvas.sign(at.x, y, room.glyphs.bar, 'dim', true);
    canvas.sign(at.x, at.y, room.glyphs.path, 'strong');
  }
  const marked = mark ? Math.floor(Math.round(pointOf(mark).x) / (room.glyphs.braille ? 2 : 1)) : -1;
  return [
    ...canvas.lines().map((picture, index): Line => [{ text: `${(labels[index] ?? '').padStart(margin)} ${room.glyphs.bar}`, tone: 'dim' }, ...picture]),
    axisLine(margin, columns, marked, room),
    sizesLine(across, margin, columns),
  ];
}

const now: Paint = { tone: 'accent', plain: '*' };
const before: Paint = { tone: 'plain', plain: '.' };
const limiting: Paint = { tone: 'busy', plain: '-' };

interface Places {
  readonly chart: Chart;
  place(at: { readonly bytes: number; readonly value: number }): Point;
  pointOf(reading: Reading): Point;
}

/** What lies behind comes first. */
function draw(canvas: Canvas, { chart: { readings, earlier, limit }, place, pointOf }: Places): void {
  if (limit) {
    const from = place({ bytes: limit.from, value: limit.value });
    const to = place({ bytes: limit.to, value: limit.value });
    for (let x = from.x; x <= to.x; x += 2) canvas.dot(x, from.y, limiting);
  }
  // Dots alone, so that it is another shape and not only another colour.
  for (const run of earlier) for (const reading of run) canvas.dot(pointOf(reading).x, pointOf(reading).y, before);
  readings.forEach((reading, index) => {
    const to = pointOf(reading);
    canvas.stroke(pointOf(readings[index - 1] ?? reading), to, now);
  });
}

/** The figures beside the picture, each at its row; where two would share one, the first stays. The unit stands at the top. */
function labelsOf(up: Axis, rows: number, unit: string): readonly string[] {
  const labels: string[] = Array.from({ length: rows }, () => '');
  for (const tick of [...up.ticks].reverse()) {
    const row = Math.round((1 - up.at(tick)) * (rows - 1));
    if (labels[row] === '') labels[row] = row === 0 ? `${short(tick)} ${unit}` : short(tick);
  }
  return labels;
}

const short = (value: number): string => (value >= 1 ? String(value).replace(/\B(?=(\d{3})+$)/g, ',') : String(value));

function axisLine(margin: number, columns: number, marked: number, { glyphs }: Room): Line {
  const cells = Array.from({ length: columns }, (_, index) => (index === marked ? glyphs.joint : glyphs.rule)).join('');
  return [{ text: `${' '.repeat(margin + 1)}${glyphs.unicode ? '└' : '+'}${cells}`, tone: 'dim' }];
}

/** Sizes under the axis, as many as have room. */
function sizesLine(across: Axis, margin: number, columns: number): Line {
  let words = '';
  for (const tick of across.ticks) {
    const text = bytesWords(tick);
    const at = Math.max(0, Math.min(Math.round(across.at(tick) * (columns - 1)) - Math.floor(text.length / 2), columns - text.length));
    if (words !== '' && at < words.length + 1) continue;
    words = words.padEnd(at) + text;
  }
  return line(`${' '.repeat(margin + 2)}${words}`, 'dim');
}

/** What the signs of a chart mean, in one line. */
export function legendLine({ earlier, limit }: Chart, { width, glyphs }: Room): Line {
  const parts: Segment[] = [
    { text: `${glyphs.braille ? glyphs.heavy.repeat(2) : '**'} now`, tone: 'accent' },
    ...(earlier.length > 0 ? [{ text: `   ${glyphs.braille ? glyphs.dot : '.'} ${earlier.length === 1 ? '' : `${earlier.length} `}before` }] : []),
    ...(limit ? [{ text: `   ${glyphs.braille ? '⠤⠤' : '--'} ${limit.words}`, tone: 'busy' as const }] : []),
  ];
  let left = width;
  return parts.map((part) => {
    const text = cut(part.text, Math.max(0, left));
    left -= widthOf(text);
    return { ...part, text };
  });
}

/** What stands at the cursor: this run with its spread, and the ones before. */
export function readingWords({ readings, earlier, cursor, unit }: Chart): string {
  const reading = readings[cursor];
  if (!reading) return '';
  const olds = earlier.map((run) => run.find(({ bytes }) => bytes === reading.bytes)).filter((one) => one !== undefined);
  const spread = reading.times > 1 ? ` (${digits(reading.least)} to ${digits(reading.most)} in ${reading.times})` : '';
  const old = olds.length > 0 ? `; before: ${olds.map(({ median }) => digits(median)).join(', ')}` : '';
  return `${bytesWords(reading.bytes)}: ${digits(reading.median)} ${unit}${spread}${old}`;
}

import { expectedBandwidth, expectedLatency } from '../../stages/figures/expected.ts';
import { bytesWords, digits, kindWords, type Reading, readingsOf, seriesOf } from '../../stages/figures/readings.ts';
import { pairWords, readPairs } from '../../stages/figures/slow-node.ts';
import { apart } from '../../stages/figures/statistics.ts';
import { outcomeWords, type Verdict, verdictsOf, verdictWords } from '../../stages/figures/verdict.ts';
import { withNames } from '../../stages/lesson.ts';
import { type BenchmarkKind, benchmarkKinds, type Measurement } from '../../state/measurement.ts';
import { lessonNames } from '../model/names.ts';
import { chartAt, cursorAt, earlierOf, newestOf, pagesAt, resultsPageAt } from '../model/results.ts';
import type { WizardState } from '../model/state.ts';
import { cell, command, empty, type Line, line, paragraph, type Segment, type Tone } from '../text/line.ts';
import { type Chart, chartLines, leastChart, legendLine, readingWords } from './chart.ts';
import { pairLines, pairsHeard } from './pairs.ts';
import type { Room, View } from './view.ts';

/** Wider than any terminal: the figures are read out, and a picture would only be in the way. */
const readOutFrom = 500;

/** Lower than this, the picture matters more than all words of the verdict, which has a page of its own. */
const wordyFrom = 13;

/** Earlier runs that a chart shows: more would hide each other. */
const mostEarlier = 3;

/** The page of a benchmark: a chart to look along, the figures as a table, the pairs, and what they are worth. */
export function benchmarkView(state: WizardState, room: Room): View {
  const newest = newestOf(state);
  if (!newest) return { title: 'Benchmark', lines: [line('Nothing was measured yet', 'dim')], below: [] };
  const page = resultsPageAt(state);
  const verdicts = verdictsOf(newest);
  const words = outcomeWords(newest);
  const title = `Benchmark${words === '' ? '' : `: ${words}`}`;
  if (room.width >= readOutFrom) return { title: `${title}, ${page}`, lines: heard(state, newest, verdicts, room), below: [] };
  const head = [pagesLine(state, room), ...cutLines(newest, room)];
  const inner = { ...room, height: room.height - head.length };
  return { title, lines: [...head, ...pageLines(state, newest, verdicts, inner)], below: [] };
}

/** What a benchmark came to, for the screen of its stage. */
export function benchmarkOutcome(state: WizardState, room: Room): readonly Line[] {
  const newest = newestOf(state);
  if (!newest) return [];
  const judged = verdictsOf(newest).slice(0, 2);
  return [
    ...judged.flatMap((verdict) =>
      paragraph(`${signOf(verdict.is, room)} ${kindWords[verdict.kind].title} ${verdict.figure}: ${verdictWords[verdict.is]}`, room.width, toneOf[verdict.is]),
    ),
    ...paragraph(`${pairWords(readPairs(newest.pairs), newest.pairs)} b shows charts, the table and the pairs.`, room.width),
    empty,
  ];
}

function pageLines(state: WizardState, newest: Measurement, verdicts: readonly Verdict[], room: Room): readonly Line[] {
  const page = resultsPageAt(state);
  switch (page) {
    case 'latency':
    case 'bandwidth':
    case 'two-way':
    case 'all':
      return chartPage(state, newest, verdicts, room);
    case 'table':
      return tableLines(newest, room);
    case 'pairs':
      return pairLines(newest, room);
    case 'verdict':
      return verdictLines(state, newest, verdicts, room);
    default: {
      const never: never = page;
      return never;
    }
  }
}

/** The pages, the open one marked. */
function pagesLine(state: WizardState, { width }: Room): Line {
  const open = resultsPageAt(state);
  const pages = pagesAt(state);
  const wide = pages.join('   ').length + 2 <= width;
  return pages.flatMap((page, index): Segment[] => [
    { text: index === 0 ? '' : wide ? '   ' : ' ' },
    page === open ? { text: `[${page}]`, tone: 'accent' } : { text: page, tone: 'dim' },
  ]);
}

/** That not all of it was measured, and why. */
function cutLines({ cut, series }: Measurement, { width }: Room): readonly Line[] {
  const why = cut ?? series.find((one) => one.cut !== undefined)?.cut;
  return why === undefined ? [] : paragraph(`It ended early: ${why}. What came before is kept.`, width, 'bad');
}

const toneOf: Readonly<Record<Verdict['is'], Tone>> = { expected: 'good', slow: 'bad', 'too-good': 'bad', unknown: 'dim' };

const signOf = (is: Verdict['is'], { glyphs }: Room): string => (is === 'expected' ? glyphs.done : is === 'unknown' ? glyphs.dot : '!');

/** The verdict on one kind, as its chart has it above. */
function verdictParagraph(verdict: Verdict, room: Room): readonly Line[] {
  if (room.height < wordyFrom) return paragraph(`${signOf(verdict.is, room)} ${verdict.figure}: ${verdictWords[verdict.is]}`, room.width, toneOf[verdict.is]);
  const where = verdict.checks.length > 0 ? ' The page verdict says what to look at.' : '';
  return paragraph(`${signOf(verdict.is, room)} ${verdict.figure}. ${verdict.words}${where}`, room.width, toneOf[verdict.is]);
}

/** What a curve is held against. */
function limitOf(measurement: Measurement, kind: BenchmarkKind, readings: readonly Reading[]): Chart['limit'] {
  const most = readings.at(-1)?.bytes ?? 1;
  if (kind === 'latency') {
    const expected = expectedLatency(measurement);
    return expected && { value: expected.high, words: `small: at most ${expected.high} µs`, from: 0, to: Math.min(most, 64) };
  }
  const expected = kind === 'bandwidth' ? expectedBandwidth(measurement) : undefined;
  return expected && { value: expected.low, words: `large: at least ${digits(expected.low)} MB/s`, from: Math.min(most, 65_536), to: most };
}

function chartOf(state: WizardState, newest: Measurement, kind: BenchmarkKind): Chart {
  const readings = readingsOf(seriesOf(newest, kind));
  const limit = limitOf(newest, kind, readings);
  return {
    unit: kindWords[kind].unit,
    readings,
    earlier: earlierOf(state)
      .slice(0, mostEarlier)
      .map((one) => readingsOf(seriesOf(one, kind)))
      .filter((run) => run.length > 0),
    cursor: cursorAt(state).index,
    ...(limit ? { limit } : {}),
  };
}

function chartPage(state: WizardState, newest: Measurement, verdicts: readonly Verdict[], room: Room): readonly Line[] {
  const kind = chartAt(state) ?? 'latency';
  const chart = chartOf(state, newest, kind);
  const verdict = verdicts.find((one) => one.kind === kind);
  const words = verdict
    ? verdictParagraph(verdict, room)
    : paragraph(`${kindWords[kind].title}: no figure is published to compare it with.`, room.width, 'dim');
  const reading = paragraph(readingWords(chart), room.width, 'strong');
  const barrier =
    kind === 'allreduce'
      ? verdicts.filter((one) => one.kind === 'barrier').flatMap(({ figure }) => paragraph(`Barrier over all nodes: ${figure}.`, room.width))
      : [];
  const rest = room.height - words.length - reading.length - barrier.length - 1;
  // The reading stands above the picture: where it is low, the cursor's words stay in sight.
  return [...words, ...barrier, ...reading, ...chartLines(chart, { ...room, height: Math.max(leastChart + 2, rest) }), legendLine(chart, room)];
}

/** Kinds that fill a column of the table. */
const columnKinds = benchmarkKinds.filter((kind) => kind !== 'barrier');

/** All figures: median, and how far the repetitions lie apart. */
function tableLines(newest: Measurement, { width }: Room): readonly Line[] {
  const kinds = columnKinds.filter((kind) => readingsOf(seriesOf(newest, kind)).length > 0);
  const readings = new Map(kinds.map((kind) => [kind, new Map(readingsOf(seriesOf(newest, kind)).map((one) => [one.bytes, one]))]));
  const sizes = [...new Set([...readings.values()].flatMap((column) => [...column.keys()]))].sort((a, b) => a - b);
  const column = Math.min(24, Math.floor((width - 9) / Math.max(1, kinds.length)));
  const headLine = (words: (kind: (typeof columnKinds)[number]) => string, first: string): Line =>
    line(`${first.padStart(8)} ${kinds.map((kind) => cell(words(kind), column, true)).join('')}`, 'dim');
  const spread = (one: Reading): string => (one.times < 2 ? '' : column >= 17 ? ` ±${Math.round(apart(one) * 50)} %` : '');
  const heads: Readonly<Record<(typeof columnKinds)[number], string>> = {
    latency: 'latency',
    bandwidth: 'bandwidth',
    'bidirectional-bandwidth': 'two-way',
    allreduce: 'allreduce',
  };
  const barrier = readingsOf(seriesOf(newest, 'barrier'))[0];
  return [
    headLine((kind) => heads[kind], ''),
    headLine((kind) => kindWords[kind].unit, 'size'),
    ...sizes.map((bytes) =>
      line(
        `${bytesWords(bytes).padStart(8)} ${kinds
          .map((kind) => {
            const one = readings.get(kind)?.get(bytes);
            return cell(one ? `${digits(one.median)}${spread(one)}` : '', column, true);
          })
          .join('')}`,
      ),
    ),
    ...(barrier ? [empty, line(`Barrier over ${newest.count} nodes: ${digits(barrier.median)} µs`)] : []),
    empty,
    ...aboutLines(newest, width),
  ];
}

/** What was measured, with what, on what, when. */
const aboutLines = ({ program, mpi, count, size, location, at, simulated, series }: Measurement, width: number): readonly Line[] =>
  paragraph(
    `${simulated ? 'Simulated figures. ' : ''}${program} with ${mpi} on ${count} × ${size} in ${location}, ${at.slice(0, 16).replace('T', ' ')} UTC${series[0] ? `; two nodes: ${(seriesNodes(series) ?? []).join(' and ')}` : ''}. Medians of each figure's repetitions.`,
    width,
    'dim',
  );

const seriesNodes = (series: Measurement['series']): readonly string[] | undefined => series.find(({ kind }) => kind === 'latency')?.nodes ?? series[0]?.nodes;

/** All verdicts, and what to look at in order, each with its line. */
function verdictLines(state: WizardState, newest: Measurement, verdicts: readonly Verdict[], room: Room): readonly Line[] {
  const names = lessonNames(state);
  const checks = [...new Map(verdicts.flatMap((one) => one.checks.map((check) => [check.what, check] as const))).values()];
  return [
    ...verdicts.flatMap((verdict): Line[] => [
      [
        { text: `${signOf(verdict.is, room)} ${kindWords[verdict.kind].title}: `, tone: toneOf[verdict.is] },
        { text: verdict.figure, tone: 'strong' },
      ],
      ...paragraph(verdict.words, room.width - 2).map((one): Line => [{ text: '  ' }, ...one]),
      ...(verdict.source === undefined ? [] : paragraph(`Source: ${verdict.source}.`, room.width - 2, 'dim').map((one): Line => [{ text: '  ' }, ...one])),
    ]),
    ...(checks.length > 0 ? [empty, line('What to look at, in this order:', 'strong')] : []),
    ...checks.flatMap(({ what, why, command: by }, index) => [
      ...paragraph(`${index + 1}. ${what}. ${why}`, room.width, undefined, 3),
      ...command(withNames(by, names), room.width),
    ]),
    empty,
    ...aboutLines(newest, room.width),
  ];
}

/** The page read out: the chart as its figures, the matrix as what is odd in it. */
function heard(state: WizardState, newest: Measurement, verdicts: readonly Verdict[], room: Room): readonly Line[] {
  const page = resultsPageAt(state);
  const others = pagesAt(state).filter((one) => one !== page);
  const kind = chartAt(state);
  const rest = line(`Other pages, by tab: ${others.join(', ')}.`);
  if (page === 'pairs') return [...pairsHeard(newest), rest];
  if (page === 'table') return [...tableLines(newest, room), rest];
  if (page === 'verdict' || kind === undefined) return [...verdictLines(state, newest, verdicts, room), rest];
  const chart = chartOf(state, newest, kind);
  const verdict = verdicts.find((one) => one.kind === kind);
  const moved = state.results?.cursor !== undefined;
  return [
    ...(moved ? [line(readingWords(chart))] : []),
    ...cutLines(newest, room),
    ...(verdict ? [line(`${verdict.figure}. ${verdict.words}`)] : []),
    ...chart.readings.map((_, index) => line(readingWords({ ...chart, cursor: index }))),
    rest,
  ];
}

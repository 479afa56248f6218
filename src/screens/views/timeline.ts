import { road } from '../../stages/road.ts';
import type { StageId } from '../../state/stage-id.ts';
import { counted, span } from '../model/format.ts';
import type { WizardState } from '../model/state.ts';
import { type Bar, type Timeline, timelineOf, timelineTasks } from '../model/timeline.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { cell, empty, type Line, line, paragraph, type Segment, widthOf } from '../text/line.ts';
import { signOf } from './stage.ts';
import type { Room, View } from './view.ts';

/** Wider than any terminal: the lines are read out, and bars would only be in the way. */
const readOutFrom = 500;

/** Narrower than this, words give way to figures. */
const narrow = 70;

/** What ran when: bars by begin and end for the whole build, the critical path marked by sign, line and colour, and told in words. */
export function timelineView(state: WizardState, room: Room): View {
  const { width, glyphs } = room;
  const tasks = timelineTasks(state);
  const stages = new Set(tasks.map(({ stage }) => stage)).size;
  const timeline = timelineOf(state, room.height - 3 - stages, tasks);
  if (!timeline) return { title: 'Timeline', lines: [line('Nothing has run yet', 'dim')], below: [] };
  const words = [...pathLines(timeline, width), ...idleLines(timeline, width)];
  if (width >= readOutFrom)
    return { title: titleOf(timeline, width), lines: [...timeline.bars.map((bar) => line(barWords(bar, timeline))), ...words], below: [] };
  const columns = columnsOf(timeline, width);
  const ticks = ticksOf(timeline.wallSeconds, columns.bar);
  const lines = timeline.bars.flatMap((bar, index): readonly Line[] => [
    ...(bar.stage === timeline.bars[index - 1]?.stage ? [] : [headLine(timeline, bar.stage, columns, ticks, glyphs)]),
    barLine(bar, timeline, columns, ticks, glyphs),
  ]);
  const under: readonly Line[] = [
    axisLine(timeline, columns, ticks),
    [
      { text: `${glyphs.path} ${glyphs.heavy.repeat(3)}`, tone: 'accent' },
      { text: ` critical path${width < narrow ? '' : ': the rest waited for it'}   ${glyphs.rule.repeat(3)} ran beside it`, tone: 'dim' },
    ],
  ];
  // The axis stands under its bars where all fits, and stays in sight where the bars scroll.
  return lines.length + under.length + words.length + 1 <= room.height
    ? { title: titleOf(timeline, width), lines: [...lines, ...under, empty, ...words], below: [] }
    : { title: titleOf(timeline, width), lines: [...lines, empty, ...words], below: under };
}

const titleOf = ({ workSeconds, wallSeconds, running }: Timeline, width: number): string =>
  `${width < narrow ? '' : 'Timeline: '}${span(workSeconds)} of work in ${span(wallSeconds)}${running ? ' so far' : ''}`;

interface Columns {
  readonly title: number;
  readonly time: number;
  readonly bar: number;
}

function columnsOf({ bars }: Timeline, width: number): Columns {
  const time = 2 + bars.reduce((most, { from, to }) => Math.max(most, span((to - from) / 1000).length), 5);
  const longest = bars.reduce((most, { title }) => Math.max(most, widthOf(title)), 0);
  const title = Math.min(longest, Math.max(18, Math.floor(width * 0.32)));
  return { title, time, bar: Math.max(8, width - title - time - 4) };
}

/** Seconds at which the axis is marked: round ones, not closer than their words. */
function ticksOf(seconds: number, width: number): readonly number[] {
  const most = Math.max(2, Math.floor(width / 8));
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
  const step = steps.find((one) => seconds / one <= most) ?? 86_400 * Math.ceil(seconds / most / 86_400);
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
}

/** The column of a moment. */
const columnOf = (seconds: number, { wallSeconds }: Timeline, { bar }: Columns): number =>
  Math.max(0, Math.min(bar - 1, Math.round((seconds / Math.max(0.1, wallSeconds)) * (bar - 1))));

type Paint = { readonly sign: string; readonly tone: Segment['tone'] };

/** Cells with their tones as segments, as few as can be. */
function segmentsOf(cells: readonly Paint[]): readonly Segment[] {
  const segments: { text: string; tone?: Segment['tone'] }[] = [];
  for (const { sign, tone } of cells) {
    const last = segments.at(-1);
    if (last && last.tone === tone) last.text += sign;
    else segments.push(tone === undefined ? { text: sign } : { text: sign, tone });
  }
  return segments as readonly Segment[];
}

const gridOf = (timeline: Timeline, columns: Columns, ticks: readonly number[], glyphs: Glyphs): Paint[] => {
  const at = new Set(ticks.map((tick) => columnOf(tick, timeline, columns)));
  return Array.from({ length: columns.bar }, (_, index) => ({ sign: at.has(index) ? glyphs.bar : ' ', tone: 'dim' as const }));
};

function barLine(bar: Bar, timeline: Timeline, columns: Columns, ticks: readonly number[], glyphs: Glyphs): Line {
  const { sign, tone } = signOf(bar.state, glyphs);
  const cells = gridOf(timeline, columns, ticks, glyphs);
  const onPath = bar.path.length > 0;
  const paint = (from: number, to: number, paint: Paint): number => {
    const first = columnOf(timeline.at(from), timeline, columns);
    const last = Math.max(first, columnOf(timeline.at(to), timeline, columns));
    cells.fill(paint, first, last + 1);
    return last;
  };
  const ran = bar.state !== 'skipped';
  const last = ran ? paint(bar.from, bar.to, { sign: glyphs.rule, tone: 'plain' }) : 0;
  for (const { from, to } of bar.path) paint(from, to, { sign: glyphs.heavy, tone: 'accent' });
  if (bar.state === 'making' || bar.state === 'observing') cells[last] = { sign: glyphs.here, tone: 'busy' };
  if (bar.state === 'failed') cells[last] = { sign: glyphs.failed, tone: 'bad' };
  const time = ran ? span((bar.to - bar.from) / 1000) : 'not tried';
  return [
    { text: `${sign} `, tone },
    { text: cell(bar.title, columns.title), ...(onPath ? { tone: 'strong' as const } : {}) },
    { text: cell(time, columns.time, true) },
    { text: onPath ? ` ${glyphs.path}` : '  ', tone: 'accent' },
    ...segmentsOf(cells),
  ];
}

function headLine(timeline: Timeline, stage: StageId, columns: Columns, ticks: readonly number[], glyphs: Glyphs): Line {
  const about = road.find(({ id }) => id === stage);
  const bars = timeline.bars.filter((bar) => bar.stage === stage);
  const from = Math.min(...bars.map((bar) => timeline.at(bar.from)));
  const to = Math.max(...bars.map((bar) => timeline.at(bar.to)));
  return [
    { text: cell(`${about?.number ?? ''} ${about?.title ?? stage}`.trim(), columns.title + 2), tone: 'dim' },
    { text: cell(span(to - from), columns.time, true), tone: 'dim' },
    { text: '  ' },
    ...segmentsOf(gridOf(timeline, columns, ticks, glyphs)),
  ];
}

/** The times under the bars; where something runs, the right end is now. */
function axisLine(timeline: Timeline, columns: Columns, ticks: readonly number[]): Line {
  const lead = ' '.repeat(columns.title + columns.time + 4);
  const end = timeline.running ? 'now' : '';
  let words = '';
  for (const tick of ticks) {
    const text = tick === 0 ? '0' : span(tick).replace(/ 00 (s|min)$/, '');
    const at = Math.min(columnOf(tick, timeline, columns), columns.bar - (end === '' ? 0 : end.length + 1) - text.length);
    if (at < words.length + (words === '' ? 0 : 1)) continue;
    words = words.padEnd(at) + text;
  }
  return [{ text: lead }, { text: words.padEnd(columns.bar - end.length), tone: 'dim' }, { text: end, tone: 'busy' }];
}

/** The critical path in words, the first task first. */
function pathLines({ path, pathSeconds, wallSeconds, running }: Timeline, width: number): readonly Line[] {
  if (path.length === 0) return [];
  const last = path.at(-1);
  const words = `Critical path, ${span(pathSeconds)} of ${span(wallSeconds)}: ${path.map(({ title }) => title).join(' → ')}${running && last ? ', which still runs' : ''}.`;
  return paragraph(words, width);
}

const idleLines = ({ idleSeconds }: Timeline, width: number): readonly Line[] =>
  idleSeconds < 1 ? [] : paragraph(`Nothing ran for ${span(idleSeconds)} between the stages; the axis leaves that out.`, width, 'dim');

/** A bar read out. */
function barWords(bar: Bar, timeline: Timeline): string {
  const path = bar.path.length > 0 ? ', on the critical path' : '';
  if (bar.state === 'skipped') return `${bar.title}: not tried`;
  const open = bar.state === 'making' || bar.state === 'observing';
  const times = `from ${span(timeline.at(bar.from))} ${open ? 'on, still running' : `to ${span(timeline.at(bar.to))}`}`;
  return `${bar.title}${bar.count > 1 ? `, ${counted(bar.count, 'task')}` : ''}: ${bar.state === 'failed' ? 'failed, ' : ''}${times}${path}`;
}

import { isChosen, isOffered } from '../model/offered.ts';
import { lessonOn, nextStage } from '../model/where.ts';
import { withNames } from '../../stages/lesson.ts';
import { road } from '../../stages/road.ts';
import type { StageId } from '../../state/stage-id.ts';
import { counted, span, usuallyAfter } from '../model/format.ts';
import { lessonNames } from '../model/names.ts';
import { isOver, kindOf, type ProgressRow, progressRows, secondsOf, slowestOf, tasksOf } from '../model/progress.ts';
import type { Screen } from '../model/screen.ts';
import type { TaskView } from '../model/task-view.ts';
import type { WizardState } from '../model/state.ts';
import { cell, command, cut, empty, type Line, line, paragraph, widthOf, wrapped } from '../text/line.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { markdownLines } from '../text/markdown.ts';
import { benchmarkOutcome } from './benchmark.ts';
import type { Room, View } from './view.ts';

/** A stage: its short text and its commands before it runs, the progress of its tasks while it does, what came of it after. */
export function stageView(state: WizardState, { stage, phase }: Extract<Screen, { at: 'stage' }>, room: Room): View {
  const about = road.find(({ id }) => id === stage);
  const lesson = lessonOn(state, stage);
  const short = lesson ? markdownLines(withNames(lesson.short, lessonNames(state)), room.width) : [];
  const title = `${about?.number ?? ''}  ${lesson?.title ?? about?.title ?? stage}`;
  switch (phase) {
    case 'explained':
      return { title, lines: [...short, empty, ...commandLines(state, stage, room)], below: [] };
    case 'running':
      return { title, ...runningView(state, stage, short, room) };
    case 'done':
      return { title, ...doneView(state, stage, room) };
    default: {
      const never: never = phase;
      return never;
    }
  }
}

function commandLines(state: WizardState, stage: StageId, { width }: Room): readonly Line[] {
  const planned = (state.planned[stage] ?? []).filter(({ commands }) => commands.length > 0);
  if (planned.length === 0) return [];
  const kinds = new Map(planned.map((task) => [kindOf(task.id), task]));
  const each = kinds.size < planned.length && planned.length > 6;
  const shown = each ? [...kinds.values()].map((last) => planned.find(({ id }) => kindOf(id) === kindOf(last.id)) ?? last) : planned;
  return [
    ...paragraph(each ? 'By hand it would be these, and those for one node again for each:' : 'By hand it would be:', width, 'strong'),
    ...shown.flatMap(({ commands }) => commands.flatMap((one) => command(one, width))),
  ];
}

/** Room from which a line is spared to say that leaving is no loss. */
const leavingFrom = 14;

/** The progress, the last things that happened, and that one may go: leaving is the pause. */
function runningView(state: WizardState, stage: StageId, short: readonly Line[], room: Room): Pick<View, 'lines' | 'below'> {
  const below =
    room.height < leavingFrom ? [] : paragraph('q leaves at any moment: what Azure is doing goes on there, and rank0 finds it again.', room.width, 'dim');
  const rest = { ...room, height: room.height - below.length };
  const lines = runningLines(state, stage, short, rest);
  return { lines: [...lines, ...tailLines(state, rest, rest.height - lines.length)], below };
}

/** Progress must be in sight; the text, read before Enter, goes first where there is too little room for both, then the command. */
function runningLines(state: WizardState, stage: StageId, short: readonly Line[], room: Room): readonly Line[] {
  const said = saidLines(state, room);
  const now = nowLines(state, stage, room);
  const waiting = waitingLines(state, stage, room);
  const each = [...progressLines(state, stage, room, room.height - said.length - now.length - short.length - waiting.length - 1), ...waiting];
  const tasks = said.length + now.length + each.length <= room.height ? each : [...progressLines(state, stage, room, 1), ...waiting];
  const head = [...short, empty, ...said, ...now];
  if (head.length + tasks.length <= room.height) return [...head, ...tasks];
  return [...said, ...(said.length + now.length + tasks.length <= room.height ? now : []), ...tasks];
}

/** The slowest thing, in words. */
function waitingLines(state: WizardState, stage: StageId, { width }: Room): readonly Line[] {
  const slowest = slowestOf(tasksOf(state, stage), state.worldNow);
  if (!slowest) return [];
  const usual = slowest.usualSeconds ? usuallyAfter(slowest.usualSeconds, secondsOf(slowest, state.worldNow)) : '';
  const beside = tasksOf(state, stage).filter((task) => !isOver(task)).length - 1;
  const what = [slowest.waitingFor, usual, beside > 0 ? `${counted(beside, 'task')} beside it` : '']
    .filter((text) => text !== undefined && text !== '')
    .join('; ');
  return what === '' ? [] : [empty, ...paragraph(`Waiting for ${slowest.title}: ${what}`, width, 'busy')];
}

/** What the person has to do meanwhile. */
const saidLines = (state: WizardState, { width }: Room): readonly Line[] =>
  state.running?.said === undefined ? [] : [...paragraph(state.running.said, width, 'strong'), empty];

/** The command of what takes longest now. */
function nowLines(state: WizardState, stage: StageId, { width }: Room): readonly Line[] {
  const slowest = slowestOf(tasksOf(state, stage), state.worldNow);
  const first = state.planned[stage]?.find(({ id }) => id === slowest?.id)?.commands[0];
  if (first === undefined) return [];
  const lines = command(first, width);
  return [...(lines.length <= 3 ? lines : [...lines.slice(0, 2), line('    … y copies all of it', 'dim')]), empty];
}

/** One line a task, or a kind of task where there is less room. */
export function progressLines(state: WizardState, stage: StageId, room: Room, most: number): readonly Line[] {
  return rowsLines(tasksOf(state, stage), state.worldNow, room, most);
}

/** The same for any tasks. */
export function rowsLines(tasks: readonly TaskView[], worldNow: number, room: Room, most: number): readonly Line[] {
  const rows = progressRows(tasks, worldNow, Math.max(1, most));
  if (rows.length === 0) return [line('Looking what is there already', 'dim')];
  return rows.map((row) => progressLine(row, columnsOf(rows, room), room));
}

/** Widths of a row's title and time. */
interface Columns {
  readonly title: number;
  readonly time: number;
}

/** Titles get what they need, but where something is said beside them it keeps some room. */
function columnsOf(rows: readonly ProgressRow[], { width }: Room): Columns {
  const time = Math.max(5, ...rows.map((row) => timeOf(row).length));
  const longest = Math.max(0, ...rows.map((row) => widthOf(row.title)));
  const talking = rows.some((row) => (row.said !== undefined && row.said !== '') || row.usualSeconds !== undefined);
  return { title: Math.min(longest, talking ? Math.max(20, Math.min(width - time - 18, 40), Math.floor(width * 0.5)) : width - time - 5), time };
}

const timeOf = ({ seconds }: ProgressRow): string => (seconds >= 0.05 ? span(seconds) : '');

/** What stands beside a row: its state where the sign is not enough, how long it usually takes, what it said. */
function besides(row: ProgressRow, glyphs: Glyphs): string {
  const quiet = row.said !== undefined && (row.state === 'observing' || row.state === 'unchanged');
  const usual = row.usualSeconds && row.state !== 'observing' ? usuallyAfter(row.usualSeconds, row.seconds) : '';
  return [quiet ? '' : signOf(row.state, glyphs).word, usual, row.said?.split('\n')[0] ?? ''].filter((text) => text !== '').join(', ');
}

/** Cells that are left beside a row. */
const roomBeside = ({ title, time }: Columns, width: number): number => Math.max(0, width - title - time - 5);

function progressLine(row: ProgressRow, columns: Columns, { width, glyphs }: Room): Line {
  const { sign, tone } = signOf(row.state, glyphs);
  const looking = row.state === 'observing' && row.said === undefined;
  return [
    { text: sign, tone },
    { text: ` ${cell(row.title, columns.title)} ${cell(timeOf(row), columns.time, true)}`, ...(looking ? { tone: 'dim' as const } : {}) },
    { text: `  ${cut(besides(row, glyphs), roomBeside(columns, width))}`, tone: 'dim' },
  ];
}

/** A task's state as a sign, a tone, and the word that says it where the sign is not enough. */
export function signOf(state: ProgressRow['state'], glyphs: Glyphs): { sign: string; tone: 'good' | 'bad' | 'busy' | 'dim'; word: string } {
  switch (state) {
    case 'done':
      return { sign: glyphs.done, tone: 'good', word: '' };
    case 'unchanged':
      return { sign: glyphs.done, tone: 'good', word: 'was so' };
    case 'failed':
      return { sign: glyphs.failed, tone: 'bad', word: 'failed' };
    case 'skipped':
      return { sign: glyphs.skipped, tone: 'dim', word: 'not tried' };
    case 'making':
      return { sign: glyphs.busy, tone: 'busy', word: '' };
    case 'observing':
      return { sign: glyphs.dot, tone: 'dim', word: 'looking' };
    default: {
      const never: never = state;
      return never;
    }
  }
}

/** What came of a stage: every task, with all that it said; grouped where that is too long. What Enter does stays in sight. */
function doneView(state: WizardState, stage: StageId, room: Room): Pick<View, 'lines' | 'below'> {
  const below = nextLines(state, stage, room);
  const most = room.height - below.length;
  const tasks = tasksOf(state, stage);
  const each = outcomeLines(progressRows(tasks, state.worldNow, tasks.length), room);
  const verdict = stage === 'benchmark' ? benchmarkOutcome(state, room) : [];
  const rest = most - verdict.length;
  const lines = [...verdict, ...(each.length <= rest ? each : outcomeLines(progressRows(tasks, state.worldNow, 1), room))];
  return { lines: [...lines, ...tailLines(state, room, most - lines.length)], below };
}

/** All that a task said stands below it where it has several lines or does not fit beside. */
function outcomeLines(rows: readonly ProgressRow[], room: Room): readonly Line[] {
  const columns = columnsOf(rows, room);
  return rows.flatMap((row) => {
    const said = (row.said ?? '').split('\n').filter((text) => text !== '');
    if (said.length <= 1 && widthOf(besides(row, room.glyphs)) <= roomBeside(columns, room.width)) return [progressLine(row, columns, room)];
    const below = said.flatMap((text) => wrapped(text, room.width - 4)).map((text): Line => [{ text: `    ${text}`, tone: 'code' }]);
    return [progressLine({ ...row, said: '' }, columns, room), ...below];
  });
}

function nextLines(state: WizardState, stage: StageId, { width }: Room): readonly Line[] {
  const next = road.find(({ id }) => id === nextStage(state, stage));
  if (!next) return [];
  const words =
    next.id === 'your-cluster'
      ? 'Enter goes on to your cluster.'
      : isOffered(next.id) && !isChosen(state, next.id)
        ? `Enter goes on to ${next.number}, ${next.title}, which need not be.`
        : `Enter goes on to ${next.number}, ${next.title}; it shows first what it will do.`;
  return [empty, ...paragraph(`This stage is done. ${words}`, width)];
}

/** The last things that happened, where there is room for them. */
function tailLines(state: WizardState, room: Room, most: number): readonly Line[] {
  if (most < 3) return [];
  return [
    empty,
    line('Log', 'strong'),
    ...state.log
      .slice(-(most - 2))
      .map((one): Line => [{ text: `${one.time.slice(11, 19)} `, tone: 'dim' }, { text: cut(one.text.split('\n')[0] ?? '', room.width - 9) }]),
  ];
}

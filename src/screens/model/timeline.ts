import { type StageId, stageIds } from '../../state/stage-id.ts';
import { isOver, kindOf, pluralOf, secondsOf } from './progress.ts';
import type { TaskView } from './task-view.ts';
import type { WizardState } from './state.ts';

/** A piece of time, in milliseconds on the world's clock. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** One line of the timeline: a task, or all tasks of a kind where there are too many for a line each. */
export interface Bar extends Stretch {
  readonly title: string;
  readonly stage: StageId;
  readonly state: TaskView['state'];
  /** How many tasks it stands for. */
  readonly count: number;
  /** Which parts of it are on the critical path; empty where none is. */
  readonly path: readonly Stretch[];
}

/** What ran when, and what the rest waited for. */
export interface Timeline {
  readonly bars: readonly Bar[];
  /** Tasks that the whole waited for, in order: each one began when the one before it had ended. */
  readonly path: readonly TaskView[];
  /** Sum of what all tasks took. */
  readonly workSeconds: number;
  /** Time in which anything ran. */
  readonly wallSeconds: number;
  /** Time between stages in which nothing ran. */
  readonly idleSeconds: number;
  readonly pathSeconds: number;
  readonly running: boolean;
  /** Seconds of work before a moment: what the axis counts, so that a pause takes no room. */
  at(time: number): number;
}

/** Waits shorter than this between two tasks are the engine's own, in milliseconds. */
const slack = 1000;

/** Tasks of the build; those of the plan while there are no others. */
export function timelineTasks(state: WizardState): readonly TaskView[] {
  const all = Object.values(state.tasks);
  const building = all.filter(({ stage }) => stage !== 'sign-in' && stage !== 'plan');
  return building.length > 0 ? building : all;
}

/** The timeline with at most `most` bars where grouping the tasks by kind brings that; undefined before anything ran. */
export function timelineOf(state: WizardState, most: number, tasks = timelineTasks(state)): Timeline | undefined {
  if (tasks.length === 0) return undefined;
  const span = (task: TaskView): Stretch => ({ from: task.since, to: task.since + secondsOf(task, state.worldNow) * 1000 });
  const path = criticalPath(state, tasks, span);
  const onPath = new Set(path.map(({ id }) => id));
  const busy = busyTimes(tasks.map(span));
  const wall = busy.reduce((sum, { from, to }) => sum + to - from, 0);
  const first = busy[0]?.from ?? 0;
  const last = busy.at(-1)?.to ?? first;
  const groups = tasks.length <= most ? tasks.map((task) => [task]) : [...Map.groupBy(tasks, ({ id }) => kindOf(id)).values()];
  const bars = groups.map((members) => barOf(members, span, onPath));
  return {
    bars: bars.sort((a, b) => stageIds.indexOf(a.stage) - stageIds.indexOf(b.stage) || a.from - b.from || a.to - b.to),
    path,
    workSeconds: tasks.reduce((sum, task) => sum + secondsOf(task, state.worldNow), 0),
    wallSeconds: wall / 1000,
    idleSeconds: (last - first - wall) / 1000,
    pathSeconds: busyTimes(path.map(span)).reduce((sum, { from, to }) => sum + to - from, 0) / 1000,
    running: tasks.some((task) => !isOver(task)),
    at: (time) => busy.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(time, to) - from), 0) / 1000,
  };
}

function barOf(members: readonly TaskView[], span: (task: TaskView) => Stretch, onPath: ReadonlySet<string>): Bar {
  const [only] = members as [TaskView];
  const spans = members.map(span);
  const open = members.find((task) => !isOver(task));
  const failed = members.find(({ state }) => state === 'failed');
  return {
    title: members.length === 1 ? only.title : `${pluralOf(kindOf(only.id))} (${members.length})`,
    stage: only.stage,
    state: (failed ?? open ?? members.find(({ state }) => state === 'done') ?? only).state,
    count: members.length,
    from: spans.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY),
    to: spans.reduce((most, { to }) => Math.max(most, to), 0),
    path: members.filter(({ id }) => onPath.has(id)).map(span),
  };
}

/** Times in which anything ran, in order and apart from each other. */
function busyTimes(spans: readonly Stretch[]): readonly Stretch[] {
  const times: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = times.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else times.push({ from, to });
  }
  return times;
}

/**
 * Backwards from what ended last (or has run longest): of each task's needs the one that ended last. A task that began well
 * after its needs had waited for its turn, so the path goes on with the one of its kind that ended then. A task without needs
 * in its own stage goes on with the stage before it.
 */
function criticalPath(state: WizardState, tasks: readonly TaskView[], span: (task: TaskView) => Stretch): readonly TaskView[] {
  const ran = tasks.filter((task) => task.state !== 'skipped');
  const needs = new Map(Object.values(state.planned).flatMap((planned) => planned.map((task) => [task.id, task.needs] as const)));
  const byId = new Map(ran.map((task) => [task.id, task]));
  const end = (task: TaskView): number => span(task).to;
  const lastOf = (some: readonly TaskView[]): TaskView | undefined =>
    some.reduce<TaskView | undefined>((late, task) => (late === undefined || end(task) > end(late) ? task : late), undefined);
  const running = ran.filter((task) => !isOver(task));
  const path: TaskView[] = [];
  const seen = new Set<string>();
  let at = running.length > 0 ? running.reduce((long, task) => (task.since < long.since ? task : long)) : lastOf(ran);
  while (at && !seen.has(at.id)) {
    const task: TaskView = at;
    seen.add(task.id);
    path.unshift(task);
    const before = (fits: (one: TaskView) => boolean): TaskView | undefined =>
      lastOf(ran.filter((one) => one !== task && fits(one) && isOver(one) && end(one) <= task.since + slack / 2));
    const needed = lastOf((needs.get(task.id) ?? []).flatMap((id) => byId.get(id) ?? []));
    const turn = needed && end(needed) < task.since - slack ? before((one) => kindOf(one.id) === kindOf(task.id) && end(one) > end(needed)) : undefined;
    at = turn ?? needed ?? before(({ stage }) => stageIds.indexOf(stage) < stageIds.indexOf(task.stage));
  }
  return path;
}

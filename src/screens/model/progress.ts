import type { StageId } from '../../state/stage-id.ts';
import type { TaskView } from './task-view.ts';
import type { WizardState } from './state.ts';

/** A line about one task, or about all tasks of a kind (`machine/NAME`) where there are too many for a line each. */
export interface ProgressRow {
  readonly title: string;
  readonly state: TaskView['state'];
  readonly seconds: number;
  readonly usualSeconds?: readonly [number, number];
  /** What is waited for, or what was found. */
  readonly said?: string;
}

const byStage = new WeakMap<WizardState['tasks'], Map<StageId, TaskView[]>>();

/** Tasks of a stage in the order in which they were first heard of. Sorted out once for each state. */
export function tasksOf(state: WizardState, stage: StageId): readonly TaskView[] {
  const stages = byStage.get(state.tasks) ?? sortedOut(state.tasks);
  return stages.get(stage) ?? [];
}

function sortedOut(tasks: WizardState['tasks']): Map<StageId, TaskView[]> {
  const stages = Map.groupBy(Object.values(tasks), ({ stage }) => stage);
  byStage.set(tasks, stages);
  return stages;
}

/** Seconds a task took, or has taken so far. */
export const secondsOf = (task: TaskView, worldNow: number): number =>
  isOver(task) ? (task.spentSeconds ?? 0) : Math.max(task.spentSeconds ?? 0, (worldNow - task.since) / 1000);

/** Seconds as they are shown: of what still runs only whole ones, for a figure that changes all the time cannot be read. */
const shownSeconds = (task: TaskView, worldNow: number): number => (isOver(task) ? secondsOf(task, worldNow) : Math.floor(secondsOf(task, worldNow)));

export const isOver = ({ state }: Pick<TaskView, 'state'>): boolean => state !== 'observing' && state !== 'making';

/** One row a task where `most` allows it, else one a kind. */
export function progressRows(tasks: readonly TaskView[], worldNow: number, most: number): readonly ProgressRow[] {
  if (tasks.length <= most) return tasks.map((task) => rowOf(task, worldNow));
  const kinds = new Map<string, TaskView[]>();
  for (const task of tasks) {
    const kind = kindOf(task.id);
    const members = kinds.get(kind);
    if (members) members.push(task);
    else kinds.set(kind, [task]);
  }
  return [...kinds].map(([kind, members]) => (members.length === 1 ? rowOf(members[0] as TaskView, worldNow) : groupRow(kind, members, worldNow)));
}

/** Parts before the stroke that name a stage and no kind: what follows is no node. */
const onesOfTheirKind = new Set(['hello', 'plan', 'down', 'osu', 'benchmark', 'shared', 'prune']);

/** `machine` of `machine/glocluster0`; a task that is one of its kind is a kind of its own. */
export function kindOf(id: string): string {
  const slash = id.indexOf('/');
  if (slash < 0) return id;
  const kind = id.slice(0, slash);
  if (!onesOfTheirKind.has(kind)) return kind;
  // `shared/mount/NAME` is one for each node, `shared/verify` one alone.
  const second = id.indexOf('/', slash + 1);
  return second < 0 || kind === 'down' ? id : id.slice(0, second);
}

function rowOf(task: TaskView, worldNow: number): ProgressRow {
  const said = isOver(task) ? task.message : (task.waitingFor ?? task.message);
  return {
    title: task.title,
    state: task.state,
    seconds: shownSeconds(task, worldNow),
    ...(task.usualSeconds && !isOver(task) ? { usualSeconds: task.usualSeconds } : {}),
    ...(said === undefined ? {} : { said }),
  };
}

const plurals: Readonly<Record<string, string>> = {
  provider: 'resource providers',
  address: 'public addresses',
  nic: 'network cards',
  machine: 'machines',
  osu: 'the benchmark programs',
  benchmark: 'measurements',
  'host-key': 'host keys',
  login: 'first logins',
  'cloud-init': 'cloud-init',
  key: "the cluster's key on each node",
  'known-hosts': 'known hosts',
  'shared/packages': 'packages for shared files',
  'shared/mount': 'mounts of /scratch',
  'shared/unmount': 'nodes that let go of /scratch',
};

/** Tasks of a kind in words. */
export const pluralOf = (kind: string): string => plurals[kind] ?? `${kind}s`;

function groupRow(kind: string, members: readonly TaskView[], worldNow: number): ProgressRow {
  const over = members.filter(isOver).length;
  const failed = members.find(({ state }) => state === 'failed');
  const slowest = slowestOf(members, worldNow);
  const state = failed
    ? 'failed'
    : slowest
      ? members.some((one) => one.state === 'making')
        ? 'making'
        : 'observing'
      : members.every((one) => one.state === 'unchanged')
        ? 'unchanged'
        : 'done';
  const said = failed?.message ?? (slowest?.waitingFor === undefined ? undefined : `${slowest.node ?? slowest.title}: ${slowest.waitingFor}`);
  return {
    title: `${pluralOf(kind)}${over < members.length ? ` ${over} of ${members.length}` : ` (${members.length})`}`,
    state,
    seconds: members.reduce((most, one) => Math.max(most, shownSeconds(one, worldNow)), 0),
    ...(slowest?.usualSeconds ? { usualSeconds: slowest.usualSeconds } : {}),
    ...(said === undefined ? {} : { said }),
  };
}

/** The task that has run longest and still does. */
export const slowestOf = (tasks: readonly TaskView[], worldNow: number): TaskView | undefined =>
  tasks.reduce<TaskView | undefined>(
    (slowest, task) => (isOver(task) || (slowest && secondsOf(slowest, worldNow) >= secondsOf(task, worldNow)) ? slowest : task),
    undefined,
  );

/** Share of a stage's tasks that are over, of those that are known to come. */
export function shareDone(state: WizardState, stage: StageId): number {
  const known = Math.max(tasksOf(state, stage).length, state.planned[stage]?.length ?? 0);
  return known === 0 ? 0 : tasksOf(state, stage).filter(isOver).length / known;
}

import type { Task } from '../../engine/task.ts';
import type { JournalEvent, TaskEvent } from '../../state/events.ts';
import { spentUntil } from '../../state/money.ts';
import { emptySession, fold, type Session } from '../../state/session.ts';
import { type StageId, stageIds } from '../../state/stage-id.ts';
import { lessonOf, type LessonNames, withNames } from '../lesson.ts';
import { namesOf } from '../node-names.ts';
import { definitionsOf, linesOf, blueprintOf, type Remembered } from './definitions.ts';
import { historiesOf, type TaskHistory } from './runs.ts';
import { exportVersion, type Story, type ToldStage, type ToldStep, type ToldTask } from './schema.ts';

/** Tells what ran on a cluster, from its journal and the definitions of its tasks. Nothing is taken out of it yet. */
export function storyOf(remembered: Remembered, events: readonly JournalEvent[], madeBy: string): Story {
  const { choices, session } = remembered;
  const definitions = definitionsOf(remembered);
  const { imageReference: image } = blueprintOf(remembered);
  const toldUntil = events.at(-1)?.time ?? '';
  const stages = stagesOf(remembered, events, definitions);
  return {
    format: 'rank0-export',
    version: exportVersion,
    madeBy,
    toldUntil,
    withAddresses: true,
    cluster: {
      name: choices.name,
      cloud: choices.cloud,
      simulated: choices.cloud === 'practice',
      resourceGroup: choices.resourceGroup,
      location: choices.location,
      network: choices.network,
      size: choices.size,
      count: choices.count,
      image: `${image.publisher}:${image.offer}:${image.sku}:${image.version}`,
      imageVersion: session.found?.exactVersion ?? image.version,
      adminUsername: choices.adminUsername,
      sshSource: choices.sshSource,
      sharedFiles: session.shared?.kind ?? 'none',
      pruned: session.nodes.length > 1 && session.nodes.every(({ role, publicAddress }) => role === 'head' || publicAddress === undefined),
      ownCustomData: choices.customData !== undefined,
      result: session.result ?? 'unfinished',
      createdAt: session.createdAt ?? toldUntil,
      ...(session.price === undefined ? {} : { price: session.price }),
      spent: spentUntil(session, Date.parse(toldUntil)),
    },
    nodes: session.nodes.map(({ name, role, privateAddress, publicAddress }) => ({
      name,
      role,
      privateAddress,
      ...(publicAddress === undefined ? {} : { publicAddress }),
    })),
    stages,
    measurements: session.measurements ?? [],
  };
}

function stagesOf(remembered: Remembered, events: readonly JournalEvent[], definitions: ReadonlyMap<string, Task>): ToldStage[] {
  const { choices, session } = remembered;
  const histories = historiesOf(events.filter((event): event is TaskEvent => event.type === 'task'));
  const nodes = namesOf(choices, session);
  const names: LessonNames = {
    cluster: choices.name,
    group: choices.resourceGroup,
    location: choices.location,
    size: choices.size,
    count: choices.count,
    user: choices.adminUsername,
    source: choices.sshSource,
    ...(nodes.length > 0 ? { head: nodes[0] as string, last: nodes.at(-1) as string } : {}),
  };
  const ran = stageIds.flatMap((id) => {
    const own = histories.filter(({ stage }) => stage === id);
    return own.length === 0 ? [] : [{ id, own, began: earliest(own), ended: latest(own) }];
  });
  const spentAt = spendingOf(choices.name, events);
  let before = 0;
  return ran.map(({ id, own, began, ended }) => {
    const lesson = lessonOf(id === 'nodes' && choices.network === 'infiniband' ? 'nodes-infiniband' : id);
    const dollarsByThen = Math.max(before, spentAt(ended));
    const dollars = dollarsByThen - before;
    before = dollarsByThen;
    return {
      id,
      title: lesson.title,
      why: withNames(lesson.short, names),
      page: withNames(lesson.page, names),
      ...{ began, ended, seconds: seconds(began, ended), dollars, dollarsByThen },
      steps: stepsOf(id, own, definitions, session),
    };
  });
}

const earliest = (all: readonly TaskHistory[]): string => all.map(({ began }) => began).sort()[0] as string;
const latest = (all: readonly TaskHistory[]): string =>
  all
    .map(({ began, ended }) => ended ?? began)
    .sort()
    .at(-1) as string;
const seconds = (began: string, ended: string): number => Math.max(0, (Date.parse(ended) - Date.parse(began)) / 1000);

/** Dollars spent at a time that is told. */
function spendingOf(cluster: string, events: readonly JournalEvent[]): (time: string) => number {
  const sessions: { readonly time: string; readonly session: Session }[] = [];
  let session = emptySession(cluster);
  for (const event of events) {
    session = fold(session, event);
    sessions.push({ time: event.time, session });
  }
  return (time) => {
    const last = sessions.findLast((one) => one.time <= time);
    return last ? spentUntil(last.session, Date.parse(time)) : 0;
  };
}

/** Tasks that do the same to several nodes are one step, in the place of the first. */
function stepsOf(stage: StageId, histories: readonly TaskHistory[], definitions: ReadonlyMap<string, Task>, session: Session): ToldStep[] {
  const order = [...definitions.keys()];
  const placed = [...histories].sort((a, b) => place(order, a.id) - place(order, b.id));
  const steps = new Map<string, { history: TaskHistory; node: string | undefined }[]>();
  for (const history of placed) {
    const node = history.node ?? [...session.nodes, ...(session.gone ?? [])].find(({ name }) => history.id.endsWith(`/${name}`))?.name;
    const kind = node === undefined ? history.id : history.id.replace(`/${node}`, '/');
    steps.set(kind, [...(steps.get(kind) ?? []), { history, node }]);
  }
  return [...steps.values()].map((all): ToldStep => {
    const tasks = all.map(({ history, node }) => taskOf(history, node, linesOf(definitions.get(history.id))));
    const definition = all.map(({ history }) => definitions.get(history.id)).find((one) => one !== undefined);
    return {
      title: titleOf(tasks),
      ...(definition?.explain === undefined ? {} : { explain: definition.explain }),
      where: onNodes(stage, definition, tasks) ? 'nodes' : 'here',
      tasks,
    };
  });
}

/** What nobody defines any more comes last. */
const place = (order: readonly string[], id: string): number => {
  const at = order.indexOf(id);
  return at < 0 ? order.length : at;
};

function taskOf({ id, title, state, began, ended, output, failures }: TaskHistory, node: string | undefined, commands: readonly string[]): ToldTask {
  return {
    id,
    title,
    ...(node === undefined ? {} : { node }),
    state,
    began,
    ...(ended === undefined ? {} : { ended, seconds: seconds(began, ended) }),
    ...(output === undefined || output.trim() === '' ? {} : { output }),
    commands: [...commands],
    failures: [...failures],
  };
}

/** Lines of tasks that go to a node are typed there; but `az`, and an `ssh` that goes to it from outside, are not. */
function onNodes(stage: StageId, definition: Task | undefined, tasks: readonly ToldTask[]): boolean {
  const first = tasks.find(({ commands }) => commands.length > 0)?.commands[0] ?? '';
  if (stage === 'sign-in' || stage === 'plan' || /^(az|rank0|curl -fsSL -o|ssh -[iF]) /.test(first)) return false;
  return definition?.lane === 'head' || definition?.lane === 'node';
}

/** `network card gloclusterVMNic0, and the same for 3 others` */
function titleOf(tasks: readonly ToldTask[]): string {
  const [first, ...others] = tasks;
  const title = first?.title ?? '';
  return others.length === 0 ? title : `${title}, and the same for ${others.length} other${others.length === 1 ? '' : 's'}`;
}

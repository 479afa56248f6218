import type { Task } from '../../engine/task.ts';
import type { Session } from '../../state/session.ts';
import { linesOf } from '../told-how.ts';
import type { TaskHistory } from './runs.ts';
import type { ToldStep, ToldTask } from './schema.ts';
import { listed } from './step-lines.ts';

/** What tells the steps of a stretch of the journal, besides what ran. */
export interface StepSources {
  /** Tasks as they are defined today, by their ids. */
  readonly definitions: ReadonlyMap<string, Task>;
  /** Why, by the kind of a step: the journal keeps each text once. */
  readonly explained: ReadonlyMap<string, string>;
  readonly session: Session;
  /** Steps stand in the order of their definitions, not in that in which they were begun beside each other. */
  readonly inOrder: boolean;
}

/** Families of tasks that are about one thing each and not about a node. */
const families = /^(provider|adopt\/tag|down)\//;

/** What a task is about, where the same is done to others: a node, or the last part of its id. */
export function subjectOf({ id, node }: Pick<TaskHistory, 'id' | 'node'>, { nodes, gone = [] }: Session): string | undefined {
  if (node !== undefined) return node;
  const known = [...nodes, ...gone].find(({ name }) => id.endsWith(`/${name}`))?.name;
  return known ?? (families.test(id) ? id.split('/').at(-1) : undefined);
}

/** The same for tasks that do the same thing to others. */
export function kindOfStep(id: string, subject: string | undefined): string {
  if (id.startsWith('down/') && id.split('/').length > 3) return id.split('/').slice(0, 2).join('/');
  if (families.test(id))
    return id
      .split('/')
      .slice(0, id.startsWith('provider/') ? 1 : 2)
      .join('/');
  return subject !== undefined && id.endsWith(`/${subject}`) ? id.slice(0, -subject.length - 1) : id;
}

/** Tasks that do the same to several nodes are one step, in the place of the first. */
export function stepsOf(histories: readonly TaskHistory[], { definitions, explained, session, inOrder }: StepSources): ToldStep[] {
  const order = [...definitions.keys()];
  const placed = inOrder ? [...histories].sort((a, b) => place(order, a.id) - place(order, b.id)) : histories;
  const steps = new Map<string, { history: TaskHistory; subject: string | undefined }[]>();
  for (const history of placed) {
    const subject = subjectOf(history, session);
    const kind = kindOfStep(history.id, subject);
    steps.set(kind, [...(steps.get(kind) ?? []), { history, subject }]);
  }
  return [...steps].map(([kind, all]): ToldStep => {
    const tasks = all.map(({ history, subject }) => taskOf(history, subject, history.how?.commands ?? linesOf(definitions.get(history.id))));
    const definition = all.map(({ history }) => definitions.get(history.id)).find((one) => one !== undefined);
    const explain = definition?.explain ?? all.find(({ history }) => history.how?.explain !== undefined)?.history.how?.explain ?? explained.get(kind);
    return { kind, title: titleOf(tasks), ...(explain === undefined ? {} : { explain }), where: onNodes(kind, definition, tasks) ? 'nodes' : 'here', tasks };
  });
}

/** What nobody defines any more stays where it ran, after the rest. */
const place = (order: readonly string[], id: string): number => {
  const at = order.indexOf(id);
  return at < 0 ? order.length : at;
};

function taskOf({ id, title, state, began, ended, output, failures, node }: TaskHistory, subject: string | undefined, commands: readonly string[]): ToldTask {
  const about = node ?? subject;
  return {
    id,
    title,
    ...(about === undefined ? {} : { node: about }),
    state,
    began,
    ...(ended === undefined ? {} : { ended, seconds: seconds(began, ended) }),
    ...(output === undefined || output.trim() === '' ? {} : { output }),
    commands: [...commands],
    failures: [...failures],
  };
}

/** Seconds between two moments. */
export const seconds = (began: string, ended: string): number => Math.max(0, (Date.parse(ended) - Date.parse(began)) / 1000);

/** Steps whose lines are typed on nodes, though nobody defines them any more or they only wait there. */
const onNodesAlone = /^(cloud-init$|mend\/private-key|start\/clocks|shared\/(copy|remove|unmount|count))/;

/** Lines of tasks that go to a node are typed there; but `az`, and an `ssh` that goes to it from outside, are not. */
function onNodes(kind: string, definition: Task | undefined, tasks: readonly ToldTask[]): boolean {
  const first = tasks.find(({ commands }) => commands.length > 0)?.commands[0] ?? '';
  if (/^(sign-in$|plan\/)/.test(kind) || /^(az|rank0|curl -fsSL -o|ssh -[iF]) /.test(first)) return false;
  return onNodesAlone.test(kind) || definition?.lane === 'head' || definition?.lane === 'node';
}

/** What several tasks that do the same are called: `network card gloclusterVMNic0, and the same for glocluster1 and glocluster2` */
export function titleOf(tasks: readonly Pick<ToldTask, 'title' | 'node'>[]): string {
  const [first, ...others] = tasks;
  const title = first?.title ?? '';
  if (others.length === 0) return title;
  return `${title}, and the same for ${listed(others.map(({ node, title: own }) => node ?? own))}`;
}

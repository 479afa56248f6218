import type { NodeLive } from '../../stages/your-cluster.ts';
import type { ClusterNode } from '../../state/events.ts';
import { paneNodes } from './lists.ts';
import { isOver } from './progress.ts';
import type { TaskView } from './task-view.ts';
import type { WizardState } from './state.ts';

/** How a node stands: as it should, on its way, or not as it should be. */
export type Standing = 'fine' | 'coming' | 'planned' | 'odd';

/** The least that must be known of every node: enough to sort and to count. */
export interface NodeSummary {
  readonly name: string;
  /** Its place among the nodes; the head is 0. */
  readonly index: number;
  readonly standing: Standing;
  /** `running`, `creating`, `planned`… */
  readonly power: string;
  /** What is wrong, in words; only where it is odd. */
  readonly wrong?: string;
  /** A task of it is at work. */
  readonly busy: boolean;
}

/** What the head does with all nodes: where that fails it is not the head that stands out. */
const ofAllNodes = new Set(['hello/run', 'hello/copy']);

/** What is known of nodes by name, made once for each state and not once for each node. */
interface Known {
  readonly tasks: ReadonlyMap<string, readonly TaskView[]>;
  readonly live: ReadonlyMap<string, NodeLive>;
  readonly nodes: ReadonlyMap<string, ClusterNode>;
}

/** One value for each input, forgotten with it. */
function once<I extends object, O>(make: (input: I) => O): (input: I) => O {
  const made = new WeakMap<I, O>();
  return (input) => {
    const before = made.get(input);
    if (before !== undefined) return before;
    const value = make(input);
    made.set(input, value);
    return value;
  };
}

/** Of each node its machine, and what runs or failed: what came out well says nothing more of it. */
const tasksByNode = once((tasks: WizardState['tasks']): ReadonlyMap<string, readonly TaskView[]> => {
  const byNode = new Map<string, TaskView[]>();
  for (const id in tasks) {
    const task = tasks[id] as TaskView;
    if (isOver(task) && task.state !== 'failed' && !id.startsWith('machine/')) continue;
    const node = task.node ?? (id.includes('/') ? id.slice(id.lastIndexOf('/') + 1) : undefined);
    if (node === undefined) continue;
    const list = byNode.get(node);
    if (list) list.push(task);
    else byNode.set(node, [task]);
  }
  return byNode;
});
const liveByName = once((live: WizardState['live']) => new Map(live.map((node) => [node.name, node])));
const nodesByName = once((nodes: readonly ClusterNode[]) => new Map(nodes.map((node) => [node.name, node])));

const noNodes: readonly ClusterNode[] = [];

/** What is known of the nodes of a state. */
export const knownOf = (state: WizardState): Known => ({
  tasks: tasksByNode(state.tasks),
  live: liveByName(state.live),
  nodes: nodesByName(state.cluster?.nodes ?? noNodes),
});

const summaries = new WeakMap<WizardState['tasks'], { readonly of: readonly unknown[]; readonly all: readonly NodeSummary[] }>();

/** All nodes: the odd ones first, then those on their way, then those at work, then by number. Kept for as long as nothing of them changes. */
export function summariesOf(state: WizardState): readonly NodeSummary[] {
  const names = paneNodes(state);
  const of = [state.live, state.cluster?.nodes, state.seen, names.length, names[0]];
  const before = summaries.get(state.tasks);
  if (before?.of.every((one, index) => one === of[index])) return before.all;
  const known = knownOf(state);
  const all = atRest(names.map((name, index) => summaryOf(name, index, known)));
  const fine = rank('fine', all);
  const sorted = [
    ...rank('odd', all),
    ...rank('coming', all),
    ...fine.filter(({ busy }) => busy),
    ...fine.filter(({ busy }) => !busy),
    ...rank('planned', all),
  ];
  summaries.set(state.tasks, { of, all: sorted });
  return sorted;
}

/** Where all are deallocated, that is how it was wanted, and no single node is odd. */
const atRest = (all: readonly NodeSummary[]): readonly NodeSummary[] =>
  all.length > 0 && all.every(({ power }) => power === 'deallocated') ? all.map(({ wrong: _, ...one }) => ({ ...one, standing: 'planned' })) : all;

const rank = (standing: Standing, all: readonly NodeSummary[]): readonly NodeSummary[] => all.filter((one) => one.standing === standing);

function summaryOf(name: string, index: number, { tasks, live, nodes }: Known): NodeSummary {
  const own = tasks.get(name) ?? [];
  const seen = live.get(name);
  const machine = own.find(({ id }) => id === `machine/${name}`);
  const power = powerOf(seen, machine, nodes.has(name));
  const wrong = wrongOf(own, seen, power);
  const busy = own.some((task) => !isOver(task));
  const standing = wrong !== undefined ? 'odd' : power === 'running' ? 'fine' : power === 'planned' ? 'planned' : 'coming';
  return { name, index, standing, power, busy, ...(wrong === undefined ? {} : { wrong }) };
}

function powerOf(live: NodeLive | undefined, machine: TaskView | undefined, known: boolean): string {
  if (machine && !isOver(machine)) return machine.state === 'making' ? 'creating' : 'looking';
  if (live && live.provisioning === 'absent') return known ? 'gone' : 'planned';
  if (live && live.power !== 'unknown') return live.power;
  return known || machine?.state === 'done' || machine?.state === 'unchanged' ? 'running' : 'planned';
}

function wrongOf(tasks: readonly TaskView[], live: NodeLive | undefined, power: string): string | undefined {
  const failed = tasks.find(({ id, state }) => state === 'failed' && !ofAllNodes.has(id));
  if (failed) return `failed: ${failed.title}`;
  if (power === 'gone') return 'Azure lists no such machine any more';
  if (!live || power === 'creating' || power === 'looking' || power === 'planned') return undefined;
  if (live.provisioning.toLowerCase() === 'failed') return 'its provisioning failed';
  if (power !== 'running' && power !== 'starting') return power;
  switch (live.ssh.state) {
    case 'unreachable':
      return 'no answer';
    case 'refused':
      return 'refuses SSH';
    case 'host-key':
      return 'shows another host key';
    case 'ok':
    case 'unknown':
      break;
    default: {
      const never: never = live.ssh.state;
      return never;
    }
  }
  return live.cloudInit === 'error' ? 'cloud-init failed' : undefined;
}

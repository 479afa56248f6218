import { gatewayReady, natGatewayTasks, noNatGatewayTasks } from '../azure/tasks/nat-gateway.ts';
import { pruneNodeTasks, restoreNodeTasks } from '../azure/tasks/prune-nodes.ts';
import { pruneScaleSetTasks } from '../azure/tasks/prune-scale-set.ts';
import type { Task } from '../engine/task.ts';
import { reachedTask, wayInTask, wayOutTask } from '../remote/tasks/behind-head.ts';
import { knownHostsTask } from '../remote/tasks/known-hosts.ts';
import type { Choices } from '../state/choices.ts';
import type { Session } from '../state/session.ts';
import { stageIds } from '../state/stage-id.ts';
import { laptopTask } from './log-in.ts';
import { ownerOf, type Stage, type StageContext } from './stage.ts';

/**
 * Whether pruning has begun: from then on nodes that come anew get no public address. Before that a cluster is built with addresses,
 * which are taken away when everything runs.
 */
export const isPruned = ({ prune: chosen }: Pick<Choices, 'prune'>, { stage }: Pick<Session, 'stage'>): boolean =>
  chosen && stageIds.indexOf(stage) >= stageIds.indexOf('prune');

/**
 * Stage 10, where it was chosen. True at its end: only the head has a public address, every other node answers through it, and what
 * they reach of the internet was tried: nothing, or through a NAT gateway what is needed.
 */
export const prune: Stage = {
  id: 'prune',
  tasks: (context) => (context.choices.prune ? pruneTasks(context, { names: context.names.slice(1) }) : gatewayTasks(context, [])),
};

export interface PruneHow {
  /** The nodes that it is done to; the head is none of them. */
  readonly names: readonly string[];
  /** Those of them that run: the others cannot be tried. All, where it is not said. */
  readonly running?: readonly string[];
}

/** The tasks that take these nodes' public addresses away. The way in is tried first, and a way out made first where one was chosen. */
export function pruneTasks(context: StageContext, { names, running = names }: PruneHow): Task[] {
  const { azure, access, choices, known, allKnown } = context;
  const cut = () => names.filter((name) => known(name)?.publicAddress !== undefined && running.includes(name));
  const before = choices.natGateway ? natGatewayTasks(azure, ownerOf(context), { stage: 'prune', needs: ['prune/way-in'] }) : [];
  const needs = before.length > 0 ? [gatewayReady] : ['prune/way-in'];
  const taken =
    choices.network === 'infiniband'
      ? pruneScaleSetTasks(azure, ownerOf(context), { needs, known: allKnown, restore: false })
      : pruneNodeTasks(azure, ownerOf(context), { needs, names, known });
  const after = taken.map(({ id }) => id);
  const tried = names.filter((name) => running.includes(name));
  const gone = choices.natGateway ? [] : noNatGatewayTasks(azure, ownerOf(context), { stage: 'prune', needs: [...after, 'prune/reached'] });
  return [
    wayInTask(access, { needs: [], names: cut }),
    ...before,
    ...taken,
    reachedTask(access, { needs: after, names: tried }),
    ...files(context, ['prune/reached'], running),
    ...gone,
    wayOutTask(access, { needs: ['prune/reached', ...gone.map(({ id }) => id)], names: tried, gateway: choices.natGateway }),
  ];
}

/** The tasks that give these nodes public addresses again. The NAT gateway goes, unless it was chosen to stay. */
export function restoreTasks(context: StageContext, { names, running = names }: PruneHow): Task[] {
  const { azure, choices, known, allKnown } = context;
  const given =
    choices.network === 'infiniband'
      ? pruneScaleSetTasks(azure, ownerOf(context), { needs: [], known: allKnown, restore: true })
      : restoreNodeTasks(azure, ownerOf(context), { needs: [], names, known });
  const after = given.map(({ id }) => id);
  return [...given, ...files(context, after, running), ...gatewayTasks(context, after)];
}

/** The NAT gateway alone: made where it was chosen, else removed. */
function gatewayTasks(context: StageContext, needs: readonly string[]): Task[] {
  const { azure, choices } = context;
  const plan = { stage: 'prune', needs } as const;
  return choices.natGateway ? natGatewayTasks(azure, ownerOf(context), plan) : noNatGatewayTasks(azure, ownerOf(context), plan);
}

/** Files that name addresses: the laptop's, and those of the nodes that run. An address that was given back may be somebody else's tomorrow. */
function files(context: StageContext, needs: readonly string[], running: readonly string[]): Task[] {
  const { access, names } = context;
  const [head] = names;
  const there = names.filter((name) => name === head || running.includes(name));
  return [
    laptopTask(context, { id: 'prune/laptop-ssh', stage: 'prune', needs }),
    ...there.map((name): Task => ({ ...knownHostsTask(access, name, needs), id: `prune/known-hosts/${name}`, stage: 'prune' })),
  ];
}

import { listInstances } from '../azure/instances.ts';
import { resourceNames } from '../azure/blueprint.ts';
import type { MachineState } from '../azure/live.ts';
import { nodeStates } from '../azure/node-states.ts';
import { costsByState, type PartCost, partCosts } from '../azure/price-parts.ts';
import { startTasks, stopTasks } from '../azure/tasks/power.ts';
import { carriedOutAgain } from '../engine/again.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import { type Busy, busyNodes } from '../remote/tasks/busy.ts';
import { clockTask } from '../remote/tasks/clock.ts';
import type { Choices } from '../state/choices.ts';
import { powerDifference } from '../state/money.ts';
import type { PowerState } from '../state/power.ts';
import { usageError } from '../state/problem.ts';
import type { StageId } from '../state/stage-id.ts';
import { addressTask, powerProblem } from './power-checks.ts';
import type { ScaleParts } from './scale-walk.ts';
import type { StageContext } from './stage.ts';

/** Which way all nodes go. */
export type PowerWay = 'stop' | 'start';

/** A stop or a start that was looked at and not begun. */
export interface PowerPlan {
  readonly way: PowerWay;
  /** What Azure shows of each node that exists. */
  readonly nodes: readonly { readonly name: string; readonly power: PowerState }[];
  /** Nodes that are to be deallocated, or started. */
  readonly changing: readonly string[];
  /** Shut down from inside, or powered off without giving up their hardware: off and billed on. */
  readonly billedOff: readonly string[];
  /** Nodes on which somebody's programs run now, which a stop cuts off. */
  readonly busy: readonly Busy[];
  readonly nothingToDo: boolean;
  /** Dollars an hour, by part, while the machines run and while they are deallocated; empty where no price is known. */
  readonly costs: readonly PartCost[];
  readonly perHour: { readonly running: number; readonly stopped: number; readonly deallocated: number } | undefined;
}

/** All machines of a cluster, stopped and started. */
export interface Power {
  /**
   * What it comes to, asked of Azure and the nodes; nothing is changed.
   * @throws ProblemError exit code 2: `power-no-machines`; `not-built` for a start of what was never finished.
   */
  look(way: PowerWay, signal: AbortSignal): Promise<PowerPlan>;
  /** Carries it out. Cut off at any moment, the same command goes on. @param how `hello`: run hello when all have started. */
  carryOut(plan: PowerPlan, signal: AbortSignal, how?: { readonly hello?: boolean }): Promise<RunOutcome>;
  /** Writes to the journal what was seen of the machines, where that differs from what is known. */
  observed(states: Iterable<Pick<MachineState, 'name' | 'power' | 'since'>>): void;
}

type Parts = Pick<ScaleParts, 'context' | 'session' | 'emit' | 'time' | 'runPlan'> & {
  /** The tasks of these stages. */
  tasksOf(stages: readonly StageId[]): Task[];
};

/** Makes the power switch of a walk. */
export function openPower({ context, session, emit, time, runPlan, tasksOf }: Parts): Power {
  const observed: Power['observed'] = (states) => {
    const nodes: Record<string, PowerState> = {};
    const since: Record<string, string> = {};
    for (const one of states) {
      nodes[one.name] = one.power;
      if (one.since !== undefined) since[one.name] = one.since;
    }
    const difference = powerDifference(session(), { nodes, since });
    if (difference) emit({ type: 'power', time: time(), cluster: context().choices.name, ...difference });
  };
  return {
    observed,
    look: async (way, signal) => {
      const at = context();
      const { azure, choices, names, access } = at;
      const { stage, price } = session();
      if (stage === 'sign-in' || stage === 'plan' || stage === 'resource-group') throw noMachines(choices);
      const states = await nodeStates(azure, choices, names, signal);
      const there = await namesThere(at, states, signal);
      if (there.length === 0) throw noMachines(choices);
      if (way === 'start' && stage !== 'your-cluster' && stage !== 'prune') throw unfinished(choices, stage);
      observed(there.flatMap((name) => states.get(name) ?? []));
      const nodes = there.map((name) => ({ name, power: states.get(name)?.power ?? ('unknown' as const) }));
      const changing = nodes.filter(({ power }) => power !== (way === 'stop' ? 'deallocated' : 'running')).map(({ name }) => name);
      const running = nodes.filter(({ name, power }) => power === 'running' && (at.known(name)?.hostKeys.length ?? 0) > 0).map(({ name }) => name);
      return {
        way,
        nodes,
        changing,
        billedOff: nodes.filter(({ power }) => power === 'stopped').map(({ name }) => name),
        busy: way === 'stop' ? await busyNodes(access, running, signal) : [],
        nothingToDo: changing.length === 0 && session().result === 'ready',
        costs: price ? partCosts(price).filter(({ count }) => count > 0) : [],
        perHour: price && costsByState(price),
      };
    },
    carryOut: async (plan, signal, { hello = false } = {}) => {
      const at = context();
      const { choices, access } = at;
      const names = plan.nodes.map(({ name }) => name);
      const running = (): number => Object.values(session().powers ?? {}).filter(({ power }) => power === 'running').length;
      const told = (outcome: RunOutcome): RunOutcome =>
        outcome.result === 'failed' ? { ...outcome, problem: powerProblem(outcome.problem, choices, plan.way, running()) } : outcome;
      const outcome = await runPlan(
        plan.way === 'stop' ? stopping(at, names, observed) : startTasks(at.azure, choices, { names, needs: [], seen: observed }),
        signal,
      );
      for (const name of plan.changing) access.nodes.forget(name);
      if (outcome.result !== 'done' || plan.way === 'stop') return told(outcome);
      const addresses = await runPlan([addressTask(context(), names)], signal);
      if (addresses.result !== 'done') return told(addresses);
      const { kind } = session().shared ?? { kind: 'none' };
      // Each is a plan of its own: what is mounted is looked at on nodes that answer, and hello runs on what is whole.
      const checked: readonly (readonly StageId[])[] = [
        ['log-in', 'cluster-ssh'],
        ...(kind === 'none' ? [] : [['shared-files'] as const]),
        ...(hello ? [['hello-mpi'] as const] : []),
      ];
      for (const stages of checked) {
        const tasks = tasksOf(stages).map((task) => (task.id === 'hello/run' ? carriedOutAgain(task) : task));
        const logins = tasks.filter(({ id }) => id.startsWith('login/')).map(({ id }) => id);
        const done = await runPlan(logins.length > 0 ? [...tasks, clockTask(access, logins)] : tasks, signal);
        if (done.result !== 'done') return told(done);
      }
      return { result: 'done' };
    },
  };
}

/** The head goes last where it serves files: whoever goes down before it can write back what it holds. */
function stopping({ azure, choices, shared }: StageContext, names: readonly string[], seen: Power['observed']): Task[] {
  const [head, ...others] = names;
  if (choices.network === 'infiniband' || head === undefined || shared()?.kind !== 'head') return stopTasks(azure, choices, { names, needs: [], seen });
  const first = stopTasks(azure, choices, { names: others, needs: [], seen });
  return [...first, ...stopTasks(azure, choices, { names: [head], needs: first.map(({ id }) => id), seen })];
}

/** Names of the nodes that exist; an unfinished scale set may have instances that nobody has named yet. */
async function namesThere({ azure, choices, names }: StageContext, states: ReadonlyMap<string, MachineState>, signal: AbortSignal): Promise<readonly string[]> {
  const known = names.filter((name) => states.has(name));
  if (choices.network === 'ethernet' || known.length > 0) return known;
  const all = await listInstances(azure, choices.resourceGroup, resourceNames(choices.name, choices.count).scaleSet, signal);
  return all.map(({ name }) => name);
}

const noMachines = ({ name, cloud }: Choices) =>
  usageError('power-no-machines', `${name} has no machines`, 'Only what exists can be stopped or started. Without machines nothing is billed for them.', [
    { label: 'Build it', command: `rank0 up --name ${name} --cloud ${cloud}` },
    { label: 'See what there is', command: `rank0 status ${name}` },
  ]);

const unfinished = ({ name, cloud }: Choices, stage: string) =>
  usageError('not-built', `${name} is not built yet: it is at the stage ${stage}`, '`up` starts the machines that are off and goes on building from there.', [
    { label: 'Go on building it', command: `rank0 up --name ${name} --cloud ${cloud}` },
    { label: 'Or delete it', command: `rank0 down ${name}` },
  ]);

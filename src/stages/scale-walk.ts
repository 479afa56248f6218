import { clusterMembers } from '../azure/members.ts';
import { mostMore } from '../azure/preflight/most-more.ts';
import { standingPrice } from '../azure/standing-price.ts';
import { removeInstancesTask, removeMachineTasks } from '../azure/tasks/remove-nodes.ts';
import { updateInstanceTasks } from '../azure/tasks/update-instances.ts';
import type { QuotaLine } from '../azure/preflight.ts';
import { resourceIds } from '../azure/blueprint.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import type { Choices } from '../state/choices.ts';
import type { JournalEvent, Price } from '../state/events.ts';
import { ProblemError } from '../state/problem.ts';
import type { Session } from '../state/session.ts';
import type { StageId } from '../state/stage-id.ts';
import { stagesOf } from './road.ts';
import { isThere, machineScaling, type Scaling, scaleSetScaling, scalingProblem, unfinished } from './scaling.ts';
import { checkKeepsDisks, type Outdated, outdatedAmong, updateRounds } from './outdated.ts';
import type { StageContext } from './stage.ts';
import type { RunHow } from './walk-options.ts';

/** A scaling that was looked at and not begun. */
export interface ScalePlan extends Scaling {
  /** Azure has that many, and everything that was to follow is done: there is nothing to do. */
  readonly nothingToDo: boolean;
  readonly price: Price;
  readonly quota: readonly QuotaLine[];
  /** Nodes that stay and were made of an earlier model of the scale set, the head last. */
  readonly outdated: readonly Outdated[];
  /** How many files lie in the head's home, beside hidden ones, and in what it shares; undefined where the head stays, or could not be asked. */
  readonly files?: number;
}

/** A cluster's count, changed. */
export interface Scaler {
  /**
   * What another count comes to, asked of Azure; nothing is changed. Where more are wanted than Azure would allow, the outcome says so.
   * @throws ProblemError exit code 2 where the cluster was never finished; `cluster-gone`.
   */
  look(count: number, signal: AbortSignal): Promise<ScalePlan | Exclude<RunOutcome, { result: 'done' }>>;
  /** Carries it out. Cut off at any moment, the same scaling looked at again goes on. */
  carryOut(plan: ScalePlan, signal: AbortSignal): Promise<RunOutcome>;
  /** Brings the nodes of an earlier model to the latest, and runs hello on all again. @throws ProblemError where that would replace disks. */
  update(outdated: readonly Outdated[], signal: AbortSignal): Promise<RunOutcome>;
  /** Removes what a scaling that was cut off was to remove; what is left of it then is building. */
  finish(signal: AbortSignal): Promise<RunOutcome>;
}

/** What a scaling uses of the walk that it is part of. */
export interface ScaleParts {
  context(): StageContext;
  session(): Session;
  emit(event: JournalEvent): void;
  time(): string;
  /** Makes these the choices of this program. */
  use(choices: Choices): void;
  /** Keeps these choices. */
  begin(choices: Choices): void;
  /** Signs in and runs the plan with the present choices. With `anyway` what Azure refuses does not matter to what follows. */
  findOut(signal: AbortSignal, anyway: boolean): Promise<RunOutcome>;
  runPlan(tasks: readonly Task[], signal: AbortSignal): Promise<RunOutcome>;
  run(stages: readonly StageId[], signal: AbortSignal, how?: RunHow): Promise<RunOutcome>;
}

/** What new nodes go through: all that was chosen for the cluster, but a measurement is asked for by itself. */
const joining = (choices: Choices): readonly StageId[] => stagesOf(choices).filter((stage) => stage !== 'benchmark');

/** What does not follow in the nodes that are left, where Azure would not let more be made. */
const inAzureAlone: readonly StageId[] = ['resource-group', 'nodes', 'prune'];

/** Makes the scaler of a walk. */
export function openScaler(parts: ScaleParts): Scaler {
  /** Azure refuses new machines, but none are wanted. */
  let refused = false;

  const observed = async (count: number, signal: AbortSignal): Promise<{ scaling: Scaling; outdated: readonly Outdated[] }> => {
    const { azure, choices, allKnown } = parts.context();
    const members = await clusterMembers(azure, choices, parts.session().clusterId, signal);
    const head = allKnown().find(({ role }) => role === 'head')?.machineId;
    if (choices.network === 'infiniband') {
      const scaling = scaleSetScaling(members, head, count);
      return {
        scaling,
        outdated: outdatedAmong(members, scaling.staying[0]?.machineId).filter(({ name }) => scaling.staying.some((one) => one.name === name)),
      };
    }
    const ids = resourceIds(azure.subscriptionId, choices.resourceGroup);
    const nameOf = (number: number) => ({ name: `${choices.name}${number}`, machineId: ids.machine(`${choices.name}${number}`) });
    return { scaling: machineScaling(members, Math.max(choices.count, parts.session().scaling?.from ?? 0), count, nameOf), outdated: [] };
  };

  const removal = async ({ going }: Scaling, signal: AbortSignal): Promise<RunOutcome> => {
    if (going.length === 0) return { result: 'done' };
    const { azure, choices } = parts.context();
    const numbers = going.map(({ number }) => number);
    return parts.runPlan(
      choices.network === 'infiniband'
        ? [
            removeInstancesTask(
              azure,
              choices,
              going.map(({ name, number }) => ({ name, instanceId: String(number) })),
            ),
          ]
        : await removeMachineTasks(azure, choices, parts.session().clusterId, numbers, signal),
      signal,
    );
  };

  /** What is not there any more leaves the session: a name may come again for another machine. */
  const forget = (names: readonly string[]): void => {
    const { choices, access, known } = parts.context();
    for (const name of names) {
      if (!known(name)) continue;
      access.nodes.forget(name);
      parts.emit({ type: 'node-gone', time: parts.time(), cluster: choices.name, name });
    }
  };

  const mark = (is: 'begun' | 'removed', { from, to }: Pick<Scaling, 'from' | 'to'>): void => {
    const { choices } = parts.context();
    parts.emit({ type: 'scaling', time: parts.time(), cluster: choices.name, is, from, to });
  };

  /** Machines go, then what was known of them, and from then on the count is the new one. */
  const remove = async (scaling: Scaling, signal: AbortSignal): Promise<RunOutcome> => {
    const there = [...scaling.staying, ...scaling.going].map(({ name }) => name);
    const { allKnown } = parts.context();
    forget(allKnown().flatMap(({ name }) => (there.includes(name) ? [] : [name])));
    const outcome = await removal(scaling, signal);
    if (outcome.result !== 'done') return outcome;
    forget(scaling.going.map(({ name }) => name));
    parts.begin({ ...parts.context().choices, count: scaling.to });
    mark('removed', scaling);
    return outcome;
  };

  return {
    look: async (count, signal) => {
      const { azure, choices, allKnown } = parts.context();
      const { stage, result, price: known } = parts.session();
      if (stage !== 'your-cluster') throw unfinished(choices.name, choices.cloud, stage);
      const { scaling, outdated } = await observed(count, signal);
      const settled = choices.count === count && result === 'ready' && allKnown().length === count;
      const target = { ...choices, count };
      if (isThere(scaling) && settled && known) return { ...scaling, nothingToDo: true, price: known, quota: [], outdated };
      parts.use(target);
      const found = await parts.findOut(signal, scaling.coming === 0);
      parts.use(choices);
      // Only looked at: what was ready is ready still, whatever is decided then.
      if (result !== undefined) parts.emit({ type: 'ended', time: parts.time(), cluster: choices.name, result });
      refused = found.result === 'failed' && found.exitCode === 3 && scaling.coming === 0;
      if (found.result !== 'done' && !refused) {
        if (found.result === 'interrupted') return found;
        const most = found.problem.code === 'quota-exceeded' ? scaling.from + (await mostMore(azure, choices, signal)) : undefined;
        return { ...found, problem: refusal(found.problem, choices, scaling, most) };
      }
      const quota = found.result === 'done' ? (parts.context().preflight.quota ?? []) : [];
      const price = await standingPrice(azure, target, signal);
      const files = scaling.going.some(({ machineId }) => isHead(machineId, allKnown())) ? await filesOfHead(parts.context(), signal) : undefined;
      return { ...scaling, nothingToDo: false, price, quota, outdated, ...(files === undefined ? {} : { files }) };
    },
    update: async (outdated, signal) => {
      const { azure, choices } = parts.context();
      checkKeepsDisks(choices, outdated);
      const updated = await parts.runPlan(updateInstanceTasks(azure, choices, updateRounds(outdated)), signal);
      // Addresses may be others, and a node that was restarted has to answer: that is looked at, and hello tries it.
      return updated.result === 'done' ? parts.run(joining(choices), signal, { anew: ['hello/run'] }) : updated;
    },
    finish: async (signal) => {
      const { choices } = parts.context();
      try {
        const { scaling } = await observed(parts.session().scaling?.to ?? choices.count, signal);
        return told(await remove(scaling, signal), choices, scaling);
      } catch (error) {
        // Nothing is left to remove from: it is built again as it was to be.
        if (!(error instanceof ProblemError) || error.problem.code !== 'cluster-gone') throw error;
        parts.begin(choices);
        mark('removed', { from: 0, to: choices.count });
        return { result: 'done' };
      }
    },
    carryOut: async (plan, signal) => {
      const { choices } = parts.context();
      // Written down before anything is done: whoever goes on must not build again what was to go.
      mark('begun', { from: Math.max(plan.from, choices.count, parts.session().scaling?.from ?? 0), to: plan.to });
      const removed = await remove(plan, signal);
      if (removed.result !== 'done') return told(removed, choices, plan);
      if (JSON.stringify(parts.session().price) !== JSON.stringify(plan.price)) {
        parts.emit({ type: 'priced', time: parts.time(), cluster: choices.name, price: plan.price });
      }
      const stages = plan.to === 0 ? (['log-in'] as const) : refused ? joining(choices).filter((stage) => !inAzureAlone.includes(stage)) : joining(choices);
      return told(await parts.run(stages, signal), choices, plan);
    },
  };
}

const isHead = (machineId: string, known: ReturnType<StageContext['allKnown']>): boolean =>
  known.some((node) => node.role === 'head' && node.machineId.toLowerCase() === machineId.toLowerCase());

/** Files in the head's home and in what it shares that somebody put there; undefined where the head does not answer. */
async function filesOfHead({ access, allKnown }: StageContext, signal: AbortSignal): Promise<number | undefined> {
  const head = allKnown().find(({ role }) => role === 'head');
  if (!head || head.hostKeys.length === 0) return undefined;
  const late = AbortSignal.timeout(filesPatience);
  try {
    const { stdout } = await access.nodes.exec(
      head,
      "find . /shared -type f -not -path './.*' -not -path ./hello -not -path ./hello.c -not -path ./hostfile 2>/dev/null | wc -l",
      {
        signal: AbortSignal.any([signal, late]),
      },
    );
    const count = Number(stdout.trim().split('\n').at(-1));
    return Number.isInteger(count) ? count : undefined;
  } catch (error) {
    signal.throwIfAborted();
    // A head that is off or cut off: then what asks says that it is not known.
    if (late.aborted || error instanceof ProblemError) return undefined;
    throw error;
  }
}

/** How long the head may take to count files, in milliseconds of real time. */
const filesPatience = 10_000;

const told = (outcome: RunOutcome, choices: Choices, plan: Scaling): RunOutcome =>
  outcome.result === 'failed' ? { ...outcome, problem: scalingProblem(outcome.problem, choices, plan) } : outcome;

function refusal(problem: Extract<RunOutcome, { result: 'failed' }>['problem'], choices: Choices, { from, to }: Scaling, most: number | undefined) {
  const others = problem.next.filter(({ command }) => !/^rank0 up\b/.test(command ?? ''));
  const nearest =
    most === undefined || most <= from
      ? { label: `Nothing more fits: ${choices.name} stays at ${from}`, command: `rank0 status ${choices.name}` }
      : { label: `This fits: ${most} nodes`, command: `rank0 scale ${choices.name} ${Math.min(most, to)}` };
  return { ...problem, next: [...(problem.code === 'quota-exceeded' ? [nearest] : []), ...others] };
}

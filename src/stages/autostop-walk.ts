import { listSchedules, type Schedule } from '../azure/schedules.ts';
import { type PartCost, partCosts } from '../azure/price-parts.ts';
import { nodeStates } from '../azure/node-states.ts';
import { autostopTasks, isOf, noAutostopTasks, type StoppedMachine } from '../azure/tasks/autostop.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { Zone } from '../engine/zones.ts';
import type { Autostop } from '../state/autostop.ts';
import type { Choices } from '../state/choices.ts';
import { isBilled, perHourNow, perHourStopped, spentUntil } from '../state/money.ts';
import { ProblemError, usageError } from '../state/problem.ts';
import type { Session } from '../state/session.ts';
import { stageIds } from '../state/stage-id.ts';
import { withColon } from '../state/words.ts';
import { machinesOf, setIn } from './autostop-seen.ts';
import { type Stop, stopAt, type When } from './autostop-when.ts';
import type { ScaleParts } from './scale-walk.ts';
import { ownerOf, type StageContext } from './stage.ts';

/** A stop that was looked at and not set. */
export interface AutostopPlan {
  /** What Azure has now. */
  readonly set: Autostop | undefined;
  /** What it is to be; undefined: none any more. */
  readonly wanted: Autostop | undefined;
  /** Azure has it so already. */
  readonly nothingToDo: boolean;
  /** Nodes that do not run now; they get it too, and it does nothing to them. */
  readonly off: readonly string[];
  /** Dollars an hour now, and once all is deallocated. */
  readonly perHour: number;
  readonly perHourStopped: number;
  /** What still costs then. */
  readonly stillCosts: readonly PartCost[];
  /** Dollars in all by the time that it fires. */
  readonly spentThen?: number;
}

/** The hard stop: set in Azure, so that it holds with the laptop closed. */
export interface Autostopper {
  /** What Azure has now; tells the journal where that differs. */
  seen(signal: AbortSignal): Promise<Autostop | undefined>;
  /** @throws ProblemError for a scale set, for what is in the past or too far ahead, for a cluster without machines. */
  look(when: When, zone: Zone, signal: AbortSignal): Promise<AutostopPlan>;
  /** Sets it on every node, or takes it away. Cut off at any moment, the same command goes on. */
  carryOut(plan: AutostopPlan, signal: AbortSignal): Promise<RunOutcome>;
}

type Parts = Pick<ScaleParts, 'context' | 'session' | 'emit' | 'time' | 'runPlan'>;

/** Makes the hard stop of a walk. */
export function openAutostop({ context, session, emit, time, runPlan }: Parts): Autostopper {
  const tell = (autostop: Autostop | undefined): void => {
    const before = session().autostop;
    if (before === undefined && autostop === undefined) return;
    if (JSON.stringify(before) === JSON.stringify(autostop)) return;
    emit({ type: 'autostop', time: time(), cluster: context().choices.name, autostop: autostop ?? null });
  };
  const inAzure = async (signal: AbortSignal): Promise<{ schedules: readonly Schedule[]; set: Autostop | undefined }> => {
    const { azure, choices, world } = context();
    const schedules = await listSchedules(azure, choices.resourceGroup, signal);
    return { schedules, set: setIn(schedules, machinesOf(context()), session().autostop, world.clock.now()) };
  };
  const seen = async (signal: AbortSignal): Promise<Autostop | undefined> => {
    if (context().choices.network === 'infiniband') return undefined;
    const { set } = await inAzure(signal);
    tell(set);
    return set;
  };
  return {
    seen,
    look: async (when, zone, signal) => {
      const at = context();
      const { choices, names, azure, world } = at;
      refuse(choices, session());
      const [{ schedules, set }, states] = await Promise.all([inAzure(signal), nodeStates(azure, choices, names, signal)]);
      const off = names.filter((name) => !isBilled(states.get(name)?.power ?? 'deallocated'));
      const now = world.clock.now();
      const { price } = session();
      const perHour = perHourNow({ ...session(), powers: Object.fromEntries(off.map((name) => [name, { power: 'deallocated' as const, since: time() }])) });
      const spent = spentUntil(session(), now);
      const stop = when.is === 'off' ? undefined : stopAt(when, { now, zone, name: choices.name, spent, perHour, runs: off.length < names.length });
      const machines = machinesOf(at).filter(({ name }) => states.has(name));
      if (machines.length === 0) throw noMachines(choices.name);
      const wanted = stop && wantedOf(stop, zone, machines);
      return {
        set,
        wanted,
        nothingToDo: isSo(schedules, machines, wanted),
        off,
        perHour,
        perHourStopped: price ? perHourStopped(price) : 0,
        stillCosts: price ? partCosts(price).filter(({ kind, count }) => kind !== 'machine' && count > 0) : [],
        ...(stop ? { spentThen: spent + (perHour * (stop.first - now)) / 3_600_000 } : {}),
      };
    },
    carryOut: async ({ wanted }, signal) => {
      const at = context();
      const { azure, world } = at;
      const owner = ownerOf(at);
      const machines = machinesOf(at);
      const outcome = await runPlan(
        wanted
          ? autostopTasks(
              azure,
              owner,
              machines.filter(({ name }) => wanted.nodes.includes(name)),
              wanted,
              { stage: 'your-cluster', needs: [] },
            )
          : noAutostopTasks(azure, owner, await withSchedule(at, machines, signal), 'your-cluster'),
        signal,
      );
      if (outcome.result !== 'done') return outcome;
      tell(wanted);
      if (wanted && Date.parse(wanted.first) <= world.clock.now())
        return { result: 'failed', task: 'autostop', cause: undefined, ...missed(wanted, at.choices.name) };
      return outcome;
    },
  };
}

async function withSchedule({ azure, choices }: StageContext, machines: readonly StoppedMachine[], signal: AbortSignal): Promise<StoppedMachine[]> {
  const schedules = await listSchedules(azure, choices.resourceGroup, signal);
  return machines.filter((one) => schedules.some((schedule) => isOf(schedule, one)));
}

const wantedOf = ({ at, first, dollars }: Stop, { place, windows }: Zone, machines: readonly StoppedMachine[]): Autostop => ({
  at,
  zone: windows,
  place,
  first: new Date(first).toISOString(),
  ...(dollars === undefined ? {} : { dollars }),
  nodes: machines.map(({ name }) => name),
});

function isSo(schedules: readonly Schedule[], machines: readonly StoppedMachine[], wanted: Autostop | undefined): boolean {
  const of = (one: StoppedMachine) => schedules.find((schedule) => isOf(schedule, one));
  if (!wanted) return machines.every((one) => of(one) === undefined);
  return machines.every((one) => {
    const found = of(one);
    return found?.enabled === true && found.at === wanted.at && found.zone.toLowerCase() === wanted.zone.toLowerCase();
  });
}

/** @throws ProblemError where a schedule cannot be, or there is nothing that it could stop. */
function refuse({ network, name }: Choices, { stage }: Session): void {
  if (stageIds.indexOf(stage) < stageIds.indexOf('nodes')) throw noMachines(name);
  if (network === 'infiniband') throw scaleSetProblem(name);
}

const noMachines = (name: string): ProblemError =>
  usageError('autostop-no-machines', `${name} has no machines`, 'A schedule belongs to a machine that exists.', [
    { label: 'Build it first', command: `rank0 up --name ${name}` },
  ]);

/** Azure has no auto-shutdown for the instances of a Uniform scale set, and nothing safe stands in for it. */
export const scaleSetProblem = (name: string): ProblemError =>
  new ProblemError(
    {
      code: 'autostop-scale-set',
      message: `${name} is a scale set, and Azure has no auto-shutdown for one`,
      means:
        'Its schedules belong to virtual machines of their own (azure.microsoft.com, auto-shutdown). A shutdown from the head would end nothing: a machine that is off from inside is billed on. And what could deallocate from there would need a credential on the head, which rank0 does not leave there.',
      next: [
        { label: 'Stop all nodes when you leave', command: `rank0 stop ${name}` },
        { label: 'Keep the model and no node: disks go, and what is on them', command: `rank0 scale ${name} 0` },
        { label: 'Delete everything', command: `rank0 down ${name}` },
      ],
    },
    { exitCode: 3 },
  );

const missed = ({ at, place }: Autostop, name: string): Pick<Extract<RunOutcome, { result: 'failed' }>, 'problem' | 'exitCode'> => ({
  exitCode: 1,
  problem: {
    code: 'autostop-missed',
    message: `${withColon(at)} (${place}) passed while it was being set`,
    means: 'It is set, and may fire only the next day at that time.',
    next: [
      { label: 'Stop them now', command: `rank0 stop ${name}` },
      { label: 'Set it for later', command: `rank0 autostop ${name} in 10m` },
    ],
  },
});

import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import type { RunOutcome } from '../../src/engine/run.ts';
import { unknownAddress } from '../../src/stages/address-walk.ts';
import { comparison } from '../../src/stages/differences.ts';
import { ProblemError } from '../../src/state/problem.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { fakeAdopting } from './fake-adopt.ts';
import { fakeDown } from './fake-down.ts';
import { lookFake } from './fake-look.ts';
import { fakeNodePages } from './fake-node-pages.ts';
import { fakeOptional, optionalEvents } from './fake-optional.ts';
import { fakeAutostop } from './fake-autostop.ts';
import { fakeExport } from './fake-export.ts';
import { fakePower } from './fake-power.ts';
import { liveOf, nodeEvent, price, review } from './fake-records.ts';
import { unchangedSince } from './fake-returned.ts';
import { fakeScaling } from './fake-scaling.ts';
import { fakeWork } from './fake-work.ts';
import { plannedOf } from './fake-tasks.ts';
import { begin } from './fake-world.ts';

/** @returns the walk of a cluster; each feature's part of it comes from a file of its own. */
export function fakeWalk(cluster: FakeCluster): WizardWalk {
  const { world, emit } = cluster;
  const { calls, options, step, time } = world;
  const run = runOf(cluster);
  const { isOutdated, ...scaling } = fakeScaling(cluster, run);
  return {
    get choices() {
      return cluster.choices;
    },
    get session() {
      return cluster.session;
    },
    folder: `/home/ada/.config/rank0/clusters/practice/${cluster.choices.name}`,
    tasks: (stage) => plannedOf(stage, cluster.choices.name, cluster.choices.count),
    review: () => ({ ...review(cluster.choices), price: { ...price, perHour: options.pricePerHour ?? price.perHour } }),
    run,
    end: (result) => {
      calls.push(`end ${result}`);
      emit({ type: 'ended', time: time(), cluster: cluster.choices.name, result });
    },
    subscribe: cluster.subscribe,
    ownProgram: () => {
      const { name, count } = cluster.choices;
      return ['mpicc program.c -o program', `clush -w '${name}[1-${count - 1}]' -c program`, 'mpirun --hostfile hostfile ./program'];
    },
    live: async () =>
      cluster.names.map((name, index) => ({ ...liveOf(name, index), ...options.odd?.[name], ...(isOutdated(name) ? { outdated: true as const } : {}) })),
    look: (request) => lookFake(request),
    spent: () => ((world.now - begin) / 3_600_000) * price.perHour,
    remembered: () => comparison(cluster.session, cluster.choices),
    differences: async (signal) => {
      calls.push('differences');
      const problem = world.once('returnProblem');
      if (problem) throw new ProblemError(problem, { exitCode: 4 });
      await step(signal, 300);
      const found = options.looked?.(cluster.choices, cluster.session) ?? {};
      return comparison(cluster.session, cluster.choices, { ...unchangedSince(cluster.session, cluster.choices, world.now), ...found });
    },
    setAside: () => {
      calls.push('set aside');
      return '/home/ada/.config/rank0/put-away/glocluster';
    },
    followAddress: async () => {
      if (options.caller === null) throw unknownAddress(cluster.choices.name);
      const caller = options.caller ?? '198.51.100.24';
      calls.push(`ssh-source ${caller}/32`);
      cluster.choose({ sshSource: `${caller}/32` });
      return { source: `${caller}/32`, youComeFrom: caller, headRuns: true, nothingToDo: false };
    },
    ...fakeNodePages(options, { calls, time }),
    ...scaling,
    ...fakePower(cluster),
    ...fakeExport(cluster),
    ...fakeAdopting(cluster),
    ...fakeAutostop(cluster),
    ...fakeOptional(cluster),
    ...fakeDown(cluster),
    ...fakeWork(cluster),
    close: async () => void calls.push('close walk'),
  };
}

/** Runs stages: the nodes of one at the same time, all else in order. */
const runOf =
  (cluster: FakeCluster): WizardWalk['run'] =>
  async (stages, signal): Promise<RunOutcome> => {
    const { world, emit } = cluster;
    const { time } = world;
    world.calls.push(`run ${stages.join(' ')}`);
    try {
      for (const stage of stages) {
        const { name, count } = cluster.choices;
        const tasks = plannedOf(stage, name, count);
        const one = (task: (typeof tasks)[number]) => cluster.runTask(stage, task, signal, () => endedTask(cluster, task.id));
        const ended = stage === 'nodes' || stage === 'log-in' ? await Promise.all(tasks.map(one)) : await inOrder(tasks, one);
        const at = ended.findIndex((problem) => problem !== undefined);
        const problem = ended[at];
        if (problem) return { result: 'failed', task: tasks[at]?.id ?? '', problem, exitCode: world.options.exitCode ?? 1, cause: undefined };
        if (stage === 'plan') emit({ type: 'priced', time: time(), cluster: name, price });
      }
      return { result: 'done' };
    } catch (error) {
      if (signal.aborted) return { result: 'interrupted' };
      throw error;
    }
  };

/** What a task leaves in the journal, and what it says. */
function endedTask(cluster: FakeCluster, task: string): string | undefined {
  const { choices, names, emit, world } = cluster;
  optionalEvents(cluster, task);
  const machine = task.startsWith('machine/') ? task.slice('machine/'.length) : undefined;
  if (machine !== undefined) emit(nodeEvent(machine, names.indexOf(machine), world.time(), choices.name));
  if (task !== 'hello/run') return undefined;
  return world.options.hello ?? names.map((name, rank) => `Hello from rank ${rank} of ${names.length} running on ${name}`).join('\n');
}

async function inOrder<T, R>(all: readonly T[], work: (one: T) => Promise<R | undefined>): Promise<(R | undefined)[]> {
  const ended: (R | undefined)[] = [];
  for (const one of all) {
    const result = await work(one);
    ended.push(result);
    if (result !== undefined) break;
  }
  return ended;
}

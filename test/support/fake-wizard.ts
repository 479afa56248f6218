import { setTimeout as pause } from 'node:timers/promises';
import type { CloudRequest, OpenCloud, WizardServices, WizardWalk } from '../../src/cli/wizard/services.ts';
import { allDrills } from '../../src/cli/drill-life.ts';
import type { RunOutcome } from '../../src/engine/run.ts';
import type { DrillView } from '../../src/screens/model/depths.ts';
import type { ClusterView, PlannedTask } from '../../src/screens/model/state.ts';
import { isOffered } from '../../src/screens/model/offered.ts';
import { completeChoices } from '../../src/stages/choices.ts';
import type { NodeLive } from '../../src/stages/your-cluster.ts';
import type { Choices } from '../../src/state/choices.ts';
import type { JournalEvent } from '../../src/state/events.ts';
import type { Measurement } from '../../src/state/measurement.ts';
import { measured } from './measurements.ts';
import { glossary } from '../../src/stages/glossary.ts';
import { comparison, type Looked } from '../../src/stages/differences.ts';
import { type Problem, ProblemError } from '../../src/state/problem.ts';
import { emptySession, fold, type Session } from '../../src/state/session.ts';
import { type StageId, stageIds } from '../../src/state/stage-id.ts';
import { choicesFor, liveOf, nodeEvent, price, review, sizes } from './fake-records.ts';
import { fakeNodePages, type FakeShell } from './fake-node-pages.ts';
import { lookFake } from './fake-look.ts';
import { fakeExchanges } from './fake-exchanges.ts';
import { plannedOf } from './fake-tasks.ts';
import { fakeScaling, outdatedOf } from './fake-scaling.ts';
import { unchangedSince } from './fake-returned.ts';

/** What a fake of the wizard's services does differently from all going well. */
export interface FakeOptions {
  readonly clusters?: readonly ClusterView[];
  readonly azureUser?: string;
  /** Real milliseconds between two events of a run. */
  readonly pace?: number;
  /** A task that never ends: what waits for it can be looked at. */
  readonly hold?: string;
  /** How often it ends before that. */
  readonly holdAfter?: number;
  /** Names of things that come from outside, as a tenant may have them. */
  readonly subscriptionName?: string;
  /** Said by the nodes when hello runs. */
  readonly hello?: string;
  /** What Azure still lists after the deletion. */
  readonly left?: readonly string[];
  /** Problems by task id, each met once. */
  readonly problems?: Readonly<Record<string, Problem>>;
  readonly exitCode?: 1 | 3;
  readonly caller?: string | null;
  readonly subscriptions?: number;
  /** Something that screens cannot draw: a bug. */
  readonly broken?: boolean;
  /** Dollars an hour of the whole cluster, where it is not what four small ones cost. */
  readonly pricePerHour?: number;
  /** What Azure has otherwise than the session says, when somebody comes back. */
  readonly looked?: (choices: Choices, session: Session) => Partial<Looked>;
  /** The ssh program is not there, or this shell line stands for it. */
  readonly ssh?: FakeShell;
  /** What pages about nodes fail with. */
  readonly nodePageProblem?: Problem;
  /** The serial log of each node. */
  readonly serialLog?: string;
  /** Why Azure cannot be asked, the first time that somebody comes back. */
  readonly returnProblem?: Problem;
  /** Why Azure refuses another count. */
  readonly scalingProblem?: Problem;
  /** Clusters are of this road, whatever was chosen. */
  readonly network?: Choices['network'];
  /** What the cloud practises. */
  readonly drill?: DrillView;
  /** What went over the wires so far. */
  readonly exchanges?: OpenCloud['exchanges'];
  /** What is otherwise with these nodes, by name. */
  readonly odd?: Readonly<Record<string, Partial<NodeLive>>>;
  /** Nodes of an earlier model of the scale set. */
  readonly outdated?: readonly string[];
  /** The cloud takes requests for more quota itself, as a simulated one does. */
  readonly takesQuotaRequests?: boolean;
  /** A sign-in that fails with this. */
  readonly signInProblem?: Problem;
  /** What was chosen of a cluster that is remembered. */
  readonly chosen?: Partial<Choices>;
  /** What the benchmark measures, by how many were measured before. */
  readonly measured?: (before: number) => Measurement;
}

export interface FakeServices extends WizardServices {
  /** What was called, in order. */
  readonly calls: string[];
  readonly walks: WizardWalk[];
}

const begin = Date.parse('2026-11-24T12:00:00Z');

/** In-memory services of the wizard: nothing leaves the process, events have the shapes of the real ones. */
export function fakeServices(options: FakeOptions = {}): FakeServices {
  const calls: string[] = [];
  const walks: WizardWalk[] = [];
  const problems = new Map(Object.entries(options.problems ?? {}));
  let signInProblem = options.signInProblem;
  let returnProblem = options.returnProblem;
  let now = begin;
  let passes = options.holdAfter ?? 0;
  /** Where the task is the one to be held: until the program gives it up. */
  const held = async (task: string, signal: AbortSignal): Promise<void> => {
    if (task !== options.hold) return;
    passes -= 1;
    if (passes < 0) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
  };
  let drill = options.drill;
  const cloudOf = (request: CloudRequest): OpenCloud => ({
    name: request.cloud,
    simulated: request.cloud === 'practice',
    now: () => now,
    subscriptions: async (signal) => {
      calls.push('subscriptions');
      await held('sign-in', signal);
      if (signInProblem) {
        const problem = signInProblem;
        signInProblem = undefined;
        throw new ProblemError(problem, { exitCode: 4 });
      }
      return Array.from({ length: options.subscriptions ?? 1 }, (_, index) => ({
        id: `00000000-0000-4000-8000-00000000000${index}`,
        name: index === 0 ? (options.subscriptionName ?? 'Practice subscription') : `Subscription ${index}`,
        tenantId: '10000000-0000-4000-8000-000000000000',
        state: 'Enabled',
      }));
    },
    locations: async () => [
      { name: 'eastus', displayName: 'East US' },
      { name: 'westeurope', displayName: 'West Europe' },
      { name: 'westus3', displayName: 'West US 3' },
    ],
    sizes: async (_, location) => {
      calls.push(`sizes ${location}`);
      return sizes;
    },
    wait: async (milliseconds, signal) => {
      calls.push(`wait ${milliseconds}`);
      if (options.hold === 'wait') await held('wait', signal);
      now += milliseconds;
    },
    register: async (_, namespaces) => void calls.push(`register ${namespaces.join(' ')}`),
    callerAddress: async () => (options.caller === null ? undefined : (options.caller ?? '198.51.100.24')),
    hourly: async (size) => (size.includes('HB') ? 3.6 : 0.096),
    choices: (given, subscription, caller) =>
      completeChoices(
        { ...given, cloud: request.cloud },
        {
          localUser: 'ada',
          publicKeys: [],
          ...(caller === undefined ? {} : { callerSource: `${caller}/32` }),
          subscription: subscription.id,
          tenant: subscription.tenantId,
        },
      ),
    planTasks: () => plannedOf('plan', 'glocluster', 4),
    begin: (choices) => openFake(choices),
    resume: (cluster) => {
      calls.push(`resume ${cluster.name}`);
      return openFake(choicesFor(cluster), cluster);
    },
    lookLine: (command) => command,
    look: (request) => lookFake(request),
    exchanges: options.exchanges ?? fakeExchanges,
    drill: () => drill,
    ...(options.takesQuotaRequests
      ? {
          askForQuota: ({ location, size, count }) => {
            calls.push(`quota ${count} ${size} ${location}`);
            return { limits: [{ name: 'standardDSv5Family', limit: 2 * count }], seconds: 1200 };
          },
        }
      : {}),
    passTime: (milliseconds) => {
      now += milliseconds;
    },
    drillMended: (stages) => {
      if (!drill || !stages.includes('nodes')) return undefined;
      const over = { ...drill, solved: { cause: 'It was {cluster}1.', cure: 'Do so.', keys: 'The key r.', earlier: 'Look.' } };
      drill = undefined;
      return over;
    },
    close: async () => void calls.push('close cloud'),
  });

  const openFake = (given: Choices, cluster?: ClusterView): WizardWalk => {
    let choices: Choices = { ...given, ...(options.network ? { network: options.network } : {}), ...options.chosen };
    let session: Session = emptySession(choices.name);
    const listeners = new Set<(event: JournalEvent) => void>();
    const emit = (event: JournalEvent): void => {
      session = fold(session, event);
      for (const listener of listeners) listener(event);
    };
    const time = (): string => new Date(now).toISOString();
    let names = Array.from({ length: choices.count }, (_, index) => `${choices.name}${index}`);
    let scaleTo = choices.count;
    let outdated = options.outdated ?? [];
    emit({ type: 'begun', time: time(), cluster: choices.name, choices });
    if (cluster) {
      for (const [index, name] of names.entries()) if (cluster.stage !== 'plan') emit(nodeEvent(name, index, time(), choices.name));
      for (const stage of stageIds.slice(0, stageIds.indexOf(cluster.stage)).filter((one) => !isOffered(one))) {
        for (const task of plannedOf(stage, choices.name, choices.count)) {
          emit({ type: 'task', time: time(), cluster: choices.name, stage, task: task.id, title: task.title, state: 'done', ...nodeOf(task.id) });
        }
      }
      session = { ...session, stage: cluster.stage, ...(cluster.state === 'ready' ? { result: 'ready' as const } : {}), price };
    }
    const runTask = async (stage: StageId, task: PlannedTask, signal: AbortSignal): Promise<Problem | undefined> => {
      const began = now;
      const say = (state: 'observing' | 'making' | 'done' | 'failed', more: object = {}): void =>
        emit({
          type: 'task',
          time: time(),
          cluster: choices.name,
          stage,
          task: task.id,
          title: task.title,
          state,
          spentSeconds: (now - began) / 1000,
          ...nodeOf(task.id),
          ...more,
        });
      say('observing', { usualSeconds: [2, 8] });
      await step(signal, 300);
      const problem = problems.get(task.id);
      if (problem) {
        problems.delete(task.id);
        say('failed', { message: problem.message, error: { ...problem, next: [...problem.next] } });
        return problem;
      }
      say('making');
      await held(task.id, signal);
      await step(signal, 1000);
      if (task.id.startsWith('machine/') || task.id.startsWith('cloud-init/')) {
        say('making', { waitingFor: task.id.startsWith('machine/') ? 'Azure is creating it' : 'installing openmpi-bin, 3 of 5' });
        await step(signal, 30_000);
      }
      if (task.id === 'benchmark/pairs') {
        const measurement =
          options.measured?.(session.measurements?.length ?? 0) ?? measured({ count: choices.count, network: choices.network, size: choices.size });
        emit({ type: 'measured', time: time(), cluster: choices.name, measurement: { ...measurement, at: time() } });
      }
      if (task.id === 'shared/verify') emit({ type: 'shared', time: time(), cluster: choices.name, shared: { kind: choices.sharedFiles } });
      if (task.id.startsWith('machine/')) emit(nodeEvent(task.id.slice(8), names.indexOf(task.id.slice(8)), time(), choices.name));
      say(
        'done',
        task.id === 'hello/run'
          ? { message: options.hello ?? names.map((name, rank) => `Hello from rank ${rank} of ${names.length} running on ${name}`).join('\n') }
          : {},
      );
      return undefined;
    };
    const step = async (signal: AbortSignal, milliseconds: number): Promise<void> => {
      signal.throwIfAborted();
      await pause(options.pace ?? 0, undefined, { signal });
      now += milliseconds;
    };
    const walk: WizardWalk = {
      get choices() {
        return choices;
      },
      folder: `/home/ada/.config/rank0/clusters/practice/${choices.name}`,
      get session() {
        return session;
      },
      tasks: (stage) => plannedOf(stage, choices.name, choices.count),
      review: () => ({ ...review(choices), price: { ...price, perHour: options.pricePerHour ?? price.perHour } }),
      run: async (stages, signal): Promise<RunOutcome> => {
        calls.push(`run ${stages.join(' ')}`);
        try {
          for (const stage of stages) {
            const tasks = plannedOf(stage, choices.name, choices.count);
            const parallel = stage === 'nodes' || stage === 'log-in';
            const ended = parallel
              ? await Promise.all(tasks.map((task) => runTask(stage, task, signal)))
              : await inOrder(tasks, (task) => runTask(stage, task, signal));
            const at = ended.findIndex((problem) => problem !== undefined);
            const problem = ended[at];
            if (problem) return { result: 'failed', task: tasks[at]?.id ?? '', problem, exitCode: options.exitCode ?? 1, cause: undefined };
            if (stage === 'plan') emit({ type: 'priced', time: time(), cluster: choices.name, price });
          }
          return { result: 'done' };
        } catch (error) {
          if (signal.aborted) return { result: 'interrupted' };
          throw error;
        }
      },
      end: (result) => {
        calls.push(`end ${result}`);
        emit({ type: 'ended', time: time(), cluster: choices.name, result });
      },
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      ownProgram: () => ['mpicc program.c -o program', `clush -w '${choices.name}[1-${choices.count - 1}]' -c program`, 'mpirun --hostfile hostfile ./program'],
      live: async () =>
        names.map((name, index) => ({ ...liveOf(name, index), ...options.odd?.[name], ...(outdated.includes(name) ? { outdated: true as const } : {}) })),
      ...fakeNodePages(options, { calls, time }),
      look: (request) => lookFake(request),
      spent: () => ((now - begin) / 3_600_000) * price.perHour,
      remembered: () => comparison(session, choices),
      differences: async (signal) => {
        calls.push('differences');
        if (returnProblem) {
          const problem = returnProblem;
          returnProblem = undefined;
          throw new ProblemError(problem, { exitCode: 4 });
        }
        await step(signal, 300);
        const found = options.looked?.(choices, session) ?? {};
        return comparison(session, choices, { ...unchangedSince(session, choices, now), ...found });
      },
      setAside: () => {
        calls.push('set aside');
        return '/home/ada/.config/rank0/put-away/glocluster';
      },
      scaling: async (count, signal) => {
        calls.push(`scaling ${count}`);
        await step(signal, 300);
        scaleTo = count;
        if (options.scalingProblem) throw new ProblemError(options.scalingProblem, { exitCode: 3 });
        return { ...fakeScaling(names, count), ...outdatedOf(outdated) };
      },
      updateNodes: async (signal) => {
        calls.push(`update ${outdated.join(' ')}`);
        const problem = await runTask('your-cluster', { id: 'update/1', title: `update ${outdated.join(', ')}`, commands: [], needs: [] }, signal);
        if (problem) return { result: 'failed', task: 'update/1', problem, exitCode: 1, cause: undefined };
        outdated = [];
        return { result: 'done' };
      },
      scale: async (signal) => {
        calls.push(`scale ${scaleTo}`);
        const { going, price: then } = fakeScaling(names, scaleTo);
        const remove = { id: 'remove/instances', title: `remove ${going.join(', ')}`, commands: [], needs: [] };
        const problem = going.length > 0 ? await runTask('your-cluster', remove, signal) : undefined;
        if (problem) return { result: 'failed', task: remove.id, problem, exitCode: 1, cause: undefined };
        for (const name of going) emit({ type: 'node-gone', time: time(), cluster: choices.name, name });
        choices = { ...choices, count: scaleTo };
        names = Array.from({ length: scaleTo }, (_, index) => `${choices.name}${index}`);
        emit({ type: 'begun', time: time(), cluster: choices.name, choices });
        emit({ type: 'priced', time: time(), cluster: choices.name, price: then });
        return walk.run(scaleTo === 0 ? [] : ['nodes', 'log-in', 'cluster-ssh', 'hello-mpi'], signal);
      },
      removeNode: async (name) => {
        calls.push(`remove ${name}`);
        emit({ type: 'node-gone', time: time(), cluster: choices.name, name });
        return { result: 'done' };
      },
      deletion: async () => ({
        whole: true,
        resources: [`Microsoft.Compute/virtualMachines ${choices.name}0`, `Microsoft.Network/virtualNetworks ${choices.name}VNET`],
        foreign: [],
      }),
      down: async (signal) => {
        calls.push('down');
        await runTask('your-cluster', { id: 'down/group', title: `resource group ${choices.resourceGroup}`, commands: [], needs: [] }, signal);
        return { outcome: { result: 'done' }, left: options.left ?? [], putAway: '/home/ada/.config/rank0/put-away/glocluster' };
      },
      choose: (part) => {
        calls.push(`choose ${JSON.stringify(part)}`);
        choices = { ...choices, ...part };
        emit({ type: 'begun', time: time(), cluster: choices.name, choices });
      },
      shared: async () =>
        session.shared && session.shared.kind !== 'none' ? { ...session.shared, source: `${choices.name}0:/shared`, bytes: 31e9, free: 27.4e9 } : undefined,
      contents: async () => '12 files, 3.1 MB',
      setSshSource: async (source) => {
        calls.push(`ssh-source ${source}`);
        choices = { ...choices, sshSource: source };
        emit({ type: 'begun', time: time(), cluster: choices.name, choices });
      },
      close: async () => void calls.push('close walk'),
    };
    walks.push(walk);
    return walk;
  };

  return {
    calls,
    walks,
    clusters: () => options.clusters ?? [],
    sshInstalled: () => options.ssh !== 'missing',
    glossary,
    bug: () => {},
    drills: async () => allDrills(),
    ways: options.broken
      ? (undefined as never)
      : [
          { way: 'cli', title: 'Azure CLI login', explain: 'Takes the sign-in of az.' },
          { way: 'browser', title: 'browser', explain: 'Opens a page.' },
          { way: 'device-code', title: 'device code', explain: 'Shows a code.' },
        ],
    azureLogin: async () => options.azureUser,
    open: async (request) => {
      calls.push(`open ${request.cloud}${request.way ? ` ${request.way}` : ''}${request.drill ? ` with ${request.drill}` : ''}`);
      drill = allDrills().find(({ name }) => name === request.drill) ?? drill;
      return cloudOf(request);
    },
  };
}

function nodeOf(task: string): { node?: string } {
  const [kind, name] = task.split('/');
  return name !== undefined && /^(machine|host-key|login|cloud-init|key|known-hosts)$/.test(kind ?? '') ? { node: name } : {};
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

import type { ClusterView } from '../../src/screens/model/cluster-view.ts';
import type { PlannedTask } from '../../src/screens/model/task-view.ts';
import { isOffered } from '../../src/screens/model/offered.ts';
import type { Choices } from '../../src/state/choices.ts';
import type { JournalEvent } from '../../src/state/events.ts';
import type { Problem } from '../../src/state/problem.ts';
import { emptySession, fold, type Session } from '../../src/state/session.ts';
import { type StageId, stageIds } from '../../src/state/stage-id.ts';
import { nodeEvent, price } from './fake-records.ts';
import { plannedOf } from './fake-tasks.ts';
import type { FakeWorld } from './fake-world.ts';

/** A cluster in memory: what each feature's part of the fake walk reads and changes. */
export interface FakeCluster {
  readonly world: FakeWorld;
  choices: Choices;
  /** Its nodes, the head first. */
  names: readonly string[];
  session: Session;
  /** Tells the journal and whoever listens. */
  emit(event: JournalEvent): void;
  subscribe(listener: (event: JournalEvent) => void): () => void;
  /** Another choice, as the journal has it. */
  choose(part: Partial<Choices>): void;
  /** Runs one task with the events of a real one; `ended` is called before it is said to be done, and returns what it says. */
  runTask(stage: StageId, task: PlannedTask, signal: AbortSignal, ended?: () => string | undefined): Promise<Problem | undefined>;
}

/** @returns a cluster with these choices, or one that is remembered with its stages done. */
export function fakeCluster(world: FakeWorld, given: Choices, cluster?: ClusterView): FakeCluster {
  const { options, time } = world;
  const listeners = new Set<(event: JournalEvent) => void>();
  const choices: Choices = { ...given, ...(options.network ? { network: options.network } : {}), ...options.chosen };
  const self: FakeCluster = {
    world,
    choices,
    names: Array.from({ length: choices.count }, (_, index) => `${choices.name}${index}`),
    session: emptySession(choices.name),
    emit: (event) => {
      self.session = fold(self.session, event);
      for (const listener of listeners) listener(event);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    choose: (part) => {
      self.choices = { ...self.choices, ...part };
      self.emit({ type: 'begun', time: time(), cluster: self.choices.name, choices: self.choices });
    },
    runTask: (stage, task, signal, ended) => runTask(self, stage, task, signal, ended),
  };
  self.choose({});
  if (cluster) remember(self, cluster);
  return self;
}

/** The events of a cluster that was built before, up to where it stands. */
function remember(self: FakeCluster, cluster: ClusterView): void {
  const { choices, names, world } = self;
  const time = world.time();
  for (const [index, name] of names.entries()) if (cluster.stage !== 'plan') self.emit(nodeEvent(name, index, time, choices.name));
  for (const stage of stageIds.slice(0, stageIds.indexOf(cluster.stage)).filter((one) => !isOffered(one))) {
    for (const task of plannedOf(stage, choices.name, choices.count)) {
      self.emit({ type: 'task', time, cluster: choices.name, stage, task: task.id, title: task.title, state: 'done', ...nodeOf(task.id) });
    }
  }
  self.session = { ...self.session, stage: cluster.stage, ...(cluster.state === 'ready' ? { result: 'ready' as const } : {}), price };
}

async function runTask(
  { choices, emit, world }: FakeCluster,
  stage: StageId,
  task: PlannedTask,
  signal: AbortSignal,
  ended?: () => string | undefined,
): Promise<Problem | undefined> {
  const began = world.now;
  const say = (state: 'observing' | 'making' | 'done' | 'failed', more: object = {}): void =>
    emit({
      type: 'task',
      time: world.time(),
      cluster: choices.name,
      stage,
      task: task.id,
      title: task.title,
      state,
      spentSeconds: (world.now - began) / 1000,
      ...nodeOf(task.id),
      ...more,
    });
  say('observing', { usualSeconds: [2, 8] });
  await world.step(signal, 300);
  const problem = world.problemOf(task.id);
  if (problem) {
    say('failed', { message: problem.message, error: { ...problem, next: [...problem.next] } });
    return problem;
  }
  say('making');
  await world.held(task.id, signal);
  await world.step(signal, 1000);
  if (task.id.startsWith('machine/') || task.id.startsWith('cloud-init/')) {
    say('making', { waitingFor: task.id.startsWith('machine/') ? 'Azure is creating it' : 'installing openmpi-bin, 3 of 5' });
    await world.step(signal, 30_000);
  }
  const message = ended?.();
  say('done', message === undefined ? {} : { message });
  return undefined;
}

function nodeOf(task: string): { node?: string } {
  const [kind, name] = task.split('/');
  return name !== undefined && /^(machine|host-key|login|cloud-init|key|known-hosts)$/.test(kind ?? '') ? { node: name } : {};
}

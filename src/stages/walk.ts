import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { openAzure, type Azure } from '../azure/azure.ts';
import type { Blueprint } from '../azure/blueprint.ts';
import { downPlan, downTasks, type DownPlan, whatIsLeft } from '../azure/down.ts';
import type { PreflightResult } from '../azure/preflight.ts';
import { setSshSource } from '../azure/ssh-rule.ts';
import { groupOwner } from '../azure/group-owner.ts';
import { carriedOutAgain } from '../engine/again.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import type { World } from '../engine/world.ts';
import { openNodes, type Nodes } from '../remote/nodes.ts';
import { ownProgramLines } from '../remote/own-program.ts';
import type { Choices } from '../state/choices.ts';
import type { JournalEvent } from '../state/events.ts';
import { clusterFolder, putAway } from '../state/home.ts';
import type { Session } from '../state/session.ts';
import type { StageId } from '../state/stage-id.ts';
import { openStore } from '../state/store.ts';
import { namesOf, plansOf } from './node-names.ts';
import { benchmark } from './benchmark.ts';
import { clusterSsh } from './cluster-ssh.ts';
import { type Deletion, whose } from './deletion.ts';
import { helloMpi } from './hello-mpi.ts';
import { type LinesAbout, runForCluster, withLinesFor } from './lines-for.ts';
import { logIn } from './log-in.ts';
import { type NodePages, nodePages } from './node-page.ts';
import { nodes as nodesStage } from './nodes.ts';
import { plan } from './plan.ts';
import { removeNode } from './remove-node.ts';
import { resourceGroup } from './resource-group.ts';
import { sharedFiles } from './shared-files.ts';
import { signIn } from './sign-in.ts';
import type { Stage, StageContext } from './stage.ts';
import { openScaler, type Scaler } from './scale-walk.ts';
import { accessOf } from './walk-access.ts';
import { customDataOf, loginKeyOf } from './walk-files.ts';
import type { RunHow, WalkOptions } from './walk-options.ts';
import { lookAtNodes, type Lookout } from './look-at-nodes.ts';
import { type NodeLive, spentSoFar } from './your-cluster.ts';

const stages: readonly Stage[] = [signIn, plan, resourceGroup, nodesStage, logIn, clusterSsh, helloMpi, benchmark, sharedFiles];

/** Stages that find out; all others build from what these found. */
const findingOut: readonly StageId[] = ['sign-in', 'plan'];

/** One cluster's way along the stages, open for its one writer. What happens is told as events: journal first, then the readers. */
export interface Walk {
  readonly world: World;
  readonly choices: Choices;
  readonly folder: string;
  readonly session: Session;
  /** What the plan found out; parts are there as they become known. */
  readonly preflight: Partial<PreflightResult>;
  /** The name under which an unreadable journal was kept. */
  readonly keptDamaged?: string;
  /** The tasks of a stage, to explain them; none of a building stage before the plan has run. */
  tasks(stage: StageId): readonly Task[];
  /** Runs these stages as one plan. Sign-in and plan run first where they have not run in this program. */
  run(stages: readonly StageId[], signal: AbortSignal, how?: RunHow): Promise<RunOutcome>;
  /** Writes how it ended to the journal. */
  end(result: 'ready' | 'failed' | 'planned' | 'interrupted'): void;
  subscribe(listener: (event: JournalEvent) => void): () => void;
  /** The lines that compile, spread and run a person's own program, to be typed on the head. */
  ownProgram(): readonly string[];
  /** One look at all nodes; `told` hears of each as soon as it is known. */
  live(signal: AbortSignal, told?: (node: NodeLive) => void): Promise<readonly NodeLive[]>;
  /** What one can look at of one node. */
  pages(): NodePages;
  /** Dollars so far. */
  spent(): number;
  /** Deletes one machine and forgets its keys, for the stage *nodes* to make it anew. */
  removeNode(name: string, signal: AbortSignal): Promise<RunOutcome>;
  downPlan(signal: AbortSignal): Promise<DownPlan>;
  down(plan: DownPlan, signal: AbortSignal): Promise<Deletion>;
  /** Another count of nodes. */
  readonly scaling: Scaler;
  /** Puts the folder of a cluster away that somebody else deleted. Returns its new place. */
  setAside(): string;
  /** Opens port 22 to another CIDR instead, in Azure and for later runs. */
  setSshSource(source: string, signal: AbortSignal): Promise<void>;
  /** Removes the folder of a cluster of which nothing can exist in Azure; of any other it does nothing. */
  forget(): void;
  /** Releases the lock and ends the connections; the world stays open. */
  close(): Promise<void>;
}

/**
 * Opens a cluster's walk, begun or new.
 * @throws ProblemError `cluster-in-use`, `home-not-writable`, `disk-full`.
 */
export function openWalk({ home, world, choices: given, command, before = [] }: WalkOptions): Walk {
  const folder = clusterFolder(home, given.cloud, given.name);
  const store = openStore(folder, given.name, command);
  const listeners = new Set<(event: JournalEvent) => void>();
  let choices = given;
  let azure: Azure | undefined;
  let pool: Nodes | undefined;
  let preflight: Partial<PreflightResult> = {};
  let looked = false;
  const lookout: Lookout = { underWay: new Map() };

  const time = (): string => new Date(world.clock.now()).toISOString();
  const tell = (event: JournalEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const emit = (event: JournalEvent): void => {
    store.append(event);
    tell(event);
  };
  const begin = (next: Choices): void => {
    choices = next;
    if (JSON.stringify(store.session.choices) !== JSON.stringify(next)) emit({ type: 'begun', time: time(), cluster: next.name, choices: next });
  };
  const inAzure = (): Azure => {
    azure ??= openAzure(world, choices.subscription);
    return azure;
  };
  const known = (name: string) => store.session.nodes.find((node) => node.name === name);
  const names = (): readonly string[] => namesOf(choices, store.session);

  const loginKey = () => loginKeyOf(store, choices.name);
  const connections = (): Nodes => {
    pool ??= openNodes({
      user: choices.adminUsername,
      privateKey: loginKey().privateKey,
      dial: world.dial,
      clock: world.clock,
      overhear: world.overhearCommand,
    });
    return pool;
  };
  const access = accessOf({ choices: () => choices, session: () => store.session, connections, vCPUs: () => preflight.size?.vCPUs });
  const blueprint = (): Blueprint => {
    const { image, size, acceleratedNetworking, securityType } = preflight;
    const { clusterId } = store.session;
    if (!image || !size || acceleratedNetworking === undefined || clusterId === undefined) throw new Error('the plan has to run first');
    return {
      choices,
      clusterId,
      acceleratedNetworking,
      securityType,
      imageReference: image.reference,
      loginPublicKey: loginKey().publicKey,
      customData: customDataOf(store, choices),
    };
  };
  const context = (): StageContext => ({
    world,
    azure: inAzure(),
    choices,
    folder,
    names: names(),
    access,
    known,
    allKnown: () => store.session.nodes,
    readFile: (name) => store.readFile(name),
    writeFile: (name, content) => store.writeFile(name, content),
    preflight,
    planned: (part) => {
      preflight = { ...preflight, ...part };
    },
    blueprint,
  });
  const tasksOf = (ids: readonly StageId[], how: Pick<StageContext, 'transports'> = {}): Task[] => {
    const all = stages.filter(({ id }) => ids.includes(id)).flatMap((stage) => stage.tasks({ ...context(), ...how }));
    // What an earlier stage made is taken as so; its own run has asked Azure.
    const here = new Set(all.map(({ id }) => id));
    return all.map((task) => ({ ...task, needs: task.needs.filter((need) => here.has(need)) }));
  };
  const about = (): LinesAbout => ({ choices, begun: !findingOut.includes(store.session.stage) });
  const runPlan = (tasks: readonly Task[], signal: AbortSignal): Promise<RunOutcome> =>
    runForCluster(about, {
      tasks,
      clock: world.clock,
      signal,
      event: (event) => emit({ ...event, type: 'task', cluster: choices.name }),
      learn: (fact) => emit({ ...fact, time: time(), cluster: choices.name }),
    });
  /** Fixes the tag of this cluster: the one in the journal, the one on its group in Azure, or a new one. */
  const tag = async (signal: AbortSignal): Promise<void> => {
    if (store.session.clusterId !== undefined) return;
    const owner = await groupOwner(inAzure(), choices.resourceGroup, signal);
    emit({
      type: 'tagged',
      time: time(),
      cluster: choices.name,
      clusterId: owner?.cluster === choices.name ? owner.clusterId : randomUUID(),
    });
  };

  /** Says that it is deleted, and frees its name. Returns where its folder is now. */
  const setAside = (): string => {
    emit({ type: 'ended', time: time(), cluster: choices.name, result: 'deleted' });
    store.close();
    return putAway(home, choices.cloud, choices.name, new Date(world.clock.now()));
  };

  const run: Walk['run'] = async (ids, signal, { anew = [], transports = false } = {}) => {
    const building = ids.filter((id) => !findingOut.includes(id));
    const first = building.length > 0 && !looked ? findingOut : ids.filter((id) => findingOut.includes(id));
    if (first.length > 0) {
      const outcome = await runPlan(tasksOf(first), signal);
      if (outcome.result !== 'done') return outcome;
      if (first.includes('plan')) {
        looked = true;
        if (preflight.price) emit({ type: 'priced', time: time(), cluster: choices.name, price: preflight.price });
        await tag(signal);
      }
    }
    for (const part of plansOf(building, choices)) {
      const tasks = tasksOf(part, { transports }).map((task) => (anew.includes(task.id) ? carriedOutAgain(task) : task));
      const outcome = await runPlan(tasks, signal);
      if (outcome.result !== 'done') return outcome;
    }
    return { result: 'done' };
  };
  const parts = { context, session: () => store.session, emit, time, runPlan };
  const scaling = openScaler({
    ...parts,
    begin,
    use: (next) => {
      choices = next;
    },
    findOut: async (signal, anyway) => {
      const outcome = await runPlan(tasksOf(findingOut), signal);
      looked ||= outcome.result === 'done' || (anyway && outcome.result === 'failed');
      return outcome;
    },
    run,
  });

  for (const event of before) store.append(event);
  begin(given);

  return {
    world,
    folder,
    ...(store.keptDamaged === undefined ? {} : { keptDamaged: store.keptDamaged }),
    get choices() {
      return choices;
    },
    get session() {
      return store.session;
    },
    get preflight() {
      return preflight;
    },
    tasks: (stage) => (findingOut.includes(stage) || looked ? tasksOf([stage]) : []),
    run,
    scaling,
    removeNode: (name, signal) => withLinesFor(about, () => removeNode(parts, name, signal)),
    end: (result) => emit({ type: 'ended', time: time(), cluster: choices.name, result }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    live: (signal, told) =>
      lookAtNodes({ azure: inAzure(), nodes: connections(), session: store.session, names: names(), choices }, signal, {
        lookout,
        ...(told ? { told } : {}),
      }),
    pages: () => nodePages(context()),
    // Ubuntu 26.04 and HPC-X bring Open MPI 5, the Ubuntus before it 4 (azure-facts 8).
    ownProgram: () => ownProgramLines(access, 'program', /26[._]04|ubuntu-hpc/.test(choices.image) ? 5 : 4),
    spent: () => spentSoFar(store.session, world),
    downPlan: (signal) => withLinesFor(about, () => downPlan(inAzure(), whose(choices, store.session), signal)),
    down: async (deletion, signal) => {
      const outcome = await runPlan(downTasks(inAzure(), deletion), signal);
      if (outcome.result === 'interrupted') return { outcome, left: [] };
      const left = await withLinesFor(about, () => whatIsLeft(inAzure(), whose(choices, store.session), signal));
      if (outcome.result !== 'done' || left.length > 0) return { outcome, left };
      return { outcome, left, putAway: setAside() };
    },
    setAside,
    setSshSource: async (source, signal) => {
      await withLinesFor(about, () => setSshSource(inAzure(), choices, source, signal));
      begin({ ...choices, sshSource: source });
    },
    forget: () => {
      if (!findingOut.includes(store.session.stage)) return;
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
    close: async () => {
      pool?.close();
      store.close();
    },
  };
}

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { openAzure, type Azure } from '../azure/azure.ts';
import type { Blueprint } from '../azure/blueprint.ts';
import type { PreflightResult } from '../azure/preflight.ts';
import { groupOwner } from '../azure/group-owner.ts';
import { carriedOutAgain } from '../engine/again.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import type { ReachableNodes } from '../remote/nodes.ts';
import { ownProgramLines } from '../remote/own-program.ts';
import { contentsOf } from '../remote/tasks/shared-count.ts';
import type { Choices } from '../state/choices.ts';
import type { ClusterNode, JournalEvent } from '../state/events.ts';
import { clusterFolder, putAway } from '../state/home.ts';
import type { StageId } from '../state/stage-id.ts';
import { openStore } from '../state/store.ts';
import { namesOf, plansOf } from './node-names.ts';
import { stages } from './all-stages.ts';
import { openAutostop } from './autostop-walk.ts';
import { openAddressing } from './address-walk.ts';
import { openDeleter } from './down-walk.ts';
import { type LinesAbout, runForCluster, withLinesFor } from './lines-for.ts';
import { nodePages } from './node-page.ts';
import { nodeWork } from './node-work.ts';
import { foundIn } from './found.ts';
import { isPruned } from './prune.ts';
import { removeNode } from './remove-node.ts';
import { lookAtShared } from './shared-files.ts';
import { removeEntryIfAble } from './ssh-entry.ts';
import type { StageContext } from './stage.ts';
import { openPower } from './power-walk.ts';
import { openAdopter } from './adopt.ts';
import { openPruner } from './prune-walk.ts';
import { type RunStages, withScalingFirst } from './scale-again.ts';
import { openScaler } from './scale-walk.ts';
import { accessOf } from './walk-access.ts';
import { tellingHow } from './told-how.ts';
import { connectionsOf } from './walk-connections.ts';
import { customDataOf, loginKeyOf } from './walk-files.ts';
import type { Walk } from './walk-interface.ts';
import type { WalkOptions } from './walk-options.ts';
import { lookAtNodes, type Lookout } from './look-at-nodes.ts';
import { spentSoFar } from './your-cluster.ts';

export type { Walk } from './walk-interface.ts';

/** Stages that find out; all others build from what these found. */
const findingOut: readonly StageId[] = ['sign-in', 'plan'];

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
  let pool: ReachableNodes | undefined;
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

  const state = { choices: () => choices, session: () => store.session };
  /** Where a node is was found out by the way: another address, or none any more. */
  const moved = (node: ClusterNode): void => {
    if (JSON.stringify(known(node.name)) !== JSON.stringify(node)) emit({ type: 'node', time: time(), cluster: choices.name, node });
  };
  const loginKey = () => loginKeyOf(store, choices.name);
  const connections = (): ReachableNodes => {
    pool ??= connectionsOf({ ...state, world, azure: inAzure, privateKey: loginKey().privateKey, found: moved });
    return pool;
  };
  const access = accessOf({ ...state, connections, vCPUs: () => preflight.size?.vCPUs });
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
    clusterId: store.session.clusterId,
    pruned: isPruned(choices, store.session),
    autostop: store.session.autostop,
    known,
    allKnown: () => store.session.nodes,
    shared: () => store.session.shared,
    measurements: () => store.session.measurements ?? [],
    readFile: (name) => store.readFile(name),
    writeFile: (name, content) => store.writeFile(name, content),
    preflight,
    planned: (part) => {
      preflight = { ...preflight, ...part };
    },
    blueprint,
  });
  const tasksOf = (ids: readonly StageId[], how: Pick<StageContext, 'transports' | 'remeasure' | 'copyShared'> = {}): Task[] => {
    const all = stages.filter(({ id }) => ids.includes(id)).flatMap((stage) => stage.tasks({ ...context(), ...how }));
    // What an earlier stage made is taken as so; its own run has asked Azure.
    const here = new Set(all.map(({ id }) => id));
    return all.map((task) => ({ ...task, needs: task.needs.filter((need) => here.has(need)) }));
  };
  const about = (): LinesAbout => ({ choices, begun: !findingOut.includes(store.session.stage) });
  const explained = new Set<string>();
  const runPlan = (tasks: readonly Task[], signal: AbortSignal): Promise<RunOutcome> => {
    const told = tellingHow(tasks, explained);
    return runForCluster(about, {
      tasks,
      clock: world.clock,
      signal,
      event: (event) => emit({ ...told(event), type: 'task', cluster: choices.name }),
      learn: (fact) => emit({ ...fact, time: time(), cluster: choices.name }),
    });
  };
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
    removeEntryIfAble(choices.name, folder);
    store.close();
    return putAway(home, choices.cloud, choices.name, new Date(world.clock.now()));
  };

  const run: RunStages = async (ids, signal, { anew = [], ...how } = {}, before) => {
    const building = ids.filter((id) => !findingOut.includes(id));
    const first = building.length > 0 && !looked ? findingOut : ids.filter((id) => findingOut.includes(id));
    if (first.length > 0) {
      const outcome = await runPlan(tasksOf(first), signal);
      if (outcome.result !== 'done') return outcome;
      if (first.includes('plan')) {
        looked = true;
        if (preflight.price) emit({ type: 'priced', time: time(), cluster: choices.name, price: preflight.price });
        const found = foundIn(preflight);
        if (found && !isDeepStrictEqual(found, store.session.found)) emit({ type: 'found', time: time(), cluster: choices.name, found });
        await tag(signal);
      }
    }
    const ready = building.length > 0 ? await before?.() : undefined;
    if (ready && ready.result !== 'done') return ready;
    for (const part of plansOf(building, choices)) {
      const tasks = tasksOf(part, how).map((task) => (anew.includes(task.id) ? carriedOutAgain(task) : task));
      const outcome = await runPlan(tasks, signal);
      if (outcome.result !== 'done') return outcome;
    }
    return { result: 'done' };
  };
  const parts = { context, session: () => store.session, emit, time, runPlan };
  const use = (next: Choices): void => {
    choices = next;
  };
  const scaling = openScaler({
    ...parts,
    begin,
    use,
    findOut: async (signal, anyway) => {
      const outcome = await runPlan(tasksOf(findingOut), signal);
      looked ||= outcome.result === 'done' || (anyway && outcome.result === 'failed');
      return outcome;
    },
    run,
  });

  const power = openPower({ ...parts, tasksOf });

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
    run: withScalingFirst({ ...state, run, use, finish: scaling.finish }),
    scaling,
    pruning: openPruner({ ...parts, begin }),
    adopting: openAdopter({ ...parts, begin, loginKey, power }),
    power,
    autostop: openAutostop(parts),
    work: nodeWork({ ...state, connections, known: () => store.session.nodes, azure: inAzure }),
    reach: (node, signal) => connections().reach(node, signal),
    removeNode: (name, signal) => withLinesFor(about, () => removeNode(parts, name, signal)),
    end: (result) => emit({ type: 'ended', time: time(), cluster: choices.name, result }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    live: async (signal, told) => {
      const found = await lookAtNodes({ azure: inAzure(), nodes: connections(), session: store.session, names: names(), choices }, signal, {
        lookout,
        ...(told ? { told } : {}),
      });
      power.observed((lookout.states ?? new Map()).values());
      return found;
    },
    pages: () => nodePages(context()),
    // Ubuntu 26.04 and HPC-X bring Open MPI 5, the Ubuntus before it 4 (azure-facts 8).
    ownProgram: () => ownProgramLines(access, 'program', /26[._]04|ubuntu-hpc/.test(choices.image) ? 5 : 4),
    spent: () => spentSoFar(store.session, world),
    deleting: openDeleter({ ...state, azure: inAzure, access, about, runPlan, setAside }),
    setAside,
    lookAtShared: (signal) => lookAtShared(context(), signal),
    countShared: (signal) => contentsOf(access, { signal }),
    choose: (part) => begin({ ...choices, ...part }),
    addressing: openAddressing({ ...parts, begin }),
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

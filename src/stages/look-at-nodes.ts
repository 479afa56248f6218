import { setTimeout as pause } from 'node:timers/promises';
import type { MachineState } from '../azure/live.ts';
import { nodeStates } from '../azure/node-states.ts';
import { nodeVitals } from '../remote/live.ts';
import type { Nodes } from '../remote/nodes.ts';
import type { ClusterNode } from '../state/events.ts';
import { ProblemError } from '../state/problem.ts';
import type { LiveSources, NodeLive } from './your-cluster.ts';

/** How long a look waits for Azure where an earlier one has its answer, and for what a node says of itself, in milliseconds of real time. */
const azurePatience = 2_000;
const vitalsPatience = 3_500;

/** What looks of one kind share: what Azure said last, and a question to it that is still open. */
export interface Lookout {
  states?: ReadonlyMap<string, MachineState>;
  asked?: Promise<ReadonlyMap<string, MachineState>>;
  /** Looks at single nodes that are still under way: a silent node is not asked again meanwhile. */
  readonly underWay?: Map<string, Promise<NodeLive>>;
}

export interface LookOptions {
  /** Told of each node as soon as it is known: one that does not answer holds up no other. */
  readonly told?: (node: NodeLive) => void;
  /** Kept from look to look, so that an Azure that is slow or out of reach does not hide which nodes answer. */
  readonly lookout?: Lookout;
}

/**
 * One look at all nodes: one call to Azure whatever their number (azure-facts 15.1b), and one command on each that can be reached.
 * @throws ProblemError where Azure does not answer and nothing is known from an earlier look.
 */
export async function lookAtNodes(sources: LiveSources, signal: AbortSignal, { told, lookout = {} }: LookOptions = {}): Promise<NodeLive[]> {
  const { underWay = new Map<string, Promise<NodeLive>>() } = lookout;
  const states = await statesOf(sources, signal, lookout);
  const byName = new Map(sources.session.nodes.map((node) => [node.name, node]));
  return Promise.all(
    sources.names.map(async (name, index) => {
      const machine = states.get(name);
      // The head of a pruned cluster is of the earlier model on purpose: it keeps its address by that.
      const outdated = machine?.latestModelApplied === false && !(index === 0 && sources.session.choices?.prune);
      const look = underWay.get(name) ?? lookAtNode(sources.nodes, byName.get(name), { name, index, machine, outdated }, signal);
      underWay.set(name, look);
      try {
        const live = await look;
        told?.(live);
        return live;
      } finally {
        if (underWay.get(name) === look) underWay.delete(name);
      }
    }),
  );
}

async function statesOf({ azure, names, choices }: LiveSources, signal: AbortSignal, lookout: Lookout): Promise<ReadonlyMap<string, MachineState>> {
  const before = lookout.states;
  const asked = lookout.asked ?? nodeStates(azure, choices, names, signal);
  lookout.asked = asked;
  const answered = asked
    .then((states) => {
      lookout.states = states;
      return states;
    })
    .finally(() => {
      delete lookout.asked;
    });
  if (!before) return answered;
  // Out of reach for now: what the nodes say counts, and the next look asks again.
  const known = answered.catch(() => before);
  const late = new AbortController();
  try {
    return await Promise.race([known, pause(azurePatience, before, { signal: late.signal, ref: false })]);
  } finally {
    late.abort();
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface About {
  readonly name: string;
  readonly index: number;
  readonly machine: MachineState | undefined;
  readonly outdated: boolean;
}

async function lookAtNode(nodes: Nodes, known: ClusterNode | undefined, { name, index, machine, outdated }: About, signal: AbortSignal): Promise<NodeLive> {
  const base: Omit<Mutable<NodeLive>, 'cloudInit' | 'ssh'> = {
    name,
    role: index === 0 ? ('head' as const) : ('node' as const),
    ...(known ? { privateAddress: known.privateAddress, ...(known.publicAddress === undefined ? {} : { publicAddress: known.publicAddress }) } : {}),
    power: machine?.power ?? ('unknown' as const),
    provisioning: machine?.provisioning ?? 'absent',
    ...(machine?.since === undefined ? {} : { since: machine.since }),
    ...(outdated ? { outdated } : {}),
  };
  if (!known || known.hostKeys.length === 0 || machine?.power !== 'running') return { ...base, cloudInit: 'unknown', ssh: { state: 'unknown' } };
  const ssh = await nodes.ping(known, signal);
  const { publicAddress } = nodes.where?.(known) ?? known;
  if (publicAddress === undefined) delete base.publicAddress;
  else base.publicAddress = publicAddress;
  if (ssh.state !== 'ok') return { ...base, cloudInit: 'unknown', ssh };
  const late = AbortSignal.timeout(vitalsPatience);
  try {
    return { ...base, ssh, ...(await nodeVitals(nodes, known, AbortSignal.any([signal, late]))) };
  } catch (error) {
    signal.throwIfAborted();
    // It has answered just now; what it says of itself comes with the next look, or that finds it silent.
    if (late.aborted || error instanceof ProblemError) return { ...base, cloudInit: 'unknown', ssh };
    throw error;
  }
}

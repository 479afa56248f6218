import { machineStates, type MachineState } from '../azure/live.ts';
import type { World } from '../engine/world.ts';
import type { Azure } from '../azure/azure.ts';
import { nodeVitals, type NodeVitals } from '../remote/live.ts';
import type { Nodes } from '../remote/nodes.ts';
import type { Session } from '../state/session.ts';
import { spentBy } from './spent.ts';

/** A node as it is now: what Azure says of the machine, and what the machine says of itself. */
export interface NodeLive {
  readonly name: string;
  readonly role: 'head' | 'node';
  readonly privateAddress?: string;
  readonly publicAddress?: string;
  readonly power: MachineState['power'];
  /** ARM's `provisioningState`; `absent` where there is no such machine. */
  readonly provisioning: string;
  readonly cloudInit: NodeVitals['cloudInit'];
  /** What cloud-init is doing, while it runs. */
  readonly progress?: string;
  readonly ssh: { readonly state: 'ok' | 'unreachable' | 'refused' | 'host-key' | 'unknown'; readonly ms?: number };
  readonly load?: number;
  readonly memory?: { readonly usedMB: number; readonly totalMB: number };
}

export interface LiveSources {
  readonly azure: Azure;
  readonly nodes: Nodes;
  readonly session: Session;
  readonly names: readonly string[];
  readonly resourceGroup: string;
}

/** One look at all nodes: one call to Azure whatever their number (azure-facts 15.1b), and one command on each that can be reached. */
export async function lookAtNodes({ azure, nodes, session, names, resourceGroup }: LiveSources, signal: AbortSignal): Promise<NodeLive[]> {
  const states = await machineStates(azure, resourceGroup, names, signal);
  return Promise.all(
    names.map(async (name, index): Promise<NodeLive> => {
      const known = session.nodes.find((node) => node.name === name);
      const machine = states.get(name);
      const base = {
        name,
        role: index === 0 ? ('head' as const) : ('node' as const),
        ...(known ? { privateAddress: known.privateAddress, ...(known.publicAddress === undefined ? {} : { publicAddress: known.publicAddress }) } : {}),
        power: machine?.power ?? ('unknown' as const),
        provisioning: machine?.provisioning ?? 'absent',
      };
      if (!known || known.hostKeys.length === 0 || machine?.power !== 'running') return { ...base, cloudInit: 'unknown', ssh: { state: 'unknown' } };
      const ssh = await nodes.ping(known, signal);
      if (ssh.state !== 'ok') return { ...base, cloudInit: 'unknown', ssh };
      const vitals = await nodeVitals(nodes, known, signal);
      return { ...base, ssh, ...vitals };
    }),
  );
}

/** Dollars spent so far. */
export const spentSoFar = (session: Session, world: Pick<World, 'clock'>): number => spentBy(session, world.clock.now());

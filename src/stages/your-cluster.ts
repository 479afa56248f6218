import type { MachineState } from '../azure/live.ts';
import type { World } from '../engine/world.ts';
import type { Azure } from '../azure/azure.ts';
import type { NodeVitals } from '../remote/live.ts';
import type { Nodes } from '../remote/nodes.ts';
import type { Choices } from '../state/choices.ts';
import type { Session } from '../state/session.ts';
import { spentBy } from './spent.ts';

/** A node as it is now: what Azure says of the machine, and what the machine says of itself. */
export interface NodeLive {
  readonly name: string;
  readonly role: 'head' | 'node';
  readonly privateAddress?: string;
  readonly publicAddress?: string;
  readonly power: MachineState['power'];
  /** When Azure's last operation on the machine ended: since then at least a deallocated one has been off. */
  readonly since?: string;
  /** ARM's `provisioningState`; `absent` where there is no such machine. */
  readonly provisioning: string;
  readonly cloudInit: NodeVitals['cloudInit'];
  /** What cloud-init is doing, while it runs. */
  readonly progress?: string;
  readonly ssh: { readonly state: 'ok' | 'unreachable' | 'refused' | 'host-key' | 'unknown'; readonly ms?: number };
  readonly load?: number;
  readonly memory?: { readonly usedMB: number; readonly totalMB: number };
  /** An instance of an earlier model of its scale set; `rank0 scale NAME --update` brings it to the latest. */
  readonly outdated?: true;
}

export interface LiveSources {
  readonly azure: Azure;
  readonly nodes: Nodes;
  readonly session: Session;
  readonly names: readonly string[];
  /** Which machines they are in Azure. */
  readonly choices: Pick<Choices, 'network' | 'name' | 'count' | 'resourceGroup'>;
}

/** Dollars spent so far. */
export const spentSoFar = (session: Session, world: Pick<World, 'clock'>): number => spentBy(session, world.clock.now());

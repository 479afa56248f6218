import type { PowerState } from '../state/power.ts';
import type { Leftover } from './leftovers.ts';
import type { ListedResource } from './live.ts';

/** A machine of a cluster that rank0 does not know yet. */
export interface StandingNode {
  readonly name: string;
  readonly machineId: string;
  readonly power: PowerState;
  readonly privateAddress: string;
  readonly publicAddress?: string;
  /** When it was made, ISO 8601, where Azure says it. */
  readonly madeAt?: string;
}

/** A public address of the kind that Azure retired, on a node's card. */
export interface BasicAddress {
  readonly name: string;
  readonly node: string;
}

/** A cluster as it stands in a resource group, by Azure's word alone. */
export interface StandingCluster {
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly network: 'ethernet' | 'infiniband';
  readonly size: string;
  /** URN as the machines were made from it. */
  readonly image: string;
  readonly user: string;
  /** Highest number and one more: a machine that is missing in between counts. */
  readonly count: number;
  /** Head first. */
  readonly nodes: readonly StandingNode[];
  /** Name of its proximity placement group; '' where it has none. */
  readonly placementGroup: string;
  /** Nodes whose network card has accelerated networking off. */
  readonly slowCards: readonly string[];
  /** Resources that outlive their machine: names of machines, by what is kept. */
  readonly outliving: readonly string[];
  /** Public addresses of the retired Basic kind, with the node that has each. */
  readonly basic: readonly BasicAddress[];
  /** Nodes that let somebody in by password. */
  readonly passwords: readonly string[];
  /** What belongs to no machine and costs or is in the way, in the whole group. */
  readonly leftovers: readonly Leftover[];
  /** Who may reach port 22; undefined where nobody may. */
  readonly source?: string;
  /** Its resources, to be tagged. */
  readonly resources: readonly ListedResource[];
  /** What else is in the group. */
  readonly others: readonly ListedResource[];
  /** The tag of the rank0 that made it; undefined for one that was made by hand. */
  readonly clusterId?: string;
  /** When the oldest machine was made. */
  readonly madeAt?: string;
}

/** What the roads find each in their own way. */
export type Judged = Omit<StandingCluster, 'name' | 'resourceGroup' | 'others' | 'clusterId' | 'madeAt' | 'leftovers'>;

import type { ClusterNode } from '../state/events.ts';
import type { MpiStack } from './mpi-stack.ts';
import type { Nodes } from './nodes.ts';

/** The nodes of one cluster as the remote tasks use them. Addresses and keys become known on the way, so they are asked for. */
export interface Access {
  /** The cluster's name. */
  readonly cluster: string;
  readonly nodes: Nodes;
  /** @throws Error (a bug) for a node that was not observed yet. */
  node(name: string): ClusterNode;
  /** Names, head first. */
  readonly names: readonly string[];
  /** Nodes that left: what was written of them on the others goes. */
  readonly gone?: readonly ClusterNode[];
  readonly user: string;
  /** `10.0.0.0/24`: what the cluster's own key is good for, and what Open MPI talks over. */
  readonly subnet: string;
  /** Of one node: the slots of the host file. */
  readonly vCPUs: number;
  /** The MPI of the nodes' image. */
  readonly mpi: MpiStack;
}

/** Name of the node that everything is started from. */
export const headOf = (access: Pick<Access, 'names'>): string => access.names[0] as string;

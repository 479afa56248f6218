import type { Azure } from '../azure/azure.ts';
import { whereabouts } from '../azure/node-addresses.ts';
import type { World } from '../engine/world.ts';
import { openNodes, type ReachableNodes } from '../remote/nodes.ts';
import type { Choices } from '../state/choices.ts';
import type { ClusterNode } from '../state/events.ts';
import type { Session } from '../state/session.ts';

/** What connections to a cluster's nodes are made from; all of it may change on the way. */
export interface ConnectionParts {
  readonly world: World;
  readonly choices: () => Choices;
  readonly session: () => Session;
  readonly azure: () => Azure;
  /** rank0's own key of this cluster. */
  readonly privateKey: string;
  /** Told of a node that is somewhere else than it was known to be. */
  found?(node: ClusterNode): void;
}

/** Opens the connections to a cluster's nodes: those without a public address through the head, those that moved where Azure says they are. */
export function connectionsOf({ world, choices, session, azure, privateKey, found }: ConnectionParts): ReachableNodes {
  const nodes = (): readonly ClusterNode[] => session().nodes;
  const where = whereabouts(azure, choices, nodes);
  return openNodes({
    user: choices().adminUsername,
    privateKey,
    dial: world.dial,
    clock: world.clock,
    overhear: world.overhearCommand,
    head: () => nodes().find(({ role }) => role === 'head'),
    whereNow: async (node, signal) => {
      const there = await where(node, signal);
      const known = nodes().find(({ name }) => name === node.name);
      if (there && found && known?.machineId === there.machineId) found({ ...there, hostKeys: known.hostKeys });
      return there;
    },
  });
}

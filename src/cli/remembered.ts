import { openAzure, type Azure } from '../azure/azure.ts';
import { chooseNodes, withHostKeys } from '../stages/choose-nodes.ts';
import { namesOf } from '../stages/node-names.ts';
import { connectionsOf } from '../stages/walk-connections.ts';
import type { World } from '../engine/world.ts';
import type { ReachableNodes } from '../remote/nodes.ts';
import type { Choices } from '../state/choices.ts';
import { usageError } from '../state/problem.ts';
import { readStoreFile } from '../state/store.ts';
import type { KnownCluster } from './cluster-choice.ts';
import { openCommandWorld } from './command-world.ts';
import { givenBy } from './gather.ts';
import type { Surroundings } from './surroundings.ts';

/** A remembered cluster to look at or to use: no lock is taken, nothing is written. */
export interface Remembered {
  readonly cluster: KnownCluster;
  readonly choices: Choices;
  readonly world: World;
  readonly azure: Azure;
  readonly nodes: ReachableNodes;
  readonly names: readonly string[];
  close(): Promise<void>;
}

/** Opens the world of a remembered cluster; it remembers cloud, subscription and tenant, flags win. */
export async function openRemembered(around: Surroundings, cluster: KnownCluster): Promise<Remembered> {
  const given = givenBy(around.words);
  const choices = cluster.session.choices as Choices;
  const world = await openCommandWorld(around, choices.cloud, given.tenant ?? choices.tenant);
  const privateKey = readStoreFile(cluster.folder, 'login_key');
  const azure = openAzure(world, given.subscription ?? choices.subscription);
  const nodes = connectionsOf({
    world,
    choices: () => choices,
    session: () => cluster.session,
    azure: () => azure,
    privateKey: privateKey ?? '',
  });
  return {
    cluster,
    choices,
    world,
    azure,
    nodes,
    names: namesOf(choices, cluster.session),
    close: async () => {
      nodes.close();
      await world.close();
    },
  };
}

/**
 * Its nodes that can be logged in to, or those that were named: one, or a set of them as clush writes it.
 * @throws ProblemError exit code 2: no such node, or none can be reached yet.
 */
export function loginNodes({ cluster }: Pick<Remembered, 'cluster'>, name: string | undefined) {
  const { session } = cluster;
  const able = withHostKeys(session.nodes);
  if (name !== undefined) {
    const chosen = chooseNodes(name, cluster.name, able);
    if (chosen.length > 0) return chosen;
  }
  if (able.length > 0) return able;
  if (session.choices?.count === 0) {
    throw usageError('no-nodes', `${cluster.name} has no nodes: it was scaled to 0`, 'Nodes come by scaling it up.', [
      { label: 'Have nodes again', command: `rank0 scale ${cluster.name} 4` },
    ]);
  }
  throw usageError('no-nodes', `${cluster.name} has no nodes to log in to yet`, `It is at the stage ${session.stage}.`, [
    { label: 'Go on building it', command: `rank0 up --name ${cluster.name}` },
  ]);
}

import type { StandingCluster } from '../azure/standing-cluster.ts';
import type { World } from '../engine/world.ts';
import { usageError } from '../state/problem.ts';
import { type KnownCluster, knownClusters } from './cluster-choice.ts';

/** What is remembered here of a cluster that stands in Azure. */
export const amongKnown = (
  known: readonly KnownCluster[],
  { name, resourceGroup }: Pick<StandingCluster, 'name' | 'resourceGroup'>,
  subscription: string,
): KnownCluster | undefined =>
  known.find(
    ({ session: { choices } }) =>
      choices?.resourceGroup.toLowerCase() === resourceGroup.toLowerCase() && choices.subscription === subscription && choices.name === name,
  );

/**
 * The cluster where it is remembered here: adopted before, or in the midst of it.
 * @throws ProblemError exit code 2: rank0's own on this machine, or another cluster of that name.
 */
export function remembered(
  home: string,
  world: Pick<World, 'cloud'>,
  standing: Pick<StandingCluster, 'name' | 'resourceGroup'>,
  subscription: string,
): KnownCluster | undefined {
  const { name, resourceGroup } = standing;
  const known = knownClusters(home, world.cloud);
  const same = amongKnown(known, standing, subscription);
  if (same?.session.adopted) return same;
  if (same && same.session.stage !== 'sign-in') {
    throw usageError(
      'already-here',
      `${name} in ${resourceGroup} is rank0's own, and remembered here`,
      'There is nothing to adopt: everything works on it already.',
      [
        { label: 'Look at it', command: `rank0 status ${name}` },
        { label: 'Go on building it', command: `rank0 up --name ${name} --cloud ${world.cloud}` },
      ],
    );
  }
  const other = known.find((cluster) => cluster.name === name && cluster !== same);
  if (other) {
    throw usageError(
      'name-taken-here',
      `a cluster called ${name} is remembered here already, in ${other.session.choices?.resourceGroup}`,
      'rank0 keeps its clusters by their names, and the machines of this one have that name in Azure. One of them has to be kept elsewhere.',
      [
        { label: 'Keep this one in a folder of its own', command: `RANK0_HOME=$HOME/.rank0-${resourceGroup} rank0 adopt ${resourceGroup}` },
        { label: 'See the other one', command: `rank0 status ${name}` },
      ],
    );
  }
  return undefined;
}

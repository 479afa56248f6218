import type { Choices } from '../state/choices.ts';
import type { Problem } from '../state/problem.ts';
import { word } from './commands.ts';

/** What a resource group is to a cluster: not there, made by rank0 for a cluster of that name, or somebody's. */
export type GroupState = 'absent' | 'ours' | 'existing';

/** The state by the group's tags. */
export function groupState(tags: Record<string, string> | undefined, exists: boolean, cluster: string): GroupState {
  if (!exists) return 'absent';
  return tags?.['createdBy'] === 'rank0' && tags['rank0-cluster'] === cluster ? 'ours' : 'existing';
}

/** Why a group that rank0 did not make for this cluster is refused. */
export const groupProblem = ({ resourceGroup, name }: Choices): Problem => ({
  code: 'group-not-ours',
  message: `resource group ${resourceGroup} exists and rank0 did not make it for ${name}`,
  means: 'rank0 builds in a group of its own, so that deleting the cluster can never delete anything else.',
  next: [
    { label: 'Choose another group', command: `rank0 up --name ${name} --resource-group ${word(resourceGroup)}-rank0` },
    {
      label: "Or build in it; then rank0 touches nothing there but what it makes, and 'down' leaves the group",
      command: `rank0 up --name ${name} --resource-group ${word(resourceGroup)} --use-existing-group`,
    },
  ],
});

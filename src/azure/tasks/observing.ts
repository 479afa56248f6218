import type { Observation } from '../../engine/task.ts';
import type { Problem } from '../../state/problem.ts';
import type { Owner } from '../blueprint.ts';

/** What every resource that ARM shows has in common. */
export interface Seen {
  readonly location?: string;
  readonly tags?: Record<string, string>;
  readonly provisioningState?: string;
}

const plain = (location: string): string => location.toLowerCase().replace(/\s/g, '');

/**
 * What is the same for every resource of a cluster: absent; being made, changed or deleted by somebody; not this cluster's; in
 * another region. Undefined where nothing of that holds, and the rest has to be looked at.
 */
export function observeCommon(title: string, seen: Seen | undefined, { choices, clusterId }: Owner): Observation | undefined {
  if (seen === undefined) return { is: 'absent' };
  if (seen.provisioningState === 'Deleting') return { is: 'pending', waitingFor: `the deletion of an earlier ${title}` };
  if (seen.tags?.['rank0-id'] !== clusterId) return { is: 'wrong', problem: foreign(title, choices.name) };
  if (seen.location !== undefined && plain(seen.location) !== plain(choices.location)) {
    return { is: 'wrong', problem: elsewhere(title, seen.location, choices.location, choices.name) };
  }
  if (seen.provisioningState !== undefined && /^(Creating|ResolvingDNS|Updating|Accepted|Running|Migrating)$/i.test(seen.provisioningState)) {
    return { is: 'pending', waitingFor: `Azure: ${title} is ${seen.provisioningState}` };
  }
  return undefined;
}

const foreign = (title: string, cluster: string): Problem => ({
  code: 'name-taken',
  message: `${title} exists and does not belong to this cluster`,
  means: 'Something of that name was made by somebody else (its tag rank0-id is missing or another one). rank0 does not write over it.',
  next: [
    { label: 'Look at it', command: `az resource list --tag rank0-cluster=${cluster} --output table` },
    { label: 'Build under another name', command: `rank0 up --name ${cluster}2` },
  ],
});

const elsewhere = (title: string, there: string, wanted: string, cluster: string): Problem => ({
  code: 'other-region',
  message: `${title} is in ${there}, not in ${wanted}`,
  means: 'A cluster lives in one region, and a resource cannot be moved to another.',
  next: [{ label: 'Delete what was made, then build it in the other region', command: `rank0 down ${cluster}` }],
});

import type { Azure } from './azure.ts';
import { askAzureIfThere } from './errors.ts';

/** What a group's tags say of who made it. */
export interface GroupOwner {
  /** Name of the cluster. */
  readonly cluster: string;
  /** The tag that all of the cluster's resources carry. */
  readonly clusterId: string;
}

/** The cluster that a group was made for by rank0; undefined where there is no such group or rank0 did not make it. */
export async function groupOwner(azure: Azure, resourceGroup: string, signal?: AbortSignal): Promise<GroupOwner | undefined> {
  const group = await askAzureIfThere(`resource group ${resourceGroup}`, signal, () =>
    azure.resources.resourceGroups.get(resourceGroup, signal ? { abortSignal: signal } : {}),
  );
  const { createdBy, 'rank0-cluster': cluster, 'rank0-id': clusterId } = group?.tags ?? {};
  return createdBy === 'rank0' && cluster && clusterId ? { cluster, clusterId } : undefined;
}

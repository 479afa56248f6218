import type { Choices } from '../state/choices.ts';
import type { Azure } from './azure.ts';
import { resourceNames } from './blueprint.ts';
import { listInstances } from './instances.ts';
import { type MachineState, machineStates } from './live.ts';

/** State of a cluster's nodes by host name, by one call on either road. A node that Azure does not list is not in the map. */
export async function nodeStates(
  azure: Azure,
  { network, name, count, resourceGroup }: Pick<Choices, 'network' | 'name' | 'count' | 'resourceGroup'>,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, MachineState>> {
  if (network === 'ethernet') return machineStates(azure, resourceGroup, names, signal);
  const all = await listInstances(azure, resourceGroup, resourceNames(name, count).scaleSet, signal);
  return new Map(all.map((one) => [one.name, one]));
}

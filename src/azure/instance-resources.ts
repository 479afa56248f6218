import type { Azure } from './azure.ts';
import { instanceAddresses, listInstances } from './instances.ts';
import type { NodeResource } from './node-resources.ts';

/** What belongs to one instance of a scale set: the instance, and its addresses as the scale set's own lists show them. */
export async function instanceResources(azure: Azure, resourceGroup: string, scaleSet: string, name: string, signal: AbortSignal): Promise<NodeResource[]> {
  const [all, addresses] = await Promise.all([
    listInstances(azure, resourceGroup, scaleSet, signal),
    instanceAddresses(azure, resourceGroup, scaleSet, signal),
  ]);
  const one = all.find((instance) => instance.name === name);
  const where = one && addresses.get(one.machineId.toLowerCase());
  return [
    {
      kind: 'instance',
      name: one ? `${scaleSet}, instance ${one.instanceId}` : name,
      state: one ? `${one.provisioning}, ${one.power}` : 'not there',
      facts: one
        ? [
            one.size,
            one.latestModelApplied ? 'on the latest model of its scale set' : 'not on the latest model of its scale set',
            ...(one.protectedFromScaleIn ? ['protected from scale-in'] : []),
          ]
        : [],
    },
    { kind: 'network card', name: `of ${name}`, state: where ? 'Succeeded' : 'not there', facts: where ? [where.privateAddress] : [] },
    {
      kind: 'public address',
      name: `of ${name}`,
      state: where?.publicAddress === undefined ? 'not there' : 'Succeeded',
      facts: where?.publicAddress === undefined ? [] : [where.publicAddress, 'Standard'],
    },
  ];
}

import type { Observation, Task } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { az } from '../commands.ts';
import { type Owner, tagsOf } from '../blueprint.ts';
import { askAzureIfThere } from '../errors.ts';
import type { ListedResource } from '../live.ts';
import { type CallOptions, carryOut } from '../operation.ts';

type Tags = Record<string, string>;

/** One kind of resource: how its tags are read, and how they are written without touching anything else of it. */
interface Kind {
  get(azure: Azure, group: string, name: string, signal: AbortSignal): Promise<{ tags?: Tags; provisioningState?: string }>;
  write(azure: Azure, group: string, name: string, tags: Tags, options: CallOptions): Promise<unknown> | { submitted(): Promise<void> };
}

/** By type in lower case. */
const kinds: Readonly<Record<string, Kind>> = {
  'microsoft.compute/virtualmachines': {
    get: (azure, group, name, abortSignal) => azure.compute.virtualMachines.get(group, name, { abortSignal }),
    write: (azure, group, name, tags, options) => azure.compute.virtualMachines.update(group, name, { tags }, options),
  },
  'microsoft.compute/virtualmachinescalesets': {
    get: (azure, group, name, abortSignal) => azure.compute.virtualMachineScaleSets.get(group, name, { abortSignal }),
    write: (azure, group, name, tags, options) => azure.compute.virtualMachineScaleSets.update(group, name, { tags }, options),
  },
  'microsoft.compute/proximityplacementgroups': {
    get: (azure, group, name, abortSignal) => azure.compute.proximityPlacementGroups.get(group, name, { abortSignal }),
    write: (azure, group, name, tags, options) => azure.compute.proximityPlacementGroups.update(group, name, { tags }, options),
  },
  'microsoft.network/networkinterfaces': {
    get: (azure, group, name, abortSignal) => azure.network.networkInterfaces.get(group, name, { abortSignal }),
    write: (azure, group, name, tags, options) => azure.network.networkInterfaces.updateTags(group, name, { tags }, options),
  },
  'microsoft.network/publicipaddresses': {
    get: (azure, group, name, abortSignal) => azure.network.publicIPAddresses.get(group, name, { abortSignal }),
    write: (azure, group, name, tags, options) => azure.network.publicIPAddresses.updateTags(group, name, { tags }, options),
  },
  'microsoft.network/networksecuritygroups': {
    get: (azure, group, name, abortSignal) => azure.network.networkSecurityGroups.get(group, name, { abortSignal }),
    write: (azure, group, name, tags, options) => azure.network.networkSecurityGroups.updateTags(group, name, { tags }, options),
  },
  'microsoft.network/virtualnetworks': {
    get: (azure, group, name, abortSignal) => azure.network.virtualNetworks.get(group, name, { abortSignal }),
    write: (azure, group, name, tags, options) => azure.network.virtualNetworks.updateTags(group, name, { tags }, options),
  },
  'microsoft.network/loadbalancers': {
    get: (azure, group, name, abortSignal) => azure.network.loadBalancers.get(group, name, { abortSignal }),
    write: (azure, group, name, tags, options) => azure.network.loadBalancers.updateTags(group, name, { tags }, options),
  },
};

/** Tags the resources of an adopted cluster, one task each; other tags of theirs stay. */
export function adoptTagTasks(azure: Azure, { choices, clusterId }: Owner, resources: readonly ListedResource[]): Task[] {
  const { resourceGroup, name: cluster } = choices;
  const wanted = tagsOf(cluster, clusterId);
  return resources.flatMap(({ id, type, name }): Task[] => {
    const kind = kinds[type.toLowerCase()];
    if (!kind) return [];
    const title = `tag of ${name}`;
    let before: Tags = {};
    const look = async (signal: AbortSignal): Promise<Observation> => {
      const seen = await askAzureIfThere(title, signal, () => kind.get(azure, resourceGroup, name, signal));
      if (!seen) return { is: 'so', message: 'it is gone meanwhile' };
      before = seen.tags ?? {};
      if (before['rank0-id'] === clusterId) return { is: 'so' };
      return /^(updating|creating|deleting)$/i.test(seen.provisioningState ?? '')
        ? { is: 'pending', waitingFor: `Azure: ${name} is ${seen.provisioningState}` }
        : { is: 'absent' };
    };
    return [
      {
        id: `adopt/tag/${type.split('/').at(-1)}/${name}`,
        stage: 'your-cluster',
        title,
        needs: [],
        lane: type.toLowerCase().startsWith('microsoft.network/') ? 'network-write' : 'write',
        explain: 'The tags say that it belongs to this cluster, so that rank0 later touches this and nothing else. Other tags stay as they are.',
        commands: [
          az('tag', 'update', '--resource-id', id, '--operation', 'Merge', '--tags', ...Object.entries(wanted).map(([key, value]) => `${key}=${value}`)),
        ],
        usualSeconds: [1, 6],
        observe: ({ signal }) => look(signal),
        make: async (run) => {
          const tags = { ...before, ...wanted };
          await carryOut(azure, title, run, (options) => {
            const sent = kind.write(azure, resourceGroup, name, tags, options);
            return 'submitted' in sent ? sent : { submitted: async () => void (await sent) };
          });
          return look(run.signal);
        },
      },
    ];
  });
}

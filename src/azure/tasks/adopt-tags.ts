import type { Observation, Task } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { az } from '../commands.ts';
import { type Owner, tagsOf } from '../blueprint.ts';
import { deletions, kindOf } from '../down-kinds.ts';
import { askAzureIfThere } from '../errors.ts';
import type { ListedResource } from '../live.ts';
import { type CallOptions, carryOut } from '../operation.ts';

type Tags = Record<string, string>;

/** Writes the tags of one kind of resource, without touching anything else of it. */
type Write = (azure: Azure, group: string, name: string, tags: Tags, options: CallOptions) => Promise<unknown> | { submitted(): Promise<void> };

/** By type in lower case. */
const writes: Readonly<Record<string, Write>> = {
  'microsoft.compute/virtualmachines': ({ compute }, group, name, tags, options) => compute.virtualMachines.update(group, name, { tags }, options),
  'microsoft.compute/virtualmachinescalesets': ({ compute }, group, name, tags, options) =>
    compute.virtualMachineScaleSets.update(group, name, { tags }, options),
  'microsoft.compute/proximityplacementgroups': ({ compute }, group, name, tags, options) =>
    compute.proximityPlacementGroups.update(group, name, { tags }, options),
  'microsoft.network/networkinterfaces': ({ network }, group, name, tags, options) => network.networkInterfaces.updateTags(group, name, { tags }, options),
  'microsoft.network/publicipaddresses': ({ network }, group, name, tags, options) => network.publicIPAddresses.updateTags(group, name, { tags }, options),
  'microsoft.network/networksecuritygroups': ({ network }, group, name, tags, options) =>
    network.networkSecurityGroups.updateTags(group, name, { tags }, options),
  'microsoft.network/virtualnetworks': ({ network }, group, name, tags, options) => network.virtualNetworks.updateTags(group, name, { tags }, options),
  'microsoft.network/loadbalancers': ({ network }, group, name, tags, options) => network.loadBalancers.updateTags(group, name, { tags }, options),
};

/** Tags the resources of an adopted cluster, one task each; other tags of theirs stay. */
export function adoptTagTasks(azure: Azure, { choices, clusterId }: Owner, resources: readonly ListedResource[]): Task[] {
  const { resourceGroup, name: cluster } = choices;
  const wanted = tagsOf(cluster, clusterId);
  return resources.flatMap((one): Task[] => {
    const { id, type, name } = one;
    const kind = kindOf(one);
    const [write, read] = [writes[kind], deletions[kind]];
    if (!write || !read) return [];
    const title = `tag of ${name}`;
    let before: Tags = {};
    const look = async (signal: AbortSignal): Promise<Observation> => {
      const seen = await askAzureIfThere(title, signal, () => read.get(azure, { ...one, group: resourceGroup }, signal));
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
        lane: kind.startsWith('microsoft.network/') ? 'network-write' : 'write',
        explain: 'The tags say that it belongs to this cluster, so that rank0 later touches this and nothing else. Other tags stay as they are.',
        commands: [
          az('tag', 'update', '--resource-id', id, '--operation', 'Merge', '--tags', ...Object.entries(wanted).map(([key, value]) => `${key}=${value}`)),
        ],
        usualSeconds: [1, 6],
        observe: ({ signal }) => look(signal),
        make: async (run) => {
          const tags = { ...before, ...wanted };
          await carryOut(azure, title, run, (options) => {
            const sent = write(azure, resourceGroup, name, tags, options);
            return 'submitted' in sent ? sent : { submitted: async () => void (await sent) };
          });
          return look(run.signal);
        },
      },
    ];
  });
}

import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { StageId } from '../../state/stage-id.ts';
import type { Azure } from '../azure.ts';
import { type Owner, resourceIds, resourceNames, sameId, tagsOf } from '../blueprint.ts';
import { askAzureIfThere } from '../errors.ts';
import { carryOut } from '../operation.ts';
import { pruneCommands } from '../prune-commands.ts';
import { changeSubnet, subnetNow } from '../subnet.ts';
import { observeCommon } from './observing.ts';

/** Where these tasks stand in a plan. */
export interface GatewayPlan {
  readonly stage: StageId;
  readonly needs: readonly string[];
  /** It is there only until the new nodes have what they need from the internet. */
  readonly passing?: boolean;
}

const place = ({ choices }: Owner) => {
  const { network, subnet } = resourceNames(choices.name, choices.count);
  return { resourceGroup: choices.resourceGroup, network, subnet };
};

/** The task after which nodes without a public address have a way out. */
export const gatewayReady = 'nat/subnet';

/** A NAT gateway with one address of its own, and the subnet told to go out through it (azure-facts 6.2). */
export function natGatewayTasks(azure: Azure, owner: Owner, { stage, needs, passing = false }: GatewayPlan): Task[] {
  const { choices, clusterId } = owner;
  const { resourceGroup, location } = choices;
  const names = resourceNames(choices.name, choices.count);
  const ids = resourceIds(azure.subscriptionId, resourceGroup);
  const commands = pruneCommands(owner);
  const tags = tagsOf(choices.name, clusterId);
  const why = passing
    ? 'New nodes without an address of their own need a way out for their first boot, to fetch packages. It is taken away again when they have them.'
    : 'Nodes without an address of their own go out through it, to package mirrors and downloads. Nothing comes in through it.';
  const address = async (signal: AbortSignal): Promise<Observation> => {
    const title = `address ${names.natAddress}`;
    const seen = await askAzureIfThere(title, signal, () => azure.network.publicIPAddresses.get(resourceGroup, names.natAddress, { abortSignal: signal }));
    return observeCommon(title, seen, owner) ?? { is: 'so', message: seen?.ipAddress ?? '' };
  };
  const gateway = async (signal: AbortSignal): Promise<Observation> => {
    const title = `NAT gateway ${names.natGateway}`;
    const seen = await askAzureIfThere(title, signal, () => azure.network.natGateways.get(resourceGroup, names.natGateway, { abortSignal: signal }));
    const common = observeCommon(title, seen, owner);
    if (common) return common;
    return seen?.publicIpAddresses?.some(({ id }) => sameId(id, ids.address(names.natAddress))) ? { is: 'so' } : { is: 'absent' };
  };
  const subnet = async (signal: AbortSignal): Promise<Observation> => {
    const seen = await subnetNow(azure, place(owner), signal);
    if (!seen) return { is: 'absent' };
    if (seen.provisioningState === 'Updating') return { is: 'pending', waitingFor: `Azure: subnet ${names.subnet} is Updating` };
    if (sameId(seen.natGateway?.id, ids.natGateway(names.natGateway))) return { is: 'so' };
    // Somebody gave the subnet a gateway of their own: it does the same, and is left alone.
    return seen.natGateway?.id ? { is: 'so', message: `through ${seen.natGateway.id.split('/').at(-1)}, which was there already` } : { is: 'absent' };
  };
  return [
    {
      id: 'nat/address',
      stage,
      title: `address ${names.natAddress}`,
      needs,
      lane: 'write',
      explain: `The address that all nodes behind the NAT gateway are seen under from outside. It costs about half a cent an hour.`,
      commands: commands.gatewayAddress(),
      usualSeconds: [2, 6],
      observe: ({ signal }) => address(signal),
      make: async (run) => {
        const body = { location, tags, sku: { name: 'Standard' }, publicIPAllocationMethod: 'Static' };
        await carryOut(azure, `address ${names.natAddress}`, run, (options) =>
          azure.network.publicIPAddresses.createOrUpdate(resourceGroup, names.natAddress, body, options),
        );
        return address(run.signal);
      },
    },
    {
      id: 'nat/gateway',
      stage,
      title: `NAT gateway ${names.natGateway}`,
      needs: ['nat/address'],
      lane: 'write',
      explain: `${why} It costs about 4.5 cents an hour while it exists, and as much for each GB that goes through.`,
      commands: commands.gateway(),
      usualSeconds: [4, 20],
      observe: ({ signal }) => gateway(signal),
      make: async (run) => {
        const body = {
          location,
          tags,
          sku: { name: 'Standard' },
          idleTimeoutInMinutes: 10,
          publicIpAddresses: [{ id: ids.address(names.natAddress) }],
        };
        await carryOut(azure, `NAT gateway ${names.natGateway}`, run, (options) =>
          azure.network.natGateways.createOrUpdate(resourceGroup, names.natGateway, body, options),
        );
        return gateway(run.signal);
      },
    },
    {
      id: gatewayReady,
      stage,
      title: `subnet ${names.subnet}, out through ${names.natGateway}`,
      needs: ['nat/gateway'],
      lane: 'network-write',
      explain:
        'The subnet is told to send what goes to the internet through the gateway. All else of it is sent again as it was: Azure replaces a subnet whole.',
      commands: commands.gatewayOnSubnet(),
      usualSeconds: [3, 10],
      observe: ({ signal }) => subnet(signal),
      make: async (run) => {
        await changeSubnet(azure, place(owner), (seen) => ({ ...seen, natGateway: { id: ids.natGateway(names.natGateway) } }), run);
        return subnet(run.signal);
      },
    },
  ];
}

type Parts = Pick<Azure['network']['natGateways'] | Azure['network']['publicIPAddresses'], 'get' | 'delete'>;

/** The NAT gateway goes: off the subnet first, then itself, then its address. Where there is none nothing happens. */
export function noNatGatewayTasks(azure: Azure, owner: Owner, { stage, needs }: Omit<GatewayPlan, 'passing'>): Task[] {
  const { choices } = owner;
  const { resourceGroup } = choices;
  const names = resourceNames(choices.name, choices.count);
  const gatewayId = resourceIds(azure.subscriptionId, resourceGroup).natGateway(names.natGateway);
  const commands = pruneCommands(owner);
  const gone = (seen: { provisioningState?: string; tags?: Record<string, string> } | undefined, name: string): Observation => {
    if (!seen) return { is: 'so', message: 'none' };
    if (seen.tags?.['rank0-id'] !== owner.clusterId) return { is: 'so', message: `${name} is not this cluster's, and is left alone` };
    return seen.provisioningState === 'Deleting' ? { is: 'pending', waitingFor: `Azure: ${name} is being deleted` } : { is: 'absent' };
  };
  /** Looks whether a part is gone, and deletes it. */
  const going = (what: string, name: string, parts: Parts): Pick<Task, 'observe' | 'make'> => {
    const observe = async ({ signal }: TaskRun): Promise<Observation> =>
      gone(await askAzureIfThere(`${what} ${name}`, signal, () => parts.get(resourceGroup, name, { abortSignal: signal })), name);
    return {
      observe,
      make: async (run) => {
        await carryOut(azure, `deletion of ${name}`, run, (options) => parts.delete(resourceGroup, name, options));
        return observe(run);
      },
    };
  };
  const subnet = async ({ signal }: TaskRun): Promise<Observation> => {
    const seen = await subnetNow(azure, place(owner), signal);
    if (seen?.provisioningState === 'Updating') return { is: 'pending', waitingFor: `Azure: subnet ${names.subnet} is Updating` };
    return sameId(seen?.natGateway?.id, gatewayId) ? { is: 'absent' } : { is: 'so' };
  };
  return [
    {
      id: 'nat/subnet-off',
      stage,
      title: `subnet ${names.subnet}, without ${names.natGateway}`,
      needs,
      lane: 'network-write',
      explain: 'The subnet has no gateway from here on: what is not in its own network, nodes without a public address do not reach any more.',
      commands: commands.gatewayOffSubnet(),
      usualSeconds: [3, 10],
      observe: subnet,
      make: async (run) => {
        await changeSubnet(azure, place(owner), ({ natGateway: _, ...seen }) => seen, run);
        return subnet(run);
      },
    },
    {
      id: 'nat/gateway-off',
      stage,
      title: `no NAT gateway ${names.natGateway}`,
      needs: ['nat/subnet-off'],
      lane: 'write',
      explain: 'Deleted, because it costs as long as it exists, used or not.',
      commands: commands.deleteGateway(),
      usualSeconds: [4, 15],
      ...going('NAT gateway', names.natGateway, azure.network.natGateways),
    },
    {
      id: 'nat/address-off',
      stage,
      title: `no address ${names.natAddress}`,
      needs: ['nat/gateway-off'],
      lane: 'write',
      explain: 'The address of the gateway goes with it.',
      commands: commands.deleteGatewayAddress(),
      usualSeconds: [4, 15],
      ...going('address', names.natAddress, azure.network.publicIPAddresses),
    },
  ];
}

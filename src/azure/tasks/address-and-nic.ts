import type { NetworkInterface, PublicIPAddress } from '@azure/arm-network';
import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { type Azure, allOf } from '../azure.ts';
import { type Blueprint, type NodeNames, resourceIds, resourceNames, sameId, tagsOf } from '../blueprint.ts';
import { azCommands } from '../commands.ts';
import { askAzure, askAzureIfThere } from '../errors.ts';
import { carryOut, provisioningState } from '../operation.ts';
import { firstLooks } from './first-look.ts';
import { observeCommon } from './observing.ts';

/** Addresses by name of the machine, learned on the way to it. `bare`: its card has no public address. */
export type Addresses = Map<string, { privateAddress?: string; publicAddress?: string; bare?: boolean }>;

/** Nodes that get no public address of their own: they are reached through the head. */
export type Bare = (node: NodeNames) => boolean;

/** A card whose address was taken away, by pruning or by somebody else: it stays so until addresses are restored. The head always has one. */
function isPruned(card: NetworkInterface | undefined, node: NodeNames, head: NodeNames | undefined): boolean {
  const bound = card?.ipConfigurations?.some(({ publicIPAddress }) => publicIPAddress !== undefined);
  return card?.virtualMachine !== undefined && bound === false && node.machine !== head?.machine;
}

const cardLooks = (azure: Azure, { choices }: Blueprint) => {
  const all = azure.network.networkInterfaces;
  return firstLooks<NetworkInterface>(
    azure.world.clock,
    (signal) => namesIn(`network cards of ${choices.resourceGroup}`, signal, () => all.list(choices.resourceGroup, { abortSignal: signal })),
    (name, signal) => askAzureIfThere(`network card ${name}`, signal, () => all.get(choices.resourceGroup, name, { abortSignal: signal })),
  );
};

/** Makes the address task of each node: a Standard static address, its own way in and out (azure-facts 6.1). */
export function addressTasks(azure: Azure, blueprint: Blueprint, addresses: Addresses): (node: NodeNames) => Task {
  const { choices, clusterId } = blueprint;
  const all = azure.network.publicIPAddresses;
  const ask = firstLooks<PublicIPAddress>(
    azure.world.clock,
    (signal) => namesIn(`public addresses of ${choices.resourceGroup}`, signal, () => all.list(choices.resourceGroup, { abortSignal: signal })),
    (name, signal) => askAzureIfThere(`address ${name}`, signal, () => all.get(choices.resourceGroup, name, { abortSignal: signal })),
  );
  const [head] = resourceNames(choices.name, choices.count).nodes;
  const cards = cardLooks(azure, blueprint);
  return (node) => {
    const title = `address ${node.address}`;
    const judge = (seen: PublicIPAddress | undefined): Observation => {
      const common = observeCommon(title, seen, blueprint);
      if (common) return common;
      if (!seen?.ipAddress) return { is: 'pending', waitingFor: `Azure to give ${node.address} its address` };
      note(addresses, node.machine, { publicAddress: seen.ipAddress });
      return { is: 'so', message: seen.ipAddress };
    };
    return {
      id: `address/${node.machine}`,
      stage: 'nodes',
      title,
      node: node.machine,
      needs: ['group'],
      lane: 'write',
      explain:
        'A public address that stays the same while it exists, also through stops. It costs about half a cent an hour, attached or not. ' +
        'A Standard address lets nothing in until a security group says so.',
      commands: azCommands(blueprint).address(node),
      usualSeconds: [2, 6],
      observe: async ({ signal }) => {
        const seen = judge(await ask(node.address, signal));
        if (seen.is !== 'absent' || !isPruned(await cards(node.nic, signal), node, head)) return seen;
        return { is: 'so', message: `none: ${node.machine} is reached through ${head?.machine}` };
      },
      make: async (run) => {
        const body = { location: choices.location, tags: tagsOf(choices.name, clusterId), sku: { name: 'Standard' }, publicIPAllocationMethod: 'Static' };
        await carryOut(azure, title, run, (options) => all.createOrUpdate(choices.resourceGroup, node.address, body, options));
        return judge(await ask(node.address, run.signal));
      },
    };
  };
}

/** Makes the network card task of each node. */
export function nicTasks(azure: Azure, blueprint: Blueprint, addresses: Addresses, bare: Bare): (node: NodeNames) => Task {
  const { choices, clusterId } = blueprint;
  const names = resourceNames(choices.name, choices.count);
  const ids = resourceIds(azure.subscriptionId, choices.resourceGroup);
  const securityGroup = { id: ids.securityGroup(names.securityGroup) };
  const all = azure.network.networkInterfaces;
  const ask = cardLooks(azure, blueprint);
  return (node) => {
    const title = `network card ${node.nic}`;
    const judge = (seen: NetworkInterface | undefined): Observation => {
      const common = observeCommon(title, seen, blueprint);
      if (common) return common;
      const configuration = seen?.ipConfigurations?.find((one) => one.primary !== false);
      const reached = sameId(configuration?.publicIPAddress?.id, ids.address(node.address)) || bare(node) || isPruned(seen, node, names.nodes[0]);
      if (!reached || !sameId(seen?.networkSecurityGroup?.id, securityGroup.id)) return { is: 'absent' };
      const accelerated = seen?.enableAcceleratedNetworking === true;
      if (accelerated !== blueprint.acceleratedNetworking && seen?.virtualMachine === undefined) return { is: 'absent' };
      if (!configuration?.privateIPAddress) return { is: 'pending', waitingFor: `Azure to give ${node.nic} its private address` };
      note(addresses, node.machine, { privateAddress: configuration.privateIPAddress, bare: configuration.publicIPAddress === undefined });
      return { is: 'so', message: `${configuration.privateIPAddress}${accelerated ? ', accelerated' : ''}` };
    };
    return {
      id: `nic/${node.machine}`,
      stage: 'nodes',
      title,
      node: node.machine,
      needs: ['network', ...(bare(node) ? [] : [`address/${node.machine}`])],
      lane: 'network-write',
      explain:
        'The network card joins the machine to the subnet and carries the address and the security group. ' +
        (blueprint.acceleratedNetworking
          ? 'Accelerated networking lets packets pass the host by: lower latency, at no cost.'
          : 'This size has no accelerated networking, so messages take longer.'),
      commands: azCommands(blueprint).nic(node),
      usualSeconds: [1, 5],
      observe: async ({ signal }) => judge(await ask(node.nic, signal)),
      make: async (run: TaskRun) => {
        const body: NetworkInterface = {
          location: choices.location,
          tags: tagsOf(choices.name, clusterId),
          enableAcceleratedNetworking: blueprint.acceleratedNetworking,
          networkSecurityGroup: securityGroup,
          ipConfigurations: [
            {
              name: node.ipConfiguration,
              primary: true,
              privateIPAllocationMethod: 'Dynamic',
              subnet: { id: ids.subnet(names.network, names.subnet) },
              ...(bare(node) ? {} : { publicIPAddress: { id: ids.address(node.address), deleteOption: 'Delete' } }),
            },
          ],
        };
        const answer = await carryOut(azure, title, run, (options) => all.createOrUpdate(choices.resourceGroup, node.nic, body, options));
        const atOnce = provisioningState(answer) === 'Succeeded' ? fromWire(answer) : undefined;
        return judge(atOnce ?? (await ask(node.nic, run.signal)));
      },
    };
  };
}

/** A network card as ARM's body has it, in the SDK's flat form, as far as `judge` looks. */
function fromWire(body: unknown): NetworkInterface {
  const { properties, ...outer } = body as { properties: Record<string, unknown> };
  const configurations = (properties['ipConfigurations'] as { name: string; properties: object }[] | undefined) ?? [];
  return { ...outer, ...properties, ipConfigurations: configurations.map((one) => ({ name: one.name, ...one.properties })) } as NetworkInterface;
}

async function namesIn<T extends { name?: string }>(about: string, signal: AbortSignal, list: () => AsyncIterable<T>): Promise<string[]> {
  const found = await askAzureIfThere(about, signal, () => allOf(list()));
  return (found ?? []).flatMap(({ name }) => (name === undefined ? [] : [name]));
}

function note(addresses: Addresses, machine: string, more: { privateAddress?: string; publicAddress?: string; bare?: boolean }): void {
  addresses.set(machine, { ...addresses.get(machine), ...more });
}

/** Asks for a node's addresses where they were not learned on the way: those of its card, whatever their names are. */
export async function addressesOf(azure: Azure, resourceGroup: string, node: NodeNames, known: Addresses, signal: AbortSignal) {
  const { privateAddress, publicAddress, bare } = known.get(node.machine) ?? {};
  if (privateAddress && bare) return { privateAddress };
  if (privateAddress && publicAddress) return { privateAddress, publicAddress };
  const nic = await askAzure(`network card ${node.nic}`, signal, () => azure.network.networkInterfaces.get(resourceGroup, node.nic, { abortSignal: signal }));
  const own = nic.ipConfigurations?.[0];
  const name = own?.publicIPAddress?.id?.split('/').at(-1);
  const address = name
    ? await askAzureIfThere(`address ${name}`, signal, () => azure.network.publicIPAddresses.get(resourceGroup, name, { abortSignal: signal }))
    : undefined;
  return { privateAddress: own?.privateIPAddress ?? '', ...(address?.ipAddress ? { publicAddress: address.ipAddress } : {}) };
}

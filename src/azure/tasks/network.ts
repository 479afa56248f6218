import type { NetworkSecurityGroup, SecurityRule, VirtualNetwork } from '@azure/arm-network';
import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { type Blueprint, networkPlan, type Owner, placementGroupOf, resourceIds, resourceNames, sameId, tagsOf } from '../blueprint.ts';
import { azCommands, placementGroupLine } from '../commands.ts';
import { askAzure, askAzureIfThere } from '../errors.ts';
import { carryOut } from '../operation.ts';
import { allowSsh, sourceOf } from '../ssh-rule.ts';
import { observeCommon } from './observing.ts';

/** A placement group's making, whatever it is made for. Its intent lets Azure choose a datacentre that has the size (azure-facts 3). */
export function placementGroupWork(azure: Azure, owner: Owner): Pick<Task, 'title' | 'lane' | 'commands' | 'usualSeconds' | 'observe' | 'make'> {
  const { choices, clusterId } = owner;
  const name = placementGroupOf(choices);
  const title = `placement group ${name}`;
  const groups = azure.compute.proximityPlacementGroups;
  return {
    title,
    lane: 'write',
    commands: [placementGroupLine(owner)],
    usualSeconds: [1, 3],
    observe: async ({ signal }) => {
      if (name === '') return { is: 'so', message: 'none, as it was made' };
      const seen = await askAzureIfThere(title, signal, () => groups.get(choices.resourceGroup, name, { abortSignal: signal }));
      return observeCommon(title, seen, owner) ?? { is: 'so' };
    },
    make: async ({ signal }) => {
      const body = {
        location: choices.location,
        tags: tagsOf(choices.name, clusterId),
        proximityPlacementGroupType: 'Standard',
        intent: { vmSizes: [choices.size] },
      };
      const made = await askAzure(title, signal, () => groups.createOrUpdate(choices.resourceGroup, name, body, { abortSignal: signal }));
      return observeCommon(title, made, owner) ?? { is: 'so' };
    },
  };
}

/** The proximity placement group that nodes are built in. */
export const placementGroupTask = (azure: Azure, blueprint: Blueprint): Task => ({
  ...placementGroupWork(azure, blueprint),
  id: 'placement-group',
  stage: 'nodes',
  needs: ['group'],
  explain:
    'A proximity placement group asks Azure to put all machines into one datacentre, so that a message takes tens of microseconds instead of hundreds. ' +
    'It costs nothing and reserves nothing: where that datacentre is full, machines are refused, and a retry or another size helps.',
});

/** The network security group with its one rule: port 22 from the caller alone. */
export function securityGroupTask(azure: Azure, blueprint: Blueprint): Task {
  const { choices, clusterId } = blueprint;
  const name = resourceNames(choices.name, choices.count).securityGroup;
  const title = `security group ${name}`;
  const groups = azure.network.networkSecurityGroups;
  let others: SecurityRule[] = [];
  const judge = (seen: NetworkSecurityGroup | undefined): Observation => {
    others = (seen?.securityRules ?? []).filter((rule) => rule.name !== networkPlan.rule);
    const common = observeCommon(title, seen, blueprint);
    if (common) return common;
    const source = sourceOf(seen);
    return source === choices.sshSource ? { is: 'so', message: `port 22 open to ${source}` } : { is: 'absent' };
  };
  const look = async (signal: AbortSignal): Promise<Observation> =>
    judge(await askAzureIfThere(title, signal, () => groups.get(choices.resourceGroup, name, { abortSignal: signal })));
  return {
    id: 'security-group',
    stage: 'nodes',
    title,
    needs: ['group'],
    lane: 'network-write',
    explain:
      `The only door: port 22 (SSH), and only for ${choices.sshSource}. Everything else from the internet stays closed, the nodes see each other freely. ` +
      'If your own address changes, this one rule is changed, and nothing else.',
    commands: azCommands(blueprint).securityGroup(),
    usualSeconds: [2, 8],
    observe: ({ signal }) => look(signal),
    make: async (run) => {
      const body = { location: choices.location, tags: tagsOf(choices.name, clusterId), securityRules: [...others, allowSsh(choices.sshSource)] };
      await carryOut(azure, title, run, (options) => groups.createOrUpdate(choices.resourceGroup, name, body, options));
      return look(run.signal);
    },
  };
}

/** The virtual network with its one subnet in the same write: writes to a network cannot overlap (azure-facts 15.1). */
export function networkTask(azure: Azure, blueprint: Blueprint): Task {
  const { choices, clusterId } = blueprint;
  const names = resourceNames(choices.name, choices.count);
  const ids = resourceIds(azure.subscriptionId, choices.resourceGroup);
  const title = `network ${names.network}`;
  const networks = azure.network.virtualNetworks;
  const securityGroup = { id: ids.securityGroup(names.securityGroup) };
  /** The NAT gateway and the endpoints that the subnet has: a PUT without them would take them away. */
  let natGateway: { id?: string } | undefined;
  let endpoints: readonly string[] = [];
  const judge = (seen: VirtualNetwork | undefined): Observation => {
    const subnet = seen?.subnets?.find((one) => one.name?.toLowerCase() === names.subnet.toLowerCase());
    natGateway = subnet?.natGateway;
    endpoints = (subnet?.serviceEndpoints ?? []).flatMap(({ service }) => service ?? []);
    const common = observeCommon(title, seen, blueprint);
    if (common) return common;
    // One that somebody else made keeps its ranges, its other subnets and its way out: a write would take them away.
    if (choices.placementGroup !== undefined && subnet !== undefined) return { is: 'so', message: subnet.addressPrefix ?? '' };
    const right = subnet !== undefined && sameId(subnet.networkSecurityGroup?.id, securityGroup.id) && subnet.defaultOutboundAccess === false;
    return right ? { is: 'so', message: subnet.addressPrefix ?? networkPlan.subnetPrefix } : { is: 'absent' };
  };
  const look = async ({ signal }: TaskRun): Promise<Observation> =>
    judge(await askAzureIfThere(title, signal, () => networks.get(choices.resourceGroup, names.network, { abortSignal: signal })));
  return {
    id: 'network',
    stage: 'nodes',
    title,
    needs: ['security-group'],
    lane: 'network-write',
    explain:
      `A private network ${networkPlan.networkPrefix} with one subnet ${networkPlan.subnetPrefix} for all nodes; Azure answers DNS in it, so nodes find each other by name. ` +
      'The subnet gives no hidden way out to the internet (defaultOutboundAccess is false): each node has an address of its own. The storage endpoint costs nothing and is there for shared files.',
    commands: azCommands(blueprint).network(),
    usualSeconds: [3, 10],
    observe: look,
    make: async (run) => {
      const body = {
        location: choices.location,
        tags: tagsOf(choices.name, clusterId),
        addressSpace: { addressPrefixes: [networkPlan.networkPrefix] },
        subnets: [
          {
            name: names.subnet,
            addressPrefix: networkPlan.subnetPrefix,
            networkSecurityGroup: securityGroup,
            serviceEndpoints: [...new Set([...endpoints, 'Microsoft.Storage'])].map((service) => ({ service })),
            defaultOutboundAccess: false,
            ...(natGateway?.id ? { natGateway: { id: natGateway.id } } : {}),
          },
        ],
      };
      await carryOut(azure, title, run, (options) => networks.createOrUpdate(choices.resourceGroup, names.network, body, options));
      return look(run);
    },
  };
}

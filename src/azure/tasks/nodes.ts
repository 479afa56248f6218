import type { Task } from '../../engine/task.ts';
import type { ClusterNode } from '../../state/events.ts';
import type { Azure } from '../azure.ts';
import { type Blueprint, resourceNames } from '../blueprint.ts';
import { azCommands } from '../commands.ts';
import { listClusterResources } from '../live.ts';
import { type Addresses, addressTasks, type Bare, nicTasks } from './address-and-nic.ts';
import { machineTasks } from './machine.ts';
import { gatewayReady, natGatewayTasks } from './nat-gateway.ts';
import { networkTask, placementGroupTask, securityGroupTask } from './network.ts';

/**
 * Everything that makes the nodes of the Ethernet road, as parallel as Azure allows: the placement group, the security group
 * and the addresses at once; the network after the security group; each card after the network and its address; each machine
 * after its card and the placement group (azure-facts 17).
 * Of a cluster that was pruned only the head has an address; new machines boot behind a NAT gateway, or their packages would not come
 * (azure-facts 6.2).
 * @param known a node as it is known so far: `learn` replaces it whole, and its host keys must not be lost.
 */
export function ethernetNodeTasks(azure: Azure, blueprint: Blueprint, known: (name: string) => ClusterNode | undefined, pruned = false): Task[] {
  const { choices } = blueprint;
  const { nodes } = resourceNames(choices.name, choices.count);
  const addresses: Addresses = new Map();
  const bare: Bare = (node) => pruned && node.machine !== nodes[0]?.machine;
  const coming = nodes.some((node) => bare(node) && !known(node.machine));
  const gateway = coming ? natGatewayTasks(azure, blueprint, { stage: 'nodes', needs: ['network'], passing: !choices.natGateway }) : [];
  const address = addressTasks(azure, blueprint, addresses);
  const nic = nicTasks(azure, blueprint, addresses, bare);
  const machine = machineTasks(azure, blueprint, { addresses, known, address, nic, bare, wayOut: coming ? [gatewayReady] : [] });
  return [
    placementGroupTask(azure, blueprint),
    securityGroupTask(azure, blueprint),
    networkTask(azure, blueprint),
    ...gateway,
    ...nodes.filter((node) => !bare(node)).map(address),
    ...nodes.map(nic),
    ...nodes.map(machine),
    resourcesTask(azure, blueprint, {
      needs: nodes.map(({ machine: name }) => `machine/${name}`),
      machines: nodes.map(({ machine: name }) => name),
    }),
  ];
}

/** What lists the resources: after these tasks, and it says which of these machines are not listed yet. */
interface Listing {
  readonly needs: readonly string[];
  readonly machines: readonly string[];
}

/** Lists what there is, from Azure and not from memory. */
export function resourcesTask(azure: Azure, blueprint: Blueprint, { needs, machines }: Listing): Task {
  const { choices, clusterId } = blueprint;
  return {
    id: 'resources',
    stage: 'nodes',
    title: 'all resources, listed from Azure',
    needs,
    lane: 'free',
    explain: 'Everything that the cluster consists of, as Azure lists it. This is what costs, and what `rank0 down` deletes.',
    commands: azCommands(blueprint).resources(),
    usualSeconds: [1, 3],
    observe: async ({ signal }) => {
      const found = await listClusterResources(azure, { resourceGroup: choices.resourceGroup, clusterId }, signal);
      const kinds = Map.groupBy(found, (one) => one.type.split('/').at(-1) ?? one.type);
      const counts = [...kinds].map(([kind, ones]) => `${ones.length} ${kind}`).join(', ');
      const unlisted = machines.filter((name) => !found.some((one) => one.name.toLowerCase() === name.toLowerCase()));
      const late = unlisted.length > 0 ? `; not listed yet: ${unlisted.join(', ')}` : '';
      return { is: 'so', message: `${found.length} in ${choices.resourceGroup}: ${counts}${late}` };
    },
  };
}

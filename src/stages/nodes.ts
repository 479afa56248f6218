import { infinibandNodeTasks } from '../azure/tasks/infiniband-nodes.ts';
import { ethernetNodeTasks } from '../azure/tasks/nodes.ts';
import type { Stage } from './stage.ts';

/**
 * Stage 4. True at its end, on the Ethernet road: a proximity placement group, security group, network, and for each node an
 * address, a network card and a virtual machine. On the InfiniBand road: a Uniform scale set in one placement group, behind a
 * load balancer without rules, and its instances known by the names that Azure gave them. All of it listed from Azure.
 */
export const nodes: Stage = {
  id: 'nodes',
  tasks: ({ azure, blueprint, choices, known, allKnown, pruned }) =>
    choices.network === 'infiniband' ? infinibandNodeTasks(azure, blueprint(), allKnown, pruned) : ethernetNodeTasks(azure, blueprint(), known, pruned),
};

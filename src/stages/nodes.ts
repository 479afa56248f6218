import { ethernetNodeTasks } from '../azure/tasks/nodes.ts';
import type { Stage } from './stage.ts';

/**
 * Stage 4, the Ethernet road. True at its end: a proximity placement group, security group, network, and for each node an
 * address, a network card and a virtual machine; all of it listed from Azure.
 */
export const nodes: Stage = {
  id: 'nodes',
  tasks: ({ azure, blueprint, known }) => ethernetNodeTasks(azure, blueprint(), known),
};

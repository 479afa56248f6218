import { autostopTasks } from '../azure/tasks/autostop.ts';
import { infinibandNodeTasks } from '../azure/tasks/infiniband-nodes.ts';
import { ethernetNodeTasks } from '../azure/tasks/nodes.ts';
import { machinesOf } from './autostop-seen.ts';
import type { Stage } from './stage.ts';

/**
 * Stage 4. True at its end, on the Ethernet road: a proximity placement group, security group, network, and for each node an
 * address, a network card and a virtual machine. On the InfiniBand road: a Uniform scale set in one placement group, behind a
 * load balancer without rules, and its instances known by the names that Azure gave them. All of it listed from Azure.
 */
export const nodes: Stage = {
  id: 'nodes',
  tasks: (context) => {
    const { azure, blueprint, choices, known, allKnown, pruned, autostop, names } = context;
    if (choices.network === 'infiniband') return infinibandNodeTasks(azure, blueprint(), allKnown, pruned);
    // A node that comes to others stops when they do.
    const late = autostop
      ? autostopTasks(azure, blueprint(), machinesOf(context), autostop, { stage: 'nodes', needs: names.map((name) => `machine/${name}`) })
      : [];
    return [...ethernetNodeTasks(azure, blueprint(), known, pruned), ...late];
  },
};

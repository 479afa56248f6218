import type { Task } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { type Blueprint, resourceNames } from '../blueprint.ts';
import { headProtectionTask, instancesTask, type KnownNodes } from './instances.ts';
import { balancerAddressTask, loadBalancerTask } from './load-balancer.ts';
import { networkTask, securityGroupTask } from './network.ts';
import { resourcesTask } from './nodes.ts';
import { scaleSetTask } from './scale-set.ts';

/**
 * Everything that makes the nodes of the InfiniBand road: the security group, the network and the load balancer side by side, then the
 * scale set; what its machines are called and how they are reached is asked for afterwards (azure-facts 4).
 */
export function infinibandNodeTasks(azure: Azure, blueprint: Blueprint, known: KnownNodes): Task[] {
  const { scaleSet } = resourceNames(blueprint.choices.name, blueprint.choices.count);
  return [
    securityGroupTask(azure, blueprint),
    networkTask(azure, blueprint),
    balancerAddressTask(azure, blueprint),
    loadBalancerTask(azure, blueprint),
    scaleSetTask(azure, blueprint),
    instancesTask(azure, blueprint, known),
    headProtectionTask(azure, blueprint, known),
    resourcesTask(azure, blueprint, { needs: ['instances', 'head-protection'], machines: [scaleSet] }),
  ];
}

import type { Task } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { type Blueprint, resourceNames } from '../blueprint.ts';
import { headProtectionTask, instancesTask, type KnownNodes } from './instances.ts';
import { balancerAddressTask, loadBalancerTask } from './load-balancer.ts';
import { gatewayReady, natGatewayTasks } from './nat-gateway.ts';
import { networkTask, securityGroupTask } from './network.ts';
import { resourcesTask } from './nodes.ts';
import { scaleSetTask } from './scale-set.ts';

/**
 * Everything that makes the nodes of the InfiniBand road: the security group, the network and the load balancer side by side, then the
 * scale set; what its machines are called and how they are reached is asked for afterwards (azure-facts 4).
 */
export function infinibandNodeTasks(azure: Azure, blueprint: Blueprint, known: KnownNodes, pruned = false): Task[] {
  const { choices } = blueprint;
  const { scaleSet } = resourceNames(choices.name, choices.count);
  // Without a head that has an address (a set that was scaled to nothing), all instances get one again, and are pruned anew afterwards.
  const bare = pruned && known().some(({ role, publicAddress }) => role === 'head' && publicAddress !== undefined);
  const coming = bare && known().length < choices.count;
  return [
    securityGroupTask(azure, blueprint),
    networkTask(azure, blueprint),
    balancerAddressTask(azure, blueprint),
    loadBalancerTask(azure, blueprint),
    ...(coming ? natGatewayTasks(azure, blueprint, { stage: 'nodes', needs: ['network'], passing: !choices.natGateway }) : []),
    scaleSetTask(azure, blueprint, { addresses: !bare, needs: coming ? [gatewayReady] : [] }),
    instancesTask(azure, blueprint, known),
    headProtectionTask(azure, blueprint, known),
    resourcesTask(azure, blueprint, { needs: ['instances', 'head-protection'], machines: [scaleSet] }),
  ];
}

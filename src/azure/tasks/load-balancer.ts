import type { Observation, Task } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { type Blueprint, resourceNames, tagsOf } from '../blueprint.ts';
import { askAzureIfThere } from '../errors.ts';
import { carryOut } from '../operation.ts';
import { loadBalancerBody } from '../scale-set-body.ts';
import { scaleSetCommands } from '../scale-set-commands.ts';
import { observeCommon } from './observing.ts';

/** The address of the load balancer. */
export function balancerAddressTask(azure: Azure, blueprint: Blueprint): Task {
  const { choices, clusterId } = blueprint;
  const { balancerAddress: name } = resourceNames(choices.name, choices.count);
  const title = `address ${name}`;
  const all = azure.network.publicIPAddresses;
  const look = async (signal: AbortSignal): Promise<Observation> => {
    const seen = await askAzureIfThere(title, signal, () => all.get(choices.resourceGroup, name, { abortSignal: signal }));
    return observeCommon(title, seen, blueprint) ?? { is: 'so', message: seen?.ipAddress ?? '' };
  };
  return {
    id: 'balancer-address',
    stage: 'nodes',
    title,
    needs: ['group'],
    lane: 'write',
    explain: 'A load balancer needs an address of its own, although nothing is ever sent to this one. It costs about half a cent an hour.',
    commands: scaleSetCommands(blueprint).balancerAddress(),
    usualSeconds: [2, 6],
    observe: ({ signal }) => look(signal),
    make: async (run) => {
      const body = { location: choices.location, tags: tagsOf(choices.name, clusterId), sku: { name: 'Standard' }, publicIPAllocationMethod: 'Static' };
      await carryOut(azure, title, run, (options) => all.createOrUpdate(choices.resourceGroup, name, body, options));
      return look(run.signal);
    },
  };
}

/** The load balancer without a rule. */
export function loadBalancerTask(azure: Azure, blueprint: Blueprint): Task {
  const { choices } = blueprint;
  const { loadBalancer: name } = resourceNames(choices.name, choices.count);
  const title = `load balancer ${name}`;
  const all = azure.network.loadBalancers;
  const look = async (signal: AbortSignal): Promise<Observation> => {
    const seen = await askAzureIfThere(title, signal, () => all.get(choices.resourceGroup, name, { abortSignal: signal }));
    return observeCommon(title, seen, blueprint) ?? { is: 'so', message: 'no rule: nothing comes in or goes out through it' };
  };
  return {
    id: 'load-balancer',
    stage: 'nodes',
    title,
    needs: ['balancer-address'],
    lane: 'network-write',
    explain:
      "The addresses of instances are of the kind of their scale set's load balancer, and only Standard ones can still be made. So there is one, without any rule: " +
      'each node is reached by its own address.',
    commands: scaleSetCommands(blueprint).loadBalancer(),
    usualSeconds: [2, 8],
    observe: ({ signal }) => look(signal),
    make: async (run) => {
      await carryOut(azure, title, run, (options) =>
        all.createOrUpdate(choices.resourceGroup, name, loadBalancerBody(azure.subscriptionId, blueprint), options),
      );
      return look(run.signal);
    },
  };
}

import type { NetworkSecurityGroup, SecurityRule } from '@azure/arm-network';
import { AnswerLostError } from '../engine/task.ts';
import type { Azure } from './azure.ts';
import { networkPlan, resourceNames } from './blueprint.ts';
import { askAzureIfThere } from './errors.ts';
import { carryOut } from './operation.ts';

/** The rule that opens port 22 to one source (azure-facts 5.1, 6.1). */
export const allowSsh = (source: string): SecurityRule => ({
  name: networkPlan.rule,
  priority: networkPlan.priority,
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  sourceAddressPrefix: source,
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '22',
});

/** The source that our rule lets in; undefined where there is no such rule, or it was changed to something else. */
export function sourceOf(group: NetworkSecurityGroup | undefined): string | undefined {
  const rule = group?.securityRules?.find((one) => one.name === networkPlan.rule);
  const opens =
    rule?.access === 'Allow' && rule.direction === 'Inbound' && (rule.destinationPortRange === '22' || rule.destinationPortRanges?.includes('22') === true);
  return opens ? (rule.sourceAddressPrefix ?? rule.sourceAddressPrefixes?.join(',')) : undefined;
}

/** Whether a cluster's security group is there, and whom its rule lets in. */
export async function sshRule(azure: Azure, resourceGroup: string, cluster: string, signal?: AbortSignal): Promise<{ nsg: boolean; source?: string }> {
  const name = resourceNames(cluster, 0).securityGroup;
  const group = await askAzureIfThere(`security group ${name}`, signal, () =>
    azure.network.networkSecurityGroups.get(resourceGroup, name, signal ? { abortSignal: signal } : {}),
  );
  const source = sourceOf(group);
  return { nsg: group !== undefined, ...(source === undefined ? {} : { source }) };
}

/**
 * Opens port 22 to another source, in the one rule of the cluster.
 * @throws ProblemError where Azure refuses. A lost answer is looked after, and the write repeated where it took no effect.
 */
export async function setSshSource(azure: Azure, cluster: { resourceGroup: string; name: string }, source: string, signal: AbortSignal): Promise<void> {
  const group = resourceNames(cluster.name, 0).securityGroup;
  for (let writes = 1; ; writes += 1) {
    try {
      await carryOut(azure, `rule ${networkPlan.rule}`, { signal }, (options) =>
        azure.network.securityRules.createOrUpdate(cluster.resourceGroup, group, networkPlan.rule, allowSsh(source), options),
      );
      return;
    } catch (error) {
      if (!(error instanceof AnswerLostError)) throw error;
      if ((await sshRule(azure, cluster.resourceGroup, cluster.name, signal)).source === source) return;
      if (writes >= 4) throw error;
    }
  }
}

import type { Choices } from '../state/choices.ts';
import type { Price } from '../state/events.ts';
import type { Azure } from './azure.ts';
import { askAzureIfThere } from './errors.ts';
import { clusterPrice, type PricedCluster } from './prices.ts';

/** The price of a cluster that stands: as a new one's, and with what the rules of its load balancers cost, where somebody gave them any. */
export async function standingPrice(azure: Azure, cluster: PricedCluster & Pick<Choices, 'resourceGroup'>, signal?: AbortSignal): Promise<Price> {
  return clusterPrice(azure.world.prices, { ...cluster, balancerRules: await balancerRules(azure, cluster, signal) }, signal);
}

/**
 * How many rules the load balancers of a scale set's group have, outbound ones too: they are what a Standard one is paid for. NAT
 * rules are free. A group of machines of their own is not asked for: nothing there makes one.
 */
async function balancerRules(
  azure: Azure,
  { network, resourceGroup }: Pick<PricedCluster, 'network'> & Pick<Choices, 'resourceGroup'>,
  signal: AbortSignal | undefined,
): Promise<number> {
  if (network !== 'infiniband') return 0;
  const counted = await askAzureIfThere(`load balancers of ${resourceGroup}`, signal, async () => {
    let rules = 0;
    for await (const { sku, loadBalancingRules = [], outboundRules = [] } of azure.network.loadBalancers.list(
      resourceGroup,
      signal ? { abortSignal: signal } : {},
    ))
      if (sku?.name !== 'Basic') rules += loadBalancingRules.length + outboundRules.length;
    return rules;
  });
  return counted ?? 0;
}

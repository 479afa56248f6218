import type { Subnet } from '@azure/arm-network';
import type { Azure } from './azure.ts';
import { askAzure, askAzureIfThere } from './errors.ts';
import { carryOut, type Watching } from './operation.ts';

/** Where a cluster's subnet is. */
export interface SubnetPlace {
  readonly resourceGroup: string;
  readonly network: string;
  readonly subnet: string;
}

/** A subnet as Azure has it now; undefined where there is none. */
export const subnetNow = (azure: Azure, { resourceGroup, network, subnet }: SubnetPlace, signal: AbortSignal): Promise<Subnet | undefined> =>
  askAzureIfThere(`subnet ${subnet}`, signal, () => azure.network.subnets.get(resourceGroup, network, subnet, { abortSignal: signal }));

/**
 * Changes a subnet. A PUT replaces it whole, so everything that it has is read and sent again: its security group, endpoints, gateway
 * and what it says of a way out (azure-facts 11.1).
 * @param change what it shall be instead; the SDK leaves out what is only to be read.
 */
export async function changeSubnet(azure: Azure, place: SubnetPlace, change: (seen: Subnet) => Subnet, watching: Watching): Promise<void> {
  const { resourceGroup, network, subnet } = place;
  const seen = await askAzure(`subnet ${subnet}`, watching.signal, () =>
    azure.network.subnets.get(resourceGroup, network, subnet, { abortSignal: watching.signal }),
  );
  await carryOut(azure, `subnet ${subnet}`, watching, (options) => azure.network.subnets.createOrUpdate(resourceGroup, network, subnet, change(seen), options));
}

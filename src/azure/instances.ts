import type { ImageReference } from '@azure/arm-compute';
import { type Azure, allOf } from './azure.ts';
import { askAzureIfThere } from './errors.ts';
import { changedAt, type MachineState, powerOf } from './live.ts';

/** An instance of a scale set as Azure sees it now. */
export interface Instance extends MachineState {
  /** Its host name, as Azure gave it: never derived from a pattern (azure-facts 4.3). */
  readonly name: string;
  /** Decimal, not contiguous, and may come again for another machine. */
  readonly instanceId: string;
  /** ARM id of the instance. */
  readonly machineId: string;
  /** Azure's `vmId`: another one for another machine, also under the same instance id. */
  readonly vmId: string;
  readonly size: string;
  /** As its disk was made: `publisher:offer:sku:version`, or the id of an image. */
  readonly image: string;
  readonly latestModelApplied: boolean;
  readonly protectedFromScaleIn: boolean;
}

/** All instances of a scale set with what each does now, lowest id first: one call, however many they are. None where there is no such set. */
export async function listInstances(azure: Azure, resourceGroup: string, scaleSet: string, signal?: AbortSignal): Promise<Instance[]> {
  const options = { expand: 'instanceView', ...(signal ? { abortSignal: signal } : {}) };
  const all = await askAzureIfThere(`instances of ${scaleSet}`, signal, () =>
    allOf(azure.compute.virtualMachineScaleSetVMs.list(resourceGroup, scaleSet, options)),
  );
  return (all ?? [])
    .map((one) => ({
      name: one.osProfile?.computerName ?? one.name ?? '',
      instanceId: one.instanceId ?? '',
      machineId: one.id ?? '',
      vmId: one.vmId ?? '',
      size: one.sku?.name ?? '',
      image: imageName(one.storageProfile?.imageReference),
      power: powerOf(one.instanceView?.statuses),
      provisioning: one.provisioningState ?? 'unknown',
      ...changedAt(one.instanceView?.statuses),
      latestModelApplied: one.latestModelApplied !== false,
      protectedFromScaleIn: one.protectionPolicy?.protectFromScaleIn === true,
    }))
    .sort((a, b) => Number(a.instanceId) - Number(b.instanceId));
}

/** An image reference as one word, to be compared: in a model and in its instances `latest` stays `latest`. */
export const imageName = (image: ImageReference | undefined): string =>
  image?.id ?? [image?.publisher, image?.offer, image?.sku, image?.version].join(':').toLowerCase();

export interface InstanceAddresses {
  readonly privateAddress: string;
  readonly publicAddress?: string;
}

/** Addresses of a scale set's instances by their ARM ids (lower case): two lists of their own kind (azure-facts 4.4). */
export async function instanceAddresses(
  azure: Azure,
  resourceGroup: string,
  scaleSet: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, InstanceAddresses>> {
  const options = { abortSignal: signal };
  const [cards, addresses] = await Promise.all([
    askAzureIfThere(`network cards of ${scaleSet}`, signal, () =>
      allOf(azure.network.networkInterfaces.listVirtualMachineScaleSetNetworkInterfaces(resourceGroup, scaleSet, options)),
    ),
    askAzureIfThere(`public addresses of ${scaleSet}`, signal, () =>
      allOf(azure.network.publicIPAddresses.listVirtualMachineScaleSetPublicIPAddresses(resourceGroup, scaleSet, options)),
    ),
  ]);
  const found = new Map<string, InstanceAddresses>();
  for (const card of cards ?? []) {
    const machine = card.virtualMachine?.id?.toLowerCase();
    const configuration = card.ipConfigurations?.find((one) => one.primary !== false);
    if (machine === undefined || !configuration?.privateIPAddress) continue;
    const own = (addresses ?? []).find((one) => one.id?.toLowerCase().startsWith(`${machine}/`));
    found.set(machine, { privateAddress: configuration.privateIPAddress, ...(own?.ipAddress ? { publicAddress: own.ipAddress } : {}) });
  }
  return found;
}

/** The scale set and instance id in an instance's ARM id; undefined for a machine of its own. */
export function instanceOf(machineId: string): { readonly scaleSet: string; readonly instanceId: string } | undefined {
  const [, scaleSet, instanceId] = /\/virtualMachineScaleSets\/([^/]+)\/virtualMachines\/([^/]+)$/i.exec(machineId) ?? [];
  return scaleSet !== undefined && instanceId !== undefined ? { scaleSet, instanceId } : undefined;
}

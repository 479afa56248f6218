import type { Resource } from '../../state.ts';
import { badRequest, conflict, invalid } from '../answer.ts';
import { type Call, referred } from '../call.ts';
import { offered, type Size, sizes } from '../catalog.ts';
import type { Image } from '../images.ts';
import { at, listAt, same, textAt } from '../json.ts';
import { fitImage, sizeHere } from '../machine-fit.ts';
import { checkOsProfile } from '../machine-rules.ts';
import { subnetAt } from '../networks.ts';
import type { Target } from '../tracked.ts';

/** The most instances of one placement group (azure-facts 4.2). */
const mostInOneGroup = 100;

/** What a PUT of a scale set asks for, where Azure takes it. */
export interface Wanted {
  readonly size: Size;
  readonly capacity: number;
  readonly image: Image;
  readonly version: string;
  /** The `virtualMachineProfile` of the request. */
  readonly profile: Record<string, unknown>;
  readonly subnet: { readonly id: string; readonly prefix: string };
  readonly network: Resource;
}

/** The simulated Azure has Uniform sets alone: a Flexible one has no InfiniBand and other lists. @throws ArmRefusal for what Azure refuses. */
export function wantedOf(call: Call, target: Target): Wanted {
  const properties = at(call.body, 'properties');
  const old = target.old?.body;
  const mode = textAt(properties, 'orchestrationMode') ?? textAt(old?.properties, 'orchestrationMode') ?? 'Uniform';
  if (mode !== 'Uniform') {
    throw badRequest(
      'OrchestrationModeNotSupported',
      `Scale set '${target.name}' asks for the orchestration mode ${mode}. The practice cloud makes Uniform scale sets only: instances of a Flexible one share no InfiniBand fabric.`,
    );
  }
  const sku = { ...at(old, 'sku'), ...at(call.body, 'sku') };
  const name = textAt(sku, 'name');
  if (name === undefined) throw invalid("Required parameter 'sku.name' is missing (null).", 'sku.name');
  const capacity = Number(sku['capacity'] ?? 1);
  if (!Number.isInteger(capacity) || capacity < 0) throw invalid(`The value of parameter sku.capacity is invalid: ${String(sku['capacity'])}.`, 'sku.capacity');
  const single = properties['singlePlacementGroup'] ?? old?.properties['singlePlacementGroup'] ?? true;
  if (single === true && capacity > mostInOneGroup) {
    throw badRequest(
      'InvalidParameter',
      `The capacity ${capacity} of VM Scale Set '${target.name}' is more than ${mostInOneGroup}, the most that a single placement group takes.`,
    );
  }
  if (old?.properties['singlePlacementGroup'] === false && single === true) {
    throw badRequest('InvalidParameter', 'The property singlePlacementGroup cannot be changed from false to true.');
  }
  const size = sizeHere(name, target);
  const profile = at(properties, 'virtualMachineProfile');
  const before = at(old?.properties, 'virtualMachineProfile');
  const os = at(profile, 'osProfile');
  if (!target.old || Object.keys(os).length > 0) checkOs(target.name, target.old ? { ...at(before, 'osProfile'), ...os } : os);
  refuseChange(before, profile);
  const { image, version } = fitImage(size, target.old ? { ...before, ...profile } : profile);
  return { size, capacity, image, version, profile, ...networkOf(call, target, size, target.old && !profile['networkProfile'] ? before : profile) };
}

function checkOs(name: string, os: Record<string, unknown>): void {
  const prefix = textAt(os, 'computerNamePrefix');
  if (prefix === undefined || prefix === '')
    throw invalid("Required parameter 'osProfile.computerNamePrefix' is missing (null).", 'osProfile.computerNamePrefix');
  if (prefix.length > 58) throw invalid(`The computerNamePrefix '${prefix}' is longer than 58 characters.`, 'computerNamePrefix');
  checkOsProfile(name, { ...os, computerName: prefix });
}

/** What an existing set keeps for good. */
function refuseChange(before: Record<string, unknown>, after: Record<string, unknown>): void {
  const fixed = [
    ['osProfile', 'computerNamePrefix'],
    ['osProfile', 'adminUsername'],
    ['storageProfile', 'imageReference', 'publisher'],
    ['storageProfile', 'imageReference', 'offer'],
  ] as const;
  for (const path of fixed) {
    const inside = path.slice(0, -1);
    const last = path[path.length - 1] as string;
    const [old, next] = [at(before, ...inside)[last], at(after, ...inside)[last]];
    if (old === undefined || next === undefined || same(old, next)) continue;
    throw conflict('PropertyChangeNotAllowed', `Changing property '${path.filter((one) => one !== 'storageProfile').join('.')}' is not allowed.`);
  }
}

function networkOf(call: Call, target: Target, size: Size, profile: Record<string, unknown>) {
  const cards = listAt(profile, 'networkProfile', 'networkInterfaceConfigurations');
  const [card] = cards;
  if (!card || cards.length > 1)
    throw badRequest('InvalidRequestContent', `Virtual Machine Scale Set ${target.name} must have exactly one network interface configuration here.`);
  if (at(card, 'properties')['enableAcceleratedNetworking'] === true && !size.acceleratedNetworking) {
    const able = sizes.filter((one) => one.acceleratedNetworking && offered(one, target.location)).map((one) => one.name);
    throw badRequest(
      'VMSizeIsNotPermittedToEnableAcceleratedNetworking',
      `VM size ${size.name} specified for VM Scale Set ${target.name} is not permitted to enable accelerated networking. Permitted sizes: ${able.join(', ')}.`,
    );
  }
  const group = textAt(card, 'properties', 'networkSecurityGroup', 'id');
  if (group !== undefined) referred(call, group, target.id, target.location);
  const [configuration] = listAt(card, 'properties', 'ipConfigurations');
  const subnetId = textAt(configuration, 'properties', 'subnet', 'id');
  const found = subnetAt(call, subnetId);
  if (!found || found.network.location !== target.location) {
    throw badRequest(
      'InvalidResourceReference',
      `Resource ${String(subnetId)} referenced by resource ${target.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    );
  }
  for (const pool of listAt(configuration, 'properties', 'loadBalancerBackendAddressPools')) {
    const id = textAt(pool, 'id') ?? '';
    referred(call, id.replace(/\/backendAddressPools\/[^/]+$/i, ''), target.id, target.location);
  }
  return { network: found.network, subnet: { id: String(found.subnet['id']), prefix: textAt(found.subnet, 'properties', 'addressPrefix') ?? '' } };
}

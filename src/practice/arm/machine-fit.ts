import { quotaRows } from '../quota.ts';
import type { Resource } from '../state.ts';
import { ArmRefusal, badRequest, conflict, invalid } from './answer.ts';
import { type Call, ready, resourceAt, stateOf } from './call.ts';
import { findImage, offered, type Size, sizeOf, sizes } from './catalog.ts';
import type { Image } from './images.ts';
import { at, listAt, textAt } from './json.ts';
import { machineOfNic } from './machine-spec.ts';
import { refuseApart } from './placement-groups.ts';
import type { Target } from './tracked.ts';

/** The size of a request. @throws ArmRefusal 400 for one that does not exist, 409 SkuNotAvailable (azure-facts 15.2). */
export function fitSize(call: Call, target: Target): Size {
  const name = textAt(call.body, 'properties', 'hardwareProfile', 'vmSize');
  if (name === undefined) throw invalid("Required parameter 'hardwareProfile.vmSize' is missing (null).", 'hardwareProfile.vmSize');
  return sizeHere(name, target);
}

/** The size of this name, where the region has it. @throws ArmRefusal as `fitSize`. */
export function sizeHere(name: string, target: Pick<Target, 'location'>): Size {
  const size = sizeOf(name);
  if (!size) {
    const here = sizes.filter((one) => offered(one, target.location)).map((one) => one.name);
    throw invalid(`The value ${name} provided for the VM size is not valid. The valid sizes in the current region are: ${here.join(',')}.`, 'vmSize');
  }
  if (size.restricted || !offered(size, target.location)) {
    throw conflict(
      'SkuNotAvailable',
      `The requested VM size for resource 'Following SKUs have failed for Capacity Restrictions: ${size.name}' is currently not available in location '${target.location}'. Please try another size or deploy to a different location or different zone. See https://aka.ms/azureskunotavailable for details.`,
    );
  }
  return size;
}

/** The image of a request, where it fits the size (azure-facts 1.3). @throws ArmRefusal 404 PlatformImageNotFound, 400. */
export function fitImage(size: Size, model: unknown): { readonly image: Image; readonly version: string } {
  const reference = at(model, 'storageProfile', 'imageReference');
  if (Object.keys(reference).length === 0) throw invalid("Required parameter 'storageProfile.imageReference' is missing (null).", 'imageReference');
  const found = findImage(reference);
  if (!found) {
    const urn = ['publisher', 'offer', 'sku', 'version'].map((key) => textAt(reference, key) ?? '').join(':');
    throw new ArmRefusal(
      404,
      'PlatformImageNotFound',
      `The platform image '${urn}' is not available. Verify that all fields in the storage profile are correct. For more details about storage profile information, please refer to https://aka.ms/storageprofile`,
      { target: 'imageReference' },
    );
  }
  const { image } = found;
  if (!size.generations.split(',').includes(image.generation)) {
    throw badRequest(
      'BadRequest',
      `The selected VM size '${size.name}' cannot boot Hypervisor Generation '${image.generation.slice(1)}'. If this was a Create operation please check that the Hypervisor Generation of the Image matches the Hypervisor Generation of the selected VM Size. If this was an Update operation please select a Hypervisor Generation '${image.generation.slice(1)}' VM Size. For more information, see https://aka.ms/azuregen2vm`,
    );
  }
  const architecture = size.architecture ?? 'x64';
  if (architecture !== image.architecture) {
    throw badRequest(
      'BadRequest',
      `Cannot create a VM of size '${size.name}' because this VM size only supports a CPU Architecture of '${architecture}', but an image or disk with CPU Architecture '${image.architecture}' was given. Please check that the CPU Architecture of the image or disk is compatible with that of the VM size.`,
    );
  }
  if (size.controllers === 'NVMe' && !image.nvme) {
    throw invalid(
      `The VM size '${size.name}' cannot boot with OS image or disk. Please check that disk controller types supported by the OS image or disk is one of the supported disk controller types for the VM size '${size.name}'. Please query sku api at https://aka.ms/azure-compute-skus to determine supported disk controller types for the VM size.`,
    );
  }
  fitSecurity(size, image, at(model, 'securityProfile'));
  return found;
}

function fitSecurity(size: Size, image: Image, security: Record<string, unknown>): void {
  const type = textAt(security, 'securityType');
  if (type === undefined || type === 'Standard') {
    if (security['uefiSettings'] !== undefined)
      throw badRequest(
        'BadRequest',
        "The property 'securityProfile.uefiSettings' is not valid because the 'securityType' is not TrustedLaunch or ConfidentialVM.",
      );
    return;
  }
  if (type !== 'TrustedLaunch') throw badRequest('BadRequest', `The security type '${type}' is not supported for the VM size '${size.name}'.`);
  if (!image.trustedLaunch) {
    throw badRequest(
      'BadRequest',
      'Use of TrustedLaunch setting is not supported for the provided image. Please select Trusted Launch Supported Gen2 OS Image. For more information, see https://aka.ms/TrustedLaunch-FAQ.',
    );
  }
  if (!size.trustedLaunch) {
    throw badRequest(
      'BadRequest',
      `The VM size '${size.name}' is not supported for creation of VMs and Virtual Machine Scale Set with 'TrustedLaunch' security type. Please select Trusted Launch Supported VM size.`,
    );
  }
}

/** The network interfaces of a request. @throws ArmRefusal where one is missing, not ready, elsewhere, in use, or too fast for the size. */
export function fitInterfaces(call: Call, target: Target, size: Size): Resource[] {
  const asked = listAt(call.body, 'properties', 'networkProfile', 'networkInterfaces');
  if (asked.length === 0) throw badRequest('InvalidRequestContent', `Virtual Machine ${target.name} must have at least one network interface.`);
  if (asked.length > 2)
    throw conflict(
      'OperationNotAllowed',
      `The number of network interfaces for virtual machine ${target.name} exceeds the maximum allowed for the virtual machine size ${size.name}.`,
    );
  if (asked.length > 1 && asked.filter((nic) => at(nic, 'properties')['primary'] === true).length !== 1) {
    throw badRequest(
      'VirtualMachineMustHaveOneNetworkInterfaceAsPrimary',
      `Virtual machine ${target.name} must have one network interface set as the primary.`,
    );
  }
  return asked.map((entry) => {
    const id = textAt(entry, 'id');
    const nic = resourceAt(call.state, id);
    if (!nic || !/\/networkInterfaces\//i.test(nic.id)) throw new ArmRefusal(404, 'NotFound', `Resource ${String(id)} not found.`);
    ready(nic.id, stateOf(nic), target.id);
    if (nic.location !== target.location)
      throw badRequest(
        'InvalidResourceReference',
        `Resource ${nic.id} referenced by resource ${target.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
      );
    const other = machineOfNic(call.state, nic.id);
    if (other && other.id.toLowerCase() !== target.id.toLowerCase())
      throw badRequest('NicInUse', `Network Interface ${nic.id} is used by existing resource ${other.id}.`);
    if (nic.body.properties['enableAcceleratedNetworking'] === true && !size.acceleratedNetworking) {
      const able = sizes.filter((one) => one.acceleratedNetworking && offered(one, target.location)).map((one) => one.name);
      throw badRequest(
        'VMSizeIsNotPermittedToEnableAcceleratedNetworking',
        `VM size ${size.name} specified for VM ${target.name} is not permitted to enable accelerated networking. Permitted sizes: ${able.join(', ')}.`,
      );
    }
    return nic;
  });
}

/** The placement group of a request. */
export function fitPlacement(call: Call, target: Pick<Target, 'location'>, size: Size): Resource | undefined {
  const id = textAt(call.body, 'properties', 'proximityPlacementGroup', 'id');
  if (id === undefined) return undefined;
  const group = resourceAt(call.state, id);
  if (!group || group.location !== target.location) {
    throw new ArmRefusal(404, 'NotFound', `The Proximity Placement Group '${id}' was not found.`, { target: 'proximityPlacementGroup' });
  }
  refuseApart(call, group, size);
  return group;
}

/** Quotas of region, family and machines, in the words of the service. @throws ArmRefusal 409 OperationNotAllowed. */
export function fitQuota(call: Call, target: Target, size: Size): void {
  const before = sizeOf(textAt(target.old?.body.properties, 'hardwareProfile', 'vmSize'));
  const more = size.vCPUs - (before?.vCPUs ?? 0);
  refuseOverQuota(call, target, {
    size,
    cores: more,
    ofFamily: before?.family === size.family ? more : size.vCPUs,
    machines: target.old ? 0 : 1,
  });
}

/** @throws ArmRefusal 409 OperationNotAllowed where so much more of a size is over a limit. */
export function refuseOverQuota(
  call: Call,
  target: Pick<Target, 'location'>,
  { size, cores, ofFamily, machines }: { readonly size: Size; readonly cores: number; readonly ofFamily: number; readonly machines: number },
): void {
  const rows = quotaRows(call.state, target.location, call.quotas);
  const wanted = [
    { name: 'cores', label: 'Total Regional Cores', needed: cores },
    { name: size.family, label: `${size.family} Cores`, needed: ofFamily },
    { name: 'virtualMachines', label: 'Virtual Machines', needed: machines },
  ];
  for (const { name, label, needed } of wanted) {
    const row = rows.find((one) => one.name === name);
    if (!row || needed <= 0 || row.current + needed <= row.limit) continue;
    throw conflict(
      'OperationNotAllowed',
      `Operation could not be completed as it results in exceeding approved ${label} quota. Additional details - Deployment Model: Resource Manager, Location: ${target.location}, Current Limit: ${row.limit}, Current Usage: ${row.current}, Additional Required: ${needed}, (Minimum) New Limit Required: ${row.current + needed}. Setup Alerts when Quota reaches threshold. Learn more at https://aka.ms/quotamonitoringalerting . Submit a request for Quota increase at https://aka.ms/ProdportalCRP/#blade/Microsoft_Azure_Capacity/UsageAndQuota.ReactView by specifying parameters listed in the 'Details' section for deployment to succeed. Please read more about quota limits at https://docs.microsoft.com/en-us/azure/azure-supportability/regional-quota-requests`,
    );
  }
}

import { bootsAt } from '../durations.ts';
import { takeTrouble } from '../drills.ts';
import type { MachineLife, Resource } from '../state.ts';
import { type Answer, conflict } from './answer.ts';
import { type Call, existing, groupOf, guidOf, type Handler, idOf, needsProvider, nextNumber, part, resourceAt, stateOf, tagsOf } from './call.ts';
import { type Size, sizeOf } from './catalog.ts';
import type { Image } from './images.ts';
import { at, given, listAt, same, textAt } from './json.ts';
import { fitImage, fitInterfaces, fitPlacement, fitQuota, fitSize } from './machine-fit.ts';
import { refuseLocked } from './locks.ts';
import { customDataOf } from './machine-spec.ts';
import { checkOsProfile, refuseChange } from './machine-rules.ts';
import { asyncHeader, begin, operationOn } from './operations.ts';
import { preempt, setState } from './settle.ts';
import { deleteOne, keep, type Target, targetOf } from './tracked.ts';
import { disks, machines } from './types.ts';
import { view } from './view.ts';

const provider = 'Microsoft.Compute';

/** A virtual machine. What can be refused at once is refused at once; lack of room shows only at the end of the operation. */
export const putMachine: Handler = (call, parts) => {
  const target = targetOf(call, parts, machines);
  refuseConcurrent(call, target.old);
  const properties = at(call.body, 'properties');
  if (target.old) refuseChange(withCustomData(call, target.old), properties);
  const size = fitSize(call, target);
  const os = osProfileOf(target, properties);
  checkOsProfile(target.name, os);
  const { image, version } = fitImage(size, properties);
  const nics = fitInterfaces(call, target, size);
  const placement = fitPlacement(call, target, size);
  fitQuota(call, target, size);
  // A machine that failed is made once more by the same request.
  const again = target.old && stateOf(target.old) === 'Succeeded' ? target.old : undefined;
  const model = modelOf(call, target, { os, size, image, version, nics, placement });
  const customData = keepCustomData(call, textAt(os, 'customData')) ?? target.old?.machine?.customData;
  const life: MachineLife = again?.machine ?? {
    vmId: target.old?.machine?.vmId ?? guidOf(`machine ${nextNumber(call.state)} ${target.id}`),
    power: 'starting',
    ...(customData === undefined ? {} : { customData }),
    ...takeTrouble(call.state, target.name),
  };
  const resource = keep(
    call,
    target,
    machines,
    {
      properties: {
        ...model,
        provisioningState: again ? 'Updating' : 'Creating',
        vmId: life.vmId,
        timeCreated: target.old?.body.properties['timeCreated'] ?? new Date(call.now).toISOString(),
      },
      etag: `"${nextNumber(call.state)}"`,
    },
    { machine: life },
  );
  const operation = again
    ? update(call, again, resource)
    : begin(
        call,
        { kind: 'put', target: target.id, provider, location: target.location, steps: [{ what: 'boot', target: target.id, part: bootsAt }] },
        'put Microsoft.Compute/virtualMachines',
      );
  if (operation.error) delete life.power;
  keepDisk(call, resource, image, version);
  return { status: target.old ? 200 : 201, headers: asyncHeader(call, operation), body: view(call.state, resource) };
};

/** A changed machine: another size means that it is started anew with it. */
function update(call: Call, before: Resource, after: Resource) {
  const resized = !same(before.body.properties['hardwareProfile'], after.body.properties['hardwareProfile']) && after.machine?.power === 'running';
  const steps = resized
    ? [
        { what: 'halt' as const, target: after.id, part: 0.2 },
        { what: 'boot' as const, target: after.id, part: 0.5 },
      ]
    : [];
  return begin(
    call,
    { kind: 'put', target: after.id, provider, location: after.location, steps },
    resized ? 'restart' : 'update Microsoft.Compute/virtualMachines',
  );
}

/** PATCH: tags, and what of the model may be changed alone. Here: tags, its placement group, and what becomes of network cards when it is deleted. */
export const patchMachine: Handler = (call, parts): Answer => {
  needsProvider(call, provider);
  groupOf(call, part(parts, 'group'), true);
  const resource = existing(call, part(parts, 'group'), machines, part(parts, 'name'));
  refuseConcurrent(call, resource);
  const tags = tagsOf(call.body);
  if (tags) resource.tags = tags;
  for (const asked of listAt(call.body, 'properties', 'networkProfile', 'networkInterfaces')) {
    const card = listAt(resource.body.properties, 'networkProfile', 'networkInterfaces').find((one) => same(textAt(one, 'id'), textAt(asked, 'id')));
    if (card) Object.assign(card, { properties: { ...at(card, 'properties'), ...at(asked, 'properties') } });
  }
  const option = textAt(at(call.body, 'properties', 'storageProfile', 'osDisk'), 'deleteOption');
  if (option !== undefined) Object.assign(at(resource.body.properties, 'storageProfile', 'osDisk'), { deleteOption: option });
  changePlacement(call, resource);
  setState(resource, 'Updating');
  const operation = begin(call, { kind: 'put', target: resource.id, provider, location: resource.location }, 'update Microsoft.Compute/virtualMachines');
  return { status: 200, headers: asyncHeader(call, operation), body: view(call.state, resource) };
};

/** Another placement group, or none. @throws ArmRefusal where the machine is not deallocated (azure-facts 3), or the group is not there. */
function changePlacement(call: Call, vm: Resource): void {
  const asked = at(call.body, 'properties');
  if (!('proximityPlacementGroup' in asked)) return;
  const before = textAt(vm.body.properties, 'proximityPlacementGroup', 'id');
  const wanted = textAt(asked, 'proximityPlacementGroup', 'id');
  if (same(before, wanted)) return;
  if (vm.machine?.power !== undefined && vm.machine.power !== 'deallocated') {
    throw conflict(
      'OperationNotAllowed',
      `Proximity Placement Group of VM '${vm.name}' cannot be changed while the VM is allocated. Deallocate the VM and retry.`,
    );
  }
  const size = sizeOf(textAt(vm.body.properties, 'hardwareProfile', 'vmSize'));
  const group = size && fitPlacement(call, vm, size);
  Object.assign(vm.body.properties, { proximityPlacementGroup: group ? { id: group.id } : undefined });
}

/** @throws ArmRefusal 409 while it is being made, changed or deleted. */
export function refuseConcurrent(call: Call, resource: Resource | undefined): void {
  const running = resource && operationOn(call, resource);
  if (!running) return;
  if (running.kind === 'delete') {
    throw conflict(
      'OperationNotAllowed',
      `Operation 'createOrUpdate' is not allowed on VM '${resource.name}' since the VM is marked for deletion. You can only retry the Delete operation (or wait for an ongoing one to complete).`,
    );
  }
  throw conflict(
    'Conflict',
    'The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.',
  );
}

/** An update may leave out the part that cannot be changed anyway. */
const osProfileOf = (target: Target, asked: unknown): Record<string, unknown> =>
  at(asked)['osProfile'] === undefined ? at(target.old?.body.properties, 'osProfile') : at(asked, 'osProfile');

const withCustomData = (call: Call, vm: Resource): Record<string, unknown> => ({
  ...vm.body.properties,
  osProfile: { ...at(vm.body.properties, 'osProfile'), customData: customDataOf(call.state, vm) },
});

/** Keeps user data once, however many machines have the same. */
export function keepCustomData(call: Call, customData: string | undefined): string | undefined {
  if (customData === undefined) return undefined;
  const key = guidOf(customData);
  call.state.customData[key] = customData;
  return key;
}

/** The model as Azure answers it: without secrets, with what it fills in. */
function modelOf(
  call: Call,
  target: Target,
  {
    os,
    size,
    image,
    version,
    nics,
    placement,
  }: { os: Record<string, unknown>; size: Size; image: Image; version: string; nics: readonly Resource[]; placement: Resource | undefined },
): Record<string, unknown> {
  const asked = at(call.body, 'properties');
  const linux = at(os, 'linuxConfiguration');
  const disk = at(asked, 'storageProfile', 'osDisk');
  const before = at(target.old?.body.properties, 'storageProfile', 'osDisk');
  const diskName =
    textAt(before, 'name') ?? textAt(disk, 'name') ?? `${target.name}_OsDisk_1_${guidOf(`disk ${call.state.counter} ${target.id}`).replaceAll('-', '')}`;
  return given({
    hardwareProfile: { vmSize: size.name },
    proximityPlacementGroup: placement ? { id: placement.id } : undefined,
    storageProfile: given({
      imageReference: { ...at(asked, 'storageProfile', 'imageReference'), exactVersion: version },
      osDisk: {
        osType: 'Linux',
        name: diskName,
        createOption: 'FromImage',
        caching: disk['caching'] ?? 'ReadWrite',
        managedDisk: {
          storageAccountType: textAt(disk, 'managedDisk', 'storageAccountType') ?? 'Premium_LRS',
          id: idOf(call, target.group.name, disks, diskName),
        },
        deleteOption: disk['deleteOption'] ?? 'Detach',
        diskSizeGB: disk['diskSizeGB'] ?? 30,
      },
      dataDisks: [],
      diskControllerType: image.nvme && size.controllers === 'NVMe' ? 'NVMe' : 'SCSI',
    }),
    osProfile: {
      computerName: os['computerName'],
      adminUsername: os['adminUsername'],
      linuxConfiguration: given({
        disablePasswordAuthentication: linux['disablePasswordAuthentication'] ?? false,
        ssh: linux['ssh'],
        provisionVMAgent: true,
        patchSettings: { patchMode: 'ImageDefault', assessmentMode: 'ImageDefault' },
      }),
      secrets: [],
      allowExtensionOperations: true,
      requireGuestProvisionSignal: true,
    },
    securityProfile: asked['securityProfile'],
    networkProfile: {
      networkInterfaces: nics.map((nic, index) => {
        const properties = at(listAt(asked, 'networkProfile', 'networkInterfaces')[index], 'properties');
        return { id: nic.id, ...(Object.keys(properties).length > 0 ? { properties } : {}) };
      }),
    },
    diagnosticsProfile: asked['diagnosticsProfile'],
  });
}

/** The OS disk that comes with a machine, with the machine's tags. */
function keepDisk(call: Call, vm: Resource, image: Image, version: string): void {
  const osDisk = at(vm.body.properties, 'storageProfile', 'osDisk');
  const id = String(at(osDisk, 'managedDisk')['id']);
  if (call.state.resources[id.toLowerCase()]) return;
  const sizeGB = Number(osDisk['diskSizeGB']);
  const trusted = textAt(vm.body.properties, 'securityProfile', 'securityType') === 'TrustedLaunch';
  call.state.resources[id.toLowerCase()] = {
    id,
    type: disks,
    name: String(osDisk['name']),
    group: vm.group,
    location: vm.location,
    ...(vm.tags ? { tags: vm.tags } : {}),
    body: {
      managedBy: vm.id,
      sku: {
        name: at(osDisk, 'managedDisk')['storageAccountType'],
        tier: String(at(osDisk, 'managedDisk')['storageAccountType']).split('_')[0]?.replace('SSD', ''),
      },
      properties: given({
        osType: 'Linux',
        hyperVGeneration: image.generation,
        supportedCapabilities: { diskControllerTypes: image.nvme ? 'SCSI, NVMe' : 'SCSI', acceleratedNetwork: true, architecture: image.architecture },
        creationData: {
          createOption: 'FromImage',
          imageReference: {
            id: `/Subscriptions/${call.state.subscriptionId}/Providers/Microsoft.Compute/Locations/${vm.location}/Publishers/${image.publisher}/ArtifactTypes/VMImage/Offers/${image.offer}/Skus/${image.sku}/Versions/${version}`,
          },
        },
        diskSizeGB: sizeGB,
        diskSizeBytes: sizeGB * 2 ** 30,
        diskIOPSReadWrite: 500,
        diskMBpsReadWrite: 60,
        encryption: { type: 'EncryptionAtRestWithPlatformKey' },
        networkAccessPolicy: 'AllowAll',
        publicNetworkAccess: 'Enabled',
        securityProfile: trusted ? { securityType: 'TrustedLaunch' } : undefined,
        timeCreated: new Date(call.now).toISOString(),
        provisioningState: 'Succeeded',
        diskState: 'Attached',
        uniqueId: guidOf(`unique ${id}`),
      }),
    },
  };
}

/** DELETE of a machine; with `forceDeletion=true` without a graceful shutdown. */
export const deleteMachine: Handler = (call, parts) => {
  const forced = call.query.get('forceDeletion')?.toLowerCase() === 'true';
  const id = idOf(call, part(parts, 'group'), machines, part(parts, 'name'));
  refuseLocked(call, id);
  const resource = resourceAt(call.state, id);
  const running = resource && operationOn(call, resource);
  if (running && running.kind !== 'delete') preempt(running, call.now);
  return deleteOne(machines, forced ? 'force-delete Microsoft.Compute/virtualMachines' : 'delete Microsoft.Compute/virtualMachines', () => {})(call, parts);
};

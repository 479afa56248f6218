import { fraction } from '../../durations.ts';
import type { Resource, WorldState } from '../../state.ts';
import { freePrivateAddress, freePublicAddress, usedPrivateAddresses } from '../address-pool.ts';
import { badRequest, conflict } from '../answer.ts';
import { type Call, guidOf, nextNumber } from '../call.ts';
import { at, given, listAt, textAt } from '../json.ts';
import { instanceAddresses, instanceInterfaces, instances } from '../types.ts';
import type { Wanted } from './model.ts';
import { hostName, instanceName } from './names.ts';

/** Instances of a scale set, the lowest id first. */
export function instancesOf(state: WorldState, scaleSet: Resource): Resource[] {
  const prefix = `${scaleSet.id}/virtualMachines/`.toLowerCase();
  return Object.entries(state.resources)
    .filter(([id, { type }]) => type === instances && id.startsWith(prefix))
    .map(([, resource]) => resource)
    .sort((a, b) => numberOf(a) - numberOf(b));
}

export const instanceIdOf = (instance: Resource): string => instance.id.slice(instance.id.lastIndexOf('/') + 1);
const numberOf = (instance: Resource): number => Number(instanceIdOf(instance));

/** What is inside one instance: its network card and address. */
export const innerOf = (state: WorldState, instance: Resource): Resource[] =>
  Object.entries(state.resources)
    .filter(([id]) => id.startsWith(`${instance.id.toLowerCase()}/`))
    .map(([, resource]) => resource);

/** Ids for so many new instances: decimal, with gaps, and the lowest free ones first, so that one may come again (azure-facts 4.3). */
function newIds(scaleSet: Resource, taken: ReadonlySet<number>, many: number): number[] {
  const ids: number[] = [];
  for (let id = 0; ids.length < many; id += 1) if (!taken.has(id) && fraction(`gap ${scaleSet.id.toLowerCase()} ${id}`) < 0.75) ids.push(id);
  return ids;
}

/** Makes so many instances of the model, not yet running. @throws ArmRefusal 400 where the subnet has no room for them. */
export function addInstances(call: Call, scaleSet: Resource, wanted: Wanted, many: number, customData: string | undefined): Resource[] {
  const there = instancesOf(call.state, scaleSet);
  const used = usedPrivateAddresses(call.state, wanted.subnet.id);
  const addresses = Array.from({ length: many }, () => {
    const free = freePrivateAddress(wanted.subnet.prefix, used);
    if (free === undefined)
      throw badRequest(
        'SubnetIsFull',
        `Subnet ${wanted.subnet.id} with address prefix ${wanted.subnet.prefix} does not have enough capacity for ${many} IP addresses.`,
      );
    used.add(free);
    return free;
  });
  return newIds(scaleSet, new Set(there.map(numberOf)), many).map((id, index) =>
    addInstance(call, scaleSet, wanted, { id, privateAddress: addresses[index] as string, customData }),
  );
}

interface New {
  readonly id: number;
  readonly privateAddress: string;
  readonly customData: string | undefined;
}

function addInstance(call: Call, scaleSet: Resource, wanted: Wanted, { id, privateAddress, customData }: New): Resource {
  const model = at(scaleSet.body.properties, 'virtualMachineProfile');
  const os = at(model, 'osProfile');
  const [card] = listAt(model, 'networkProfile', 'networkInterfaceConfigurations');
  const resourceId = `${scaleSet.id}/virtualMachines/${id}`;
  const vmId = guidOf(`instance ${nextNumber(call.state)} ${resourceId}`);
  const common = { group: scaleSet.group, location: scaleSet.location };
  const keep = (resource: Resource): Resource => {
    call.state.resources[resource.id.toLowerCase()] = resource;
    return resource;
  };
  const nicId = addCard(call, keep, { resourceId, card, privateAddress, common });
  const { computerNamePrefix, customData: _, ...osProfile } = os;
  return keep({
    ...common,
    id: resourceId,
    type: instances,
    name: instanceName(scaleSet.name, String(id)),
    ...(scaleSet.tags ? { tags: { ...scaleSet.tags } } : {}),
    body: {
      instanceId: String(id),
      sku: { name: wanted.size.name, tier: 'Standard' },
      etag: `"${nextNumber(call.state)}"`,
      properties: given({
        latestModelApplied: true,
        modelDefinitionApplied: 'VirtualMachineScaleSet',
        networkProfileConfiguration: at(model, 'networkProfile'),
        provisioningState: 'Creating',
        hardwareProfile: { vmSize: wanted.size.name },
        vmId,
        storageProfile: {
          imageReference: { ...at(model, 'storageProfile', 'imageReference'), exactVersion: wanted.version },
          osDisk: {
            osType: 'Linux',
            name: `${scaleSet.name}_${scaleSet.name}_${id}_OsDisk_1_${guidOf(`disk ${call.state.counter} ${resourceId}`).replaceAll('-', '')}`,
            createOption: 'FromImage',
            caching: 'ReadWrite',
            managedDisk: { storageAccountType: textAt(model, 'storageProfile', 'osDisk', 'managedDisk', 'storageAccountType') ?? 'Premium_LRS' },
            diskSizeGB: 30,
          },
          dataDisks: [],
        },
        osProfile: { ...osProfile, computerName: hostName(String(computerNamePrefix), id) },
        securityProfile: model['securityProfile'],
        diagnosticsProfile: model['diagnosticsProfile'],
        networkProfile: { networkInterfaces: [{ id: nicId }] },
        timeCreated: new Date(call.now).toISOString(),
      }),
    },
    machine: { vmId, power: 'starting', ...(customData === undefined ? {} : { customData }) },
  });
}

function addCard(
  call: Call,
  keep: (resource: Resource) => Resource,
  { resourceId, card, privateAddress, common }: { resourceId: string; card: unknown; privateAddress: string; common: Pick<Resource, 'group' | 'location'> },
): string {
  const name = textAt(card, 'name') ?? 'nic';
  const nicId = `${resourceId}/networkInterfaces/${name}`;
  const [configuration] = listAt(card, 'properties', 'ipConfigurations');
  const etag = `W/"${guidOf(`etag ${nextNumber(call.state)} ${nicId}`)}"`;
  const configurationId = `${nicId}/ipConfigurations/${textAt(configuration, 'name') ?? 'ipconfig'}`;
  const addressId = addAddress(call, keep, configurationId, configuration, common);
  const pools = listAt(configuration, 'properties', 'loadBalancerBackendAddressPools');
  keep({
    ...common,
    id: nicId,
    type: instanceInterfaces,
    name,
    body: {
      etag,
      properties: given({
        provisioningState: 'Succeeded',
        resourceGuid: guidOf(`guid ${nicId} ${call.state.counter}`),
        ipConfigurations: [
          {
            name: textAt(configuration, 'name') ?? 'ipconfig',
            id: configurationId,
            etag,
            properties: given({
              provisioningState: 'Succeeded',
              privateIPAddress: privateAddress,
              privateIPAllocationMethod: 'Dynamic',
              publicIPAddress: addressId === undefined ? undefined : { id: addressId },
              subnet: { id: textAt(configuration, 'properties', 'subnet', 'id') },
              primary: true,
              privateIPAddressVersion: 'IPv4',
              loadBalancerBackendAddressPools: pools.length > 0 ? pools : undefined,
            }),
          },
        ],
        enableAcceleratedNetworking: at(card, 'properties')['enableAcceleratedNetworking'] === true,
        enableIPForwarding: false,
        networkSecurityGroup: at(card, 'properties')['networkSecurityGroup'],
        primary: true,
        virtualMachine: { id: resourceId },
      }),
    },
  });
  return nicId;
}

/** The public address of an instance, where the model gives it one (azure-facts 4.5). */
export function addAddress(
  call: Call,
  keep: (resource: Resource) => Resource,
  configurationId: string,
  configuration: unknown,
  common: Pick<Resource, 'group' | 'location'>,
): string | undefined {
  const asked = at(configuration, 'properties')['publicIPAddressConfiguration'];
  if (asked === undefined) return undefined;
  const name = textAt(asked, 'name') ?? 'instancepublicip';
  const id = `${configurationId}/publicIPAddresses/${name}`;
  keep({
    ...common,
    id,
    type: instanceAddresses,
    name,
    body: {
      etag: `W/"${guidOf(`etag ${nextNumber(call.state)} ${id}`)}"`,
      properties: {
        provisioningState: 'Succeeded',
        resourceGuid: guidOf(`guid ${id} ${call.state.counter}`),
        ipAddress: freePublicAddress(call.state, call.addressPools),
        publicIPAddressVersion: 'IPv4',
        publicIPAllocationMethod: 'Static',
        idleTimeoutInMinutes: at(asked, 'properties')['idleTimeoutInMinutes'] ?? 4,
        ipTags: [],
        ipConfiguration: { id: configurationId },
      },
      sku: { name: 'Standard' },
    },
  });
  return id;
}

/** The fault domain of an instance, one of five. */
export const faultDomainOf = (instance: Resource): number => numberOf(instance) % 5;

/**
 * Which instances go when only a lower capacity is asked for, as Azure's default policy chooses: fault domains are kept even, and of
 * the fullest one the newest goes; instances protected from scale-in stay (azure-facts 15.1b). A head that is not the oldest may be among them.
 * @throws ArmRefusal 409 where protection leaves too few.
 */
export function scaleIn(state: WorldState, scaleSet: Resource, many: number): Resource[] {
  const there = instancesOf(state, scaleSet);
  const free = there.filter((one) => at(one.body.properties, 'protectionPolicy')['protectFromScaleIn'] !== true);
  if (free.length < many) {
    throw conflict(
      'OperationNotAllowed',
      `Cannot scale in Virtual Machine Scale Set '${scaleSet.name}' by ${many}: ${there.length - free.length} of its instances are protected from scale-in.`,
    );
  }
  const going: Resource[] = [];
  while (going.length < many) {
    const left = there.filter((one) => !going.includes(one));
    const inDomain = (domain: number): number => left.filter((one) => faultDomainOf(one) === domain).length;
    const next = free
      .filter((one) => !going.includes(one))
      .sort((a, b) => inDomain(faultDomainOf(b)) - inDomain(faultDomainOf(a)) || numberOf(b) - numberOf(a))[0];
    if (next) going.push(next);
  }
  return going;
}

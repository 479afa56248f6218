import type { ArmResponse } from '../../engine/world.ts';
import { resourcesOf } from '../arm/call.ts';
import { addresses } from '../arm/types.ts';
import type { PracticeCloud } from '../open.ts';
import type { WorldState } from '../state.ts';

/**
 * What a cluster was made of that somebody made by hand: what the old how-to's commands make, what they make with nothing but a count, or
 * what they made years ago, with Basic addresses, logins by password, and what a fifth machine left behind when it was deleted.
 */
export const handMadeShapes = ['ethernet', 'infiniband', 'bare', 'old'] as const;
export type HandMadeShape = (typeof handMadeShapes)[number];

/** The names of the old how-to (H2 to H6). */
export const handMade = { group: 'glocktestrg', placementGroup: 'glocktestppg', name: 'glocluster', user: 'glock', location: 'eastus', count: 4 } as const;

/** H1. */
const cloudInit = '#cloud-config\npackage_upgrade: true\npackages:\n  - clustershell\n  - openmpi-bin\n  - libopenmpi-dev\n';

const versions = { resources: '2025-04-01', compute: '2026-04-01', network: '2026-01-01' } as const;

/** Sends writes as `az` would, one after the other, each followed to its end. */
function writer(cloud: PracticeCloud, signal: AbortSignal) {
  const ask = (method: string, url: string, body?: unknown): Promise<ArmResponse> =>
    cloud.send({
      method,
      url,
      headers: { authorization: 'Bearer simulated', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
  const checked = ({ status, body, headers }: ArmResponse, what: string): ArmResponse => {
    const { error } = (body === '' ? {} : JSON.parse(body)) as { error?: { code: string; message: string } };
    if (status >= 400 || error) throw new Error(`${what}: ${error?.code ?? status}: ${error?.message ?? 'refused'}`);
    return { status, body, headers };
  };
  const root = `https://management.azure.com/subscriptions/${cloud.subscriptionId}`;
  return {
    root,
    send: async (method: string, path: string, version: keyof typeof versions, body?: unknown): Promise<void> => {
      const first = checked(await ask(method, `${root}/${path}?api-version=${versions[version]}`, body), path);
      for (let url = first.headers['azure-asyncoperation']; url !== undefined; ) {
        await cloud.clock.sleep(2_000, signal);
        const { status } = JSON.parse(checked(await ask('GET', url), path).body) as { status: string };
        if (status !== 'InProgress') break;
      }
    },
    get: async <T>(path: string, version: keyof typeof versions): Promise<T> =>
      JSON.parse(checked(await ask('GET', `${root}/${path}?api-version=${versions[version]}`), path).body) as T,
  };
}

/** Of one node: where it is reached. */
export interface HandMadeNode {
  readonly name: string;
  readonly address: string;
}

/**
 * The resources that `az vm create --count` and `az vmss create` make (azure-facts 5), with no tag, no delete options and port 22
 * open to the world, by the simulated ARM's own writes.
 */
export async function makeResources(cloud: PracticeCloud, shape: HandMadeShape, publicKey: string, signal: AbortSignal): Promise<readonly HandMadeNode[]> {
  const { send, get, root } = writer(cloud, signal);
  const { group, name, location, user, count, placementGroup } = handMade;
  const inGroup = `resourceGroups/${group}/providers`;
  const id = (path: string): { id: string } => ({ id: `${root.slice(root.indexOf('/subscriptions'))}/${inGroup}/${path}` });
  const nsg = `Microsoft.Network/networkSecurityGroups/${name}NSG`;
  const network = `Microsoft.Network/virtualNetworks/${name}VNET`;
  const subnet = `${network}/subnets/${name}Subnet`;
  const ppg = `Microsoft.Compute/proximityPlacementGroups/${placementGroup}`;
  const address = (which: string): string => `Microsoft.Network/publicIPAddresses/${name}${which}`;
  const standard = { location, sku: { name: 'Standard' }, properties: { publicIPAllocationMethod: 'Static' } };
  for (const namespace of ['Microsoft.Compute', 'Microsoft.Network']) await send('POST', `providers/${namespace}/register`, 'resources');
  await cloud.clock.sleep(60_000, signal);
  await send('PUT', `resourceGroups/${group}`, 'resources', { location });
  const rule = { priority: 1000, direction: 'Inbound', access: 'Allow', protocol: 'Tcp', sourcePortRange: '*', destinationPortRange: '22' };
  const open = { ...rule, sourceAddressPrefix: '*', destinationAddressPrefix: '*' };
  await send('PUT', `${inGroup}/${nsg}`, 'network', { location, properties: { securityRules: [{ name: 'default-allow-ssh', properties: open }] } });
  await send('PUT', `${inGroup}/${network}`, 'network', {
    location,
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      // The template of `az` asks for a network as it was before subnets became private (azure-facts 5.1, 6.2).
      subnets: [{ name: `${name}Subnet`, properties: { addressPrefix: '10.0.0.0/24', defaultOutboundAccess: true } }],
    },
  });
  const password = shape === 'old' ? { adminPassword: 'Simulated-2022' } : {};
  const os = {
    ...password,
    adminUsername: user,
    customData: Buffer.from(cloudInit).toString('base64'),
    linuxConfiguration: {
      disablePasswordAuthentication: shape !== 'old',
      ssh: { publicKeys: [{ path: `/home/${user}/.ssh/authorized_keys`, keyData: publicKey }] },
    },
  };
  if (shape === 'infiniband') {
    await send('PUT', `${inGroup}/${address('LBPublicIP')}`, 'network', standard);
    const balancer = `Microsoft.Network/loadBalancers/${name}LB`;
    const part = (which: string): { id: string } => ({ id: `${id(balancer).id}/${which}` });
    const [front, pool] = ['frontendIPConfigurations/loadBalancerFrontEnd', `backendAddressPools/${name}LBBEPool`] as const;
    await send('PUT', `${inGroup}/${balancer}`, 'network', {
      location,
      sku: { name: 'Standard' },
      properties: {
        frontendIPConfigurations: [{ name: 'loadBalancerFrontEnd', properties: { publicIPAddress: id(address('LBPublicIP')) } }],
        backendAddressPools: [{ name: `${name}LBBEPool` }],
        loadBalancingRules: [
          {
            name: 'LBRule',
            properties: {
              frontendIPConfiguration: part(front),
              backendAddressPool: part(pool),
              ...{ protocol: 'Tcp', frontendPort: 80, backendPort: 80, idleTimeoutInMinutes: 5 },
            },
          },
        ],
      },
    });
    await send('PUT', `${inGroup}/Microsoft.Compute/virtualMachineScaleSets/${name}`, 'compute', {
      location,
      sku: { name: 'Standard_HB120rs_v3', tier: 'Standard', capacity: count },
      properties: {
        orchestrationMode: 'Uniform',
        overprovision: true,
        upgradePolicy: { mode: 'Manual' },
        virtualMachineProfile: {
          osProfile: { ...os, computerNamePrefix: 'glocl4f2a' },
          storageProfile: {
            imageReference: { publisher: 'microsoft-dsvm', offer: 'ubuntu-hpc', sku: '2204', version: 'latest' },
            osDisk: { createOption: 'FromImage', caching: 'ReadWrite', managedDisk: {} },
          },
          networkProfile: {
            networkInterfaceConfigurations: [
              {
                name: 'glocl4f2aNic',
                properties: {
                  primary: true,
                  enableAcceleratedNetworking: true,
                  networkSecurityGroup: id(nsg),
                  ipConfigurations: [
                    {
                      name: 'glocl4f2aIPConfig',
                      properties: {
                        subnet: id(subnet),
                        loadBalancerBackendAddressPools: [part(pool)],
                        publicIPAddressConfiguration: { name: 'instancepublicip', properties: { idleTimeoutInMinutes: 10 } },
                      },
                    },
                  ],
                },
              },
            ],
          },
        },
      },
    });
    const set = `${inGroup}/Microsoft.Compute/virtualMachineScaleSets/${name}`;
    const [all, addresses] = await Promise.all([
      get<{ value: { id: string; properties: { osProfile: { computerName: string } } }[] }>(`${set}/virtualMachines`, 'compute'),
      get<{ value: { id: string; properties: { ipAddress?: string } }[] }>(`${set}/publicIPAddresses`, 'network'),
    ]);
    return all.value.map((one) => ({
      name: one.properties.osProfile.computerName,
      address: addresses.value.find((other) => other.id.toLowerCase().startsWith(`${one.id.toLowerCase()}/`))?.properties.ipAddress ?? '',
    }));
  }
  const close = shape === 'ethernet' || shape === 'old';
  if (close) {
    const intent = { vmSizes: ['Standard_D2s_v5'] };
    await send('PUT', `${inGroup}/${ppg}`, 'compute', { location, properties: { proximityPlacementGroupType: 'Standard', intent } });
  }
  const numbers = Array.from({ length: shape === 'old' ? count + 1 : count }, (_, index) => index);
  await Promise.all(numbers.map((number) => send('PUT', `${inGroup}/${address(`PublicIP${number}`)}`, 'network', standard)));
  for (const number of numbers) {
    const configuration = {
      name: `ipconfig${name}${number}`,
      properties: { privateIPAllocationMethod: 'Dynamic', subnet: id(subnet), publicIPAddress: id(address(`PublicIP${number}`)) },
    };
    await send('PUT', `${inGroup}/Microsoft.Network/networkInterfaces/${name}VMNic${number}`, 'network', {
      location,
      properties: { enableAcceleratedNetworking: close, networkSecurityGroup: id(nsg), ipConfigurations: [configuration] },
    });
  }
  await Promise.all(
    numbers.map((number) =>
      send('PUT', `${inGroup}/Microsoft.Compute/virtualMachines/${name}${number}`, 'compute', {
        location,
        properties: {
          hardwareProfile: { vmSize: 'Standard_D2s_v5' },
          ...(close ? { proximityPlacementGroup: id(ppg) } : {}),
          storageProfile: {
            imageReference: { publisher: 'Canonical', offer: '0001-com-ubuntu-server-jammy', sku: '22_04-lts-gen2', version: 'latest' },
            osDisk: { createOption: 'FromImage', caching: 'ReadWrite', managedDisk: {} },
          },
          osProfile: { ...os, computerName: `${name}${number}` },
          networkProfile: { networkInterfaces: [{ ...id(`Microsoft.Network/networkInterfaces/${name}VMNic${number}`), properties: { primary: true } }] },
        },
      }),
    ),
  );
  if (shape === 'old') {
    await send('DELETE', `${inGroup}/Microsoft.Compute/virtualMachines/${name}${count}`, 'compute');
    cloud.alter((state) => becomeBasic(state, group));
  }
  const given = await get<{ value: { name: string; properties: { ipAddress?: string } }[] }>(`${inGroup}/Microsoft.Network/publicIPAddresses`, 'network');
  return numbers.slice(0, count).map((number) => ({
    name: `${name}${number}`,
    address: given.value.find((one) => one.name === `${name}PublicIP${number}`)?.properties.ipAddress ?? '',
  }));
}

/** The addresses of a group as they were made before 30 September 2025: Basic and dynamic (azure-facts 6.1). */
function becomeBasic(state: WorldState, group: string): void {
  for (const { body } of resourcesOf(state, addresses, group)) {
    Object.assign(body, { sku: { name: 'Basic', tier: 'Regional' } });
    Object.assign(body.properties, { publicIPAllocationMethod: 'Dynamic' });
  }
}

import { PassThrough } from 'node:stream';
import type { ArmResponse } from '../../../src/engine/world.ts';
import type { MachineSpec } from '../../../src/practice/machines.ts';
import { openPractice, type PracticeCloud, type ReachableMachines } from '../../../src/practice/open.ts';

export interface FakeMachines extends ReachableMachines {
  /** What they were told, in order, as `boot glocluster0`. */
  readonly told: string[];
  readonly specs: Map<string, MachineSpec>;
}

/** Machines that only write down what they are told. */
export function fakeMachines(): FakeMachines {
  const told: string[] = [];
  const specs = new Map<string, MachineSpec>();
  const nameOf = (vmId: string): string => specs.get(vmId)?.computerName ?? vmId;
  return {
    told,
    specs,
    boot: async (spec) => {
      specs.set(spec.vmId, spec);
      told.push(`boot ${spec.computerName}`);
    },
    rewire: async (spec) => {
      specs.set(spec.vmId, spec);
      told.push(`rewire ${spec.computerName} ${spec.publicAddress ?? 'without address'}`);
    },
    halt: async (vmId) => void told.push(`halt ${nameOf(vmId)}`),
    destroy: async (vmId) => void told.push(`destroy ${nameOf(vmId)}`),
    serialLog: async (vmId) => `${nameOf(vmId)} login:\r\n`,
    connect: async (vmId) => new PassThrough().end(nameOf(vmId)),
    close: async () => {},
  };
}

export interface Opened {
  readonly cloud: PracticeCloud;
  readonly machines: FakeMachines;
  readonly folder: string;
  /** One request below the subscription, answered. */
  ask(method: string, path: string, body?: unknown): Promise<ArmAnswer>;
  /** The same, its long-running operation waited for. @throws with the answer where it is refused or fails. */
  done(method: string, path: string, body?: unknown): Promise<ArmAnswer>;
}

export interface ArmAnswer {
  readonly status: number;
  readonly headers: ArmResponse['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

/** A practice world of fake machines. The caller closes it. */
export async function openFakeWorld(options: { folder: string; env?: NodeJS.ProcessEnv; drill?: string; machines?: FakeMachines }): Promise<Opened> {
  const { folder, machines = fakeMachines() } = options;
  const cloud = await openPractice({
    folder,
    env: { RANK0_PRACTICE_SPEED: '0', ...options.env },
    machines: () => machines,
    ...(options.drill === undefined ? {} : { drill: options.drill }),
  });
  const ask = async (method: string, path: string, body?: unknown): Promise<ArmAnswer> => {
    const url = path.startsWith('https:') ? path : `https://management.azure.com/subscriptions/${cloud.subscriptionId}/${path}`;
    const answer = await cloud.send({
      method,
      url: /[?&]api-version=/.test(url) ? url : `${url}${url.includes('?') ? '&' : '?'}api-version=2026-01-01`,
      headers: { authorization: 'Bearer simulated', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
  };
  const done = async (method: string, path: string, body?: unknown): Promise<ArmAnswer> => {
    const first = await ask(method, path, body);
    if (first.status >= 400) throw Object.assign(new Error(`${method} ${path}: ${JSON.stringify(first.body)}`), first);
    for (let follow = first.headers['azure-asyncoperation'] ?? first.headers['location']; follow !== undefined; ) {
      const poll = await ask('GET', follow);
      if (poll.body?.error) throw Object.assign(new Error(`${method} ${path}: ${JSON.stringify(poll.body)}`), poll);
      if (poll.status !== 202 && poll.body?.status !== 'InProgress') break;
      await cloud.clock.sleep(2000);
    }
    return method === 'PUT' ? ask('GET', path) : first;
  };
  return { cloud, machines, folder, ask, done };
}

const id = (type: string, name: string): string => `/subscriptions/00000000-0000-4000-8000-00000000c10d/resourceGroups/lab/providers/${type}/${name}`;
export const at = (type: string, name: string): string => `resourceGroups/lab/providers/${type}/${name}`;
export const vms = 'Microsoft.Compute/virtualMachines';
export const ppgs = 'Microsoft.Compute/proximityPlacementGroups';
export const nsgs = 'Microsoft.Network/networkSecurityGroups';
export const vnets = 'Microsoft.Network/virtualNetworks';
export const pips = 'Microsoft.Network/publicIPAddresses';
export const nics = 'Microsoft.Network/networkInterfaces';

const location = 'eastus';
const ed25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEJmzXJDDW3t6j0kQO2vP3kqjzKbmEJ8bNp1nq8dDsTz';

/** Request bodies as rank0 sends them (azure-facts 17), each to be varied. */
export const bodies = {
  group: { location, tags: { createdBy: 'rank0' } },
  ppg: { location, properties: { proximityPlacementGroupType: 'Standard', intent: { vmSizes: ['Standard_D2s_v5'] } } },
  nsg: (source = '198.51.100.24/32') => ({
    location,
    properties: {
      securityRules: [
        {
          name: 'default-allow-ssh',
          properties: {
            protocol: 'Tcp',
            priority: 1000,
            direction: 'Inbound',
            access: 'Allow',
            sourceAddressPrefix: source,
            sourcePortRange: '*',
            destinationAddressPrefix: '*',
            destinationPortRange: '22',
          },
        },
      ],
    },
  }),
  vnet: {
    location,
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [{ name: 'subnet', properties: { addressPrefix: '10.0.0.0/24', networkSecurityGroup: { id: id(nsgs, 'nsg') }, defaultOutboundAccess: false } }],
    },
  },
  pip: { location, sku: { name: 'Standard' }, properties: { publicIPAllocationMethod: 'Static' } },
  nic: (index: number, more: object = {}) => ({
    location,
    properties: {
      enableAcceleratedNetworking: true,
      networkSecurityGroup: { id: id(nsgs, 'nsg') },
      ipConfigurations: [
        {
          name: `ipconfig${index}`,
          properties: {
            subnet: { id: `${id(vnets, 'vnet')}/subnets/subnet` },
            privateIPAllocationMethod: 'Dynamic',
            publicIPAddress: { id: id(pips, `ip${index}`), properties: { deleteOption: 'Delete' } },
          },
        },
      ],
      ...more,
    },
  }),
  // biome-ignore lint/suspicious/noExplicitAny: tests change it in every place
  vm: (index: number, change: (properties: any) => void = () => {}) => {
    const properties = {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      proximityPlacementGroup: { id: id(ppgs, 'ppg') },
      storageProfile: {
        imageReference: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' },
        osDisk: { createOption: 'FromImage', deleteOption: 'Delete', managedDisk: { storageAccountType: 'StandardSSD_LRS' } },
      },
      osProfile: {
        computerName: `node${index}`,
        adminUsername: 'glock',
        customData: Buffer.from('#cloud-config\n').toString('base64'),
        linuxConfiguration: { disablePasswordAuthentication: true, ssh: { publicKeys: [{ path: '/home/glock/.ssh/authorized_keys', keyData: ed25519 }] } },
      },
      networkProfile: { networkInterfaces: [{ id: id(nics, `nic${index}`), properties: { primary: true, deleteOption: 'Delete' } }] },
      securityProfile: { securityType: 'TrustedLaunch', uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    };
    change(properties);
    return { location, tags: { createdBy: 'rank0' }, properties };
  },
};

/** Registers the providers and makes the group and all that nodes share. */
export async function withNetwork(world: Opened): Promise<Opened> {
  await world.ask('POST', 'providers/Microsoft.Compute/register');
  await world.ask('POST', 'providers/Microsoft.Network/register');
  await world.cloud.clock.sleep(120_000);
  await world.done('PUT', 'resourceGroups/lab', bodies.group);
  await Promise.all([world.done('PUT', at(ppgs, 'ppg'), bodies.ppg), world.done('PUT', at(nsgs, 'nsg'), bodies.nsg())]);
  await world.done('PUT', at(vnets, 'vnet'), bodies.vnet);
  return world;
}

/** Makes an address and a network interface for each of so many nodes. */
export async function withInterfaces(world: Opened, count: number): Promise<Opened> {
  await withNetwork(world);
  const indices = Array.from({ length: count }, (_, index) => index);
  await Promise.all(indices.map((index) => world.done('PUT', at(pips, `ip${index}`), bodies.pip)));
  for (const index of indices) await world.done('PUT', at(nics, `nic${index}`), bodies.nic(index));
  return world;
}

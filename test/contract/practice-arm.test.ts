import { expect, it } from 'vitest';
import { openWorld } from '../unit/practice/support.ts';
import { check, recordedClients } from './practice-arm-support.ts';

const group = 'glocluster-rg';
const location = 'eastus';
const tags = { createdBy: 'rank0', 'rank0-cluster': 'glocluster' };
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEJmzXJDDW3t6j0kQO2vP3kqjzKbmEJ8bNp1nq8dDsTz rank0';

type Clients = ReturnType<typeof recordedClients>;

async function clientsOfPractice() {
  const { cloud, machines } = await openWorld();
  const clients = recordedClients({ ...cloud, beforePoll: () => cloud.clock.sleep(4000) });
  return { cloud, machines, ...clients };
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of pages) found.push(one);
  return found;
}

const poll = { updateIntervalInMs: 2 };

/** Everything that is asked before anything is made. */
async function lookAround({ compute, resources, subscriptions }: Clients, subscriptionId: string): Promise<void> {
  expect((await all(subscriptions.subscriptions.list())).map((one) => one.subscriptionId)).toEqual([subscriptionId]);
  await subscriptions.subscriptions.get(subscriptionId);
  await all(subscriptions.tenants.list());
  expect((await all(subscriptions.subscriptions.listLocations(subscriptionId))).map((one) => one.name)).toContain(location);
  await all(resources.providers.list());
  expect((await resources.providers.get('Microsoft.Compute')).registrationState).toBe('NotRegistered');
  const sizes = await all(compute.resourceSkus.list({ filter: `location eq '${location}'` }));
  expect(sizes.find((size) => size.name === 'Standard_DS1_v2')?.restrictions?.[0]?.reasonCode).toBe('NotAvailableForSubscription');
  const usages = await all(compute.usage.list(location));
  expect(usages.find((usage) => usage.name.value === 'cores')).toMatchObject({ currentValue: 0, limit: 20 });
  await compute.virtualMachineImages.listPublishers(location);
  await compute.virtualMachineImages.listOffers(location, 'Canonical');
  await compute.virtualMachineImages.listSkus(location, 'Canonical', 'ubuntu-24_04-lts');
  const [newest] = await compute.virtualMachineImages.list(location, 'canonical', 'ubuntu-24_04-lts', 'server', { top: 1, orderby: 'name desc' });
  const image = await compute.virtualMachineImages.get(location, 'canonical', 'ubuntu-24_04-lts', 'server', newest?.name ?? '');
  expect(image.hyperVGeneration).toBe('V2');
  expect((await resources.resourceGroups.checkExistence(group)).body).toBe(false);
}

async function register({ resources }: Clients, sleep: (milliseconds: number) => Promise<void>): Promise<void> {
  for (const namespace of ['Microsoft.Compute', 'Microsoft.Network']) {
    expect((await resources.providers.register(namespace)).registrationState).toBe('Registering');
    while ((await resources.providers.get(namespace)).registrationState !== 'Registered') await sleep(5000);
  }
}

async function makeNetwork({ compute, network, resources }: Clients): Promise<void> {
  await resources.resourceGroups.createOrUpdate(group, { location, tags });
  await resources.resourceGroups.createOrUpdate(group, { location, tags });
  await resources.resourceGroups.update(group, { tags: { ...tags, more: 'yes' } });
  await compute.proximityPlacementGroups.createOrUpdate(group, 'PPG', {
    location,
    tags,
    proximityPlacementGroupType: 'Standard',
    intent: { vmSizes: ['Standard_D2s_v5'] },
  });
  const rule = {
    protocol: 'Tcp',
    priority: 1000,
    direction: 'Inbound',
    access: 'Allow',
    sourceAddressPrefix: '198.51.100.24/32',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '22',
  };
  const security = await network.networkSecurityGroups.createOrUpdate(
    group,
    'NSG',
    { location, tags, securityRules: [{ name: 'default-allow-ssh', ...rule }] },
    poll,
  );
  await network.securityRules.createOrUpdate(group, 'NSG', 'default-allow-ssh', { ...rule, sourceAddressPrefix: '198.51.100.0/24' }, poll);
  await network.securityRules.get(group, 'NSG', 'default-allow-ssh');
  await all(network.securityRules.list(group, 'NSG'));
  const subnet = {
    name: 'Subnet',
    addressPrefix: '10.0.0.0/24',
    networkSecurityGroup: { id: security.id as string },
    serviceEndpoints: [{ service: 'Microsoft.Storage' }],
    defaultOutboundAccess: false,
  };
  await network.virtualNetworks.createOrUpdate(group, 'VNET', { location, tags, addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: [subnet] }, poll);
  await network.subnets.createOrUpdate(group, 'VNET', 'other', { addressPrefix: '10.0.1.0/24' }, poll);
  await network.subnets.get(group, 'VNET', 'Subnet');
  await all(network.subnets.list(group, 'VNET'));
  await network.subnets.delete(group, 'VNET', 'other', poll);
}

async function makeMachine({ compute, network }: Clients, index: number): Promise<void> {
  const security = await network.networkSecurityGroups.get(group, 'NSG');
  const subnet = await network.subnets.get(group, 'VNET', 'Subnet');
  const address = await network.publicIPAddresses.createOrUpdate(
    group,
    `IP${index}`,
    { location, tags, sku: { name: 'Standard' }, publicIPAllocationMethod: 'Static' },
    poll,
  );
  const nic = await network.networkInterfaces.createOrUpdate(
    group,
    `Nic${index}`,
    {
      location,
      tags,
      enableAcceleratedNetworking: true,
      networkSecurityGroup: { id: security.id as string },
      ipConfigurations: [
        {
          name: `ipconfig${index}`,
          subnet: { id: subnet.id as string },
          privateIPAllocationMethod: 'Dynamic',
          publicIPAddress: { id: address.id as string, deleteOption: 'Delete' },
        },
      ],
    },
    poll,
  );
  const placement = await compute.proximityPlacementGroups.get(group, 'PPG');
  const made = await compute.virtualMachines.createOrUpdate(
    group,
    `node${index}`,
    {
      location,
      tags,
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      proximityPlacementGroup: { id: placement.id as string },
      storageProfile: {
        imageReference: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' },
        osDisk: { createOption: 'FromImage', deleteOption: 'Delete', managedDisk: { storageAccountType: 'StandardSSD_LRS' } },
      },
      osProfile: {
        computerName: `node${index}`,
        adminUsername: 'glock',
        customData: Buffer.from('#cloud-config\npackages: [clustershell]\n').toString('base64'),
        linuxConfiguration: { disablePasswordAuthentication: true, ssh: { publicKeys: [{ path: '/home/glock/.ssh/authorized_keys', keyData: key }] } },
      },
      networkProfile: { networkInterfaces: [{ id: nic.id as string, primary: true, deleteOption: 'Delete' }] },
      securityProfile: { securityType: 'TrustedLaunch', uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    },
    poll,
  );
  expect(made.provisioningState).toBe('Succeeded');
}

async function inspect({ compute, network, resources }: Clients, download: (url: string) => Promise<string>): Promise<void> {
  await compute.virtualMachines.get(group, 'node0', { expand: 'instanceView' });
  await compute.virtualMachines.instanceView(group, 'node0');
  await all(compute.virtualMachines.list(group));
  await all(compute.virtualMachines.listAll());
  const [status] = await all(compute.virtualMachines.listAll({ statusOnly: 'true' }));
  expect(status?.instanceView?.statuses?.map((one) => one.code)).toEqual(['ProvisioningState/succeeded', 'PowerState/running']);
  const { serialConsoleLogBlobUri } = await compute.virtualMachines.retrieveBootDiagnosticsData(group, 'node0');
  expect(await download(serialConsoleLogBlobUri ?? '')).toContain('node0 login');
  await compute.proximityPlacementGroups.get(group, 'PPG', { includeColocationStatus: 'true' });
  await all(network.networkSecurityGroups.list(group));
  await all(network.networkSecurityGroups.listAll());
  await all(network.virtualNetworks.list(group));
  await all(network.publicIPAddresses.list(group));
  await all(network.networkInterfaces.list(group));
  await network.virtualNetworks.get(group, 'VNET');
  const disks = await all(compute.disks.listByResourceGroup(group));
  await compute.disks.get(group, disks[0]?.name ?? '');
  await all(compute.disks.list());
  expect(await all(resources.resources.listByResourceGroup(group, { expand: 'provisioningState' }))).toHaveLength(11);
  expect(await all(resources.resources.list({ filter: "tagName eq 'rank0-cluster' and tagValue eq 'glocluster'" }))).toHaveLength(11);
  await all(resources.resourceGroups.list({ filter: "tagName eq 'createdBy' and tagValue eq 'rank0'" }));
}

async function changeAndDelete({ compute, network, resources }: Clients): Promise<void> {
  await compute.virtualMachines.restart(group, 'node0', poll);
  await compute.virtualMachines.powerOff(group, 'node0', poll);
  await compute.virtualMachines.deallocate(group, 'node0', poll);
  await compute.virtualMachines.start(group, 'node0', poll);
  const nic = await network.networkInterfaces.get(group, 'Nic1');
  await network.networkInterfaces.updateTags(group, 'Nic1', { tags });
  const [configuration] = nic.ipConfigurations ?? [];
  if (configuration) delete configuration.publicIPAddress;
  await network.networkInterfaces.createOrUpdate(group, 'Nic1', nic, poll);
  await network.publicIPAddresses.delete(group, 'IP1', poll);
  await compute.virtualMachines.delete(group, 'node1', poll);
  await compute.virtualMachines.delete(group, 'node1', poll);
  await compute.virtualMachines.delete(group, 'node0', { ...poll, forceDeletion: true });
  await network.virtualNetworks.delete(group, 'VNET', poll);
  await network.networkSecurityGroups.delete(group, 'NSG', poll);
  await compute.proximityPlacementGroups.delete(group, 'PPG');
  expect(await all(resources.resources.listByResourceGroup(group))).toEqual([]);
  await resources.resourceGroups.delete(group, poll);
  expect((await resources.resourceGroups.checkExistence(group)).body).toBe(false);
}

it('answers the real SDK clients through a whole life of a cluster as the specifications say', async () => {
  const { cloud, machines, exchanges, ...clients } = await clientsOfPractice();
  const all = { exchanges, ...clients };
  await lookAround(all, cloud.subscriptionId);
  await register(all, (milliseconds) => cloud.clock.sleep(milliseconds));
  await makeNetwork(all);
  // One after the other: a VNet takes one write at a time.
  for (const index of [0, 1]) await makeMachine(all, index);
  await inspect(all, (url) => cloud.download(url));
  await changeAndDelete(all);
  expect(machines.told.at(-1)).toBe('destroy node0');
  const { summary, violations } = check(exchanges);
  expect(violations).toEqual([]);
  expect(summary).toMatch(/^\d+ exchanges, 0 violations$/);
  expect(exchanges.length).toBeGreaterThan(100);
});

it('refuses in the form of ARM', async () => {
  const { exchanges, ...clients } = await clientsOfPractice();
  const { compute, resources } = clients;
  await expect(resources.resourceGroups.get(group)).rejects.toMatchObject({ statusCode: 404, code: 'ResourceGroupNotFound' });
  await expect(resources.providers.get('Microsoft.Nothing')).rejects.toMatchObject({ statusCode: 404, code: 'InvalidResourceNamespace' });
  await resources.resourceGroups.createOrUpdate(group, { location, tags });
  await expect(compute.proximityPlacementGroups.createOrUpdate(group, 'PPG', { location })).rejects.toMatchObject({
    statusCode: 409,
    code: 'MissingSubscriptionRegistration',
  });
  await expect(all(compute.virtualMachines.list(group, { expand: 'instanceView' }))).rejects.toMatchObject({ code: 'BadRequest' });
  await expect(compute.virtualMachines.get(group, 'node0')).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
  await expect(all(compute.usage.list('atlantis'))).rejects.toMatchObject({ statusCode: 400, code: 'NoRegisteredProviderFound' });
  expect(check(exchanges).violations).toEqual([]);
});

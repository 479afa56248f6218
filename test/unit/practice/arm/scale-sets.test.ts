import { expect, it } from 'vitest';
import { at, bodies, nsgs, type Opened, openWorld, vnets, withNetwork } from '../support.ts';

const sets = 'Microsoft.Compute/virtualMachineScaleSets';
const set = at(sets, 'hpc');
const quota = { RANK0_PRACTICE_QUOTA: 'cores=5000,standardHBv3Family=5000' };
const id = (type: string, name: string): string => `/subscriptions/00000000-0000-4000-8000-00000000c10d/${at(type, name)}`;

/** A request body as azure-facts 17 and 4 have it. */
// biome-ignore lint/suspicious/noExplicitAny: tests change it in every place
const body = (capacity: number, change: (body: any) => void = () => {}) => {
  const { osProfile } = bodies.vm(0).properties;
  const { computerName: _, ...os } = osProfile;
  const made = {
    location: 'eastus',
    tags: { createdBy: 'rank0' },
    sku: { name: 'Standard_HB120rs_v3', tier: 'Standard', capacity },
    properties: {
      orchestrationMode: 'Uniform',
      singlePlacementGroup: true,
      overprovision: false,
      upgradePolicy: { mode: 'Manual' },
      virtualMachineProfile: {
        osProfile: { ...os, computerNamePrefix: 'hpc' },
        storageProfile: { imageReference: { publisher: 'microsoft-dsvm', offer: 'ubuntu-hpc', sku: '2404', version: 'latest' } },
        networkProfile: {
          networkInterfaceConfigurations: [
            {
              name: 'hpcNic',
              properties: {
                primary: true,
                enableAcceleratedNetworking: true,
                networkSecurityGroup: { id: id(nsgs, 'nsg') },
                ipConfigurations: [
                  {
                    name: 'hpcIPConfig',
                    properties: {
                      subnet: { id: `${id(vnets, 'vnet')}/subnets/subnet` },
                      publicIPAddressConfiguration: { name: 'instancepublicip', properties: { idleTimeoutInMinutes: 10 } },
                    },
                  },
                ],
              },
            },
          ],
        },
        diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      },
    },
  };
  change(made);
  return made;
};

const opened = async (): Promise<Opened> => withNetwork(await openWorld({ env: quota }));
const made = async (capacity: number): Promise<Opened> => {
  const world = await opened();
  await world.done('PUT', set, body(capacity));
  return world;
};
// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
const list = async ({ ask }: Opened, path: string): Promise<any[]> => (await ask('GET', `${set}/${path}`)).body.value;
const names = async (world: Opened): Promise<string[]> => (await list(world, 'virtualMachines')).map((one) => one.properties.osProfile.computerName);

it('makes instances whose names come from their ids to the base of 36, with gaps', async () => {
  const world = await made(12);
  const all = await list(world, 'virtualMachines?$expand=instanceView');
  const ids = all.map((one) => Number(one.instanceId));
  expect(all).toHaveLength(12);
  expect(ids.at(-1)).toBeGreaterThan(11);
  expect(all.map((one) => one.properties.osProfile.computerName)).toEqual(ids.map((one) => `hpc${one.toString(36).toUpperCase().padStart(6, '0')}`));
  expect(all[0]).toMatchObject({
    name: `hpc_${ids[0]}`,
    type: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines',
    sku: { name: 'Standard_HB120rs_v3' },
    properties: {
      latestModelApplied: true,
      provisioningState: 'Succeeded',
      instanceView: { statuses: [{ code: 'ProvisioningState/succeeded' }, { code: 'PowerState/running' }] },
    },
  });
  expect(JSON.stringify(all)).not.toContain('customData');
});

it('lists cards and addresses of instances in their own lists, and none of them among the resources of the group', async () => {
  const world = await made(3);
  const cards = await list(world, 'networkInterfaces?api-version=2018-10-01');
  const addresses = await list(world, 'publicIPAddresses?api-version=2018-10-01');
  expect(cards.map((one) => one.properties.virtualMachine.id)).toEqual((await list(world, 'virtualMachines')).map((one) => one.id));
  expect(addresses.map((one) => one.properties.ipAddress).every((one) => /^203\.0\.113\./.test(one))).toBe(true);
  expect(new Set(cards.map((one) => one.properties.ipConfigurations[0].properties.privateIPAddress)).size).toBe(3);
  const types = (await world.ask('GET', 'resourceGroups/lab/resources')).body.value.map((one: { type: string }) => one.type);
  expect(types).toContain(sets);
  expect(types.filter((one: string) => one.split('/').length > 2)).toEqual([]);
});

it('tells each instance what it is, and lets the laptop reach it through the security group', async () => {
  const world = await made(2);
  const specs = [...world.machines.specs.values()];
  expect(specs.map((one) => one.computerName)).toEqual(await names(world));
  expect(specs[0]).toMatchObject({
    customData: '#cloud-config\n',
    image: 'microsoft-dsvm:ubuntu-hpc:2404:24.04.2026072901',
    outbound: 'public-address',
    size: { vCPUs: 120 },
  });
  const stream = await world.cloud.dial(specs[1]?.publicAddress ?? '', 22);
  expect((await stream.toArray()).join('')).toBe(specs[1]?.computerName);
});

it('refuses what is over quota, over the placement group, or Flexible, and changes nothing', async () => {
  const world = await withNetwork(await openWorld({}));
  expect((await world.ask('PUT', set, body(4))).body.error).toMatchObject({
    code: 'OperationNotAllowed',
    message: expect.stringContaining('Current Limit: 20'),
  });
  const rich = await opened();
  expect((await rich.ask('PUT', set, body(101))).body.error.message).toContain('more than 100');
  expect(
    (
      await rich.ask(
        'PUT',
        set,
        body(2, (one) => (one.properties.orchestrationMode = 'Flexible')),
      )
    ).body.error.message,
  ).toContain('no InfiniBand fabric');
  expect(
    (
      await rich.ask(
        'PUT',
        set,
        body(2, (one) => delete one.properties.virtualMachineProfile.osProfile.computerNamePrefix),
      )
    ).body.error.message,
  ).toContain('computerNamePrefix');
  expect((await rich.ask('GET', set)).status).toBe(404);
});

it('a lower capacity lets Azure choose: the newest of the fullest domain go, whoever they are, unless one is protected', async () => {
  const world = await made(4);
  const before = await names(world);
  await world.done('PATCH', set, { sku: { capacity: 1 } });
  expect(await names(world)).toEqual([before[0]]);
  const guarded = await made(4);
  const head = (await list(guarded, 'virtualMachines')).at(-1);
  await guarded.done('PUT', `${set}/virtualMachines/${head.instanceId}`, {
    location: 'eastus',
    properties: { protectionPolicy: { protectFromScaleIn: true } },
  });
  await guarded.done('PATCH', set, { sku: { capacity: 1 } });
  expect(await names(guarded)).toEqual([before.at(-1)]);
  expect((await guarded.ask('PATCH', set, { sku: { capacity: 0 } })).body.error.code).toBe('OperationNotAllowed');
});

it('deletes the instances that are named, and gives their ids again later', async () => {
  const world = await made(4);
  const before = await list(world, 'virtualMachines');
  await world.done('POST', `${set}/delete`, { instanceIds: [before[1].instanceId, before[2].instanceId] });
  expect((await world.ask('GET', set)).body.sku.capacity).toBe(2);
  expect(await names(world)).toEqual([before[0], before[3]].map((one) => one.properties.osProfile.computerName));
  expect(world.machines.told.filter((one) => one.startsWith('destroy'))).toHaveLength(2);
  expect(await list(world, 'publicIPAddresses')).toHaveLength(2);
  await world.done('PATCH', set, { sku: { capacity: 4 } });
  expect(await names(world)).toEqual(before.map((one) => one.properties.osProfile.computerName));
});

it('keeps the model at capacity 0, and gives the quota back', async () => {
  const world = await made(3);
  const usage = async () =>
    (await world.ask('GET', 'providers/Microsoft.Compute/locations/eastus/usages')).body.value.find(
      (one: { name: { value: string } }) => one.name.value === 'standardHBv3Family',
    ).currentValue;
  expect(await usage()).toBe(360);
  await world.done('PATCH', set, { sku: { capacity: 0 } });
  expect(await usage()).toBe(0);
  expect((await world.ask('GET', set)).body).toMatchObject({
    sku: { capacity: 0 },
    properties: { provisioningState: 'Succeeded', singlePlacementGroup: true },
  });
  await world.done('PATCH', set, { sku: { capacity: 2 } });
  expect([...world.machines.specs.values()].at(-1)?.customData).toBe('#cloud-config\n');
});

it('instances keep the model that they were made of until they are updated', async () => {
  const world = await made(2);
  await world.done(
    'PUT',
    set,
    body(
      2,
      (one) =>
        delete one.properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].properties.ipConfigurations[0].properties
          .publicIPAddressConfiguration,
    ),
  );
  expect((await list(world, 'virtualMachines')).map((one) => one.properties.latestModelApplied)).toEqual([false, false]);
  const [, second] = await list(world, 'virtualMachines');
  await world.done('POST', `${set}/manualupgrade`, { instanceIds: [second.instanceId] });
  expect((await list(world, 'virtualMachines')).map((one) => one.properties.latestModelApplied)).toEqual([false, true]);
  expect(await list(world, 'publicIPAddresses')).toHaveLength(1);
  expect(world.machines.told.at(-1)).toBe(`rewire ${second.properties.osProfile.computerName} without address`);
});

it('stops and starts instances, and goes with its group', async () => {
  const world = await made(2);
  const power = async () => (await list(world, 'virtualMachines?$expand=instanceView')).map((one) => one.properties.instanceView.statuses[1].code);
  await world.done('POST', `${set}/deallocate`);
  expect(await power()).toEqual(['PowerState/deallocated', 'PowerState/deallocated']);
  await world.done('POST', `${set}/start`);
  expect(await power()).toEqual(['PowerState/running', 'PowerState/running']);
  await world.done('DELETE', 'resourceGroups/lab');
  expect(world.machines.told.filter((one) => one.startsWith('destroy'))).toHaveLength(2);
  expect((await world.ask('GET', set)).status).toBe(404);
});

import { expect, it } from 'vitest';
import { at, bodies, nics, type Opened, openWorld, pips, ppgs, vms, vnets, withInterfaces } from '../support.ts';

const powerOf = async ({ ask }: Opened, name = 'node0'): Promise<string | undefined> =>
  (await ask('GET', `${at(vms, name)}/instanceView`)).body.statuses.find((status: { code: string }) => status.code.startsWith('PowerState/'))?.code.slice(11);

const machine = async (options = {}): Promise<Opened> => {
  const world = await withInterfaces(await openWorld(options), 1);
  await world.done('PUT', at(vms, 'node0'), bodies.vm(0));
  return world;
};

it('tells a machine at its first boot all that it needs to know of itself', async () => {
  const { machines } = await machine();
  const [spec] = [...machines.specs.values()];
  expect(spec).toMatchObject({
    computerName: 'node0',
    adminUsername: 'glock',
    customData: '#cloud-config\n',
    size: { name: 'Standard_D2s_v5', vCPUs: 2, memoryGB: 8 },
    image: 'Canonical:ubuntu-24_04-lts:server:24.04.202611030',
    privateAddress: '10.0.0.7',
    subnetPrefix: '10.0.0.0/24',
    outbound: 'public-address',
    acceleratedNetworking: true,
  });
  expect(spec?.publicAddress).toMatch(/^203\.0\.113\./);
  expect(spec?.networkId).toMatch(/virtualNetworks\/vnet$/);
  expect(spec?.publicKeys[0]).toMatch(/^ssh-ed25519 /);
});

it('stops, starts and restarts a machine, and shows what it is doing meanwhile', async () => {
  const world = await machine();
  const { ask, done, machines } = world;
  expect(await powerOf(world)).toBe('running');
  await ask('POST', `${at(vms, 'node0')}/deallocate`);
  expect(await powerOf(world)).toBe('deallocating');
  await world.cloud.clock.sleep(60_000);
  expect(await powerOf(world)).toBe('deallocated');
  await done('POST', `${at(vms, 'node0')}/start`);
  expect(await powerOf(world)).toBe('running');
  await done('POST', `${at(vms, 'node0')}/restart`);
  await done('POST', `${at(vms, 'node0')}/powerOff`);
  expect(await powerOf(world)).toBe('stopped');
  expect((await ask('POST', `${at(vms, 'node0')}/restart`)).body.error.code).toBe('OperationNotAllowed');
  expect(machines.told).toEqual(['boot node0', 'halt node0', 'boot node0', 'halt node0', 'boot node0', 'halt node0']);
});

it('deletes with a machine what its delete options name, and leaves the rest', async () => {
  const world = await machine();
  await world.done('DELETE', at(vms, 'node0'));
  const left = (await world.ask('GET', 'resourceGroups/lab/resources')).body.value.map((one: { name: string }) => one.name);
  expect(left.toSorted()).toEqual(['nsg', 'ppg', 'vnet']);
  expect((await world.ask('DELETE', at(vms, 'node0'))).status).toBe(204);
  expect(world.machines.told).toEqual(['boot node0', 'destroy node0']);
});

it('leaves disk, card and address of a machine without delete options', async () => {
  const world = await withInterfaces(await openWorld(), 1);
  const detached = bodies.vm(0, (properties) => {
    properties.storageProfile.osDisk.deleteOption = undefined;
    properties.networkProfile.networkInterfaces[0].properties = { primary: true };
  });
  await world.done('PUT', at(vms, 'node0'), detached);
  await world.done('DELETE', at(vms, 'node0'));
  const types = (await world.ask('GET', 'resourceGroups/lab/resources')).body.value.map((one: { type: string }) => one.type.split('/')[1]);
  expect(types.toSorted()).toEqual(['disks', 'networkInterfaces', 'networkSecurityGroups', 'proximityPlacementGroups', 'publicIPAddresses', 'virtualNetworks']);
  const [disk] = (await world.ask('GET', 'resourceGroups/lab/providers/Microsoft.Compute/disks')).body.value;
  expect([disk.managedBy, disk.properties.diskState]).toEqual([undefined, 'Unattached']);
  await world.done('DELETE', `resourceGroups/lab/providers/Microsoft.Compute/disks/${disk.name}`);
});

it('leaves a machine that fails late in the state Failed, with its card; the same request makes it after all', async () => {
  const world = await withInterfaces(await openWorld({ drill: 'no-capacity' }), 1);
  expect((await world.ask('PUT', at(vms, 'node0'), bodies.vm(0))).status).toBe(201);
  await world.cloud.clock.sleep(120_000);
  const failed = (await world.ask('GET', `${at(vms, 'node0')}?$expand=instanceView`)).body;
  expect([failed.properties.provisioningState, failed.properties.instanceView.statuses[0].code]).toEqual([
    'Failed',
    'ProvisioningState/failed/AllocationFailed',
  ]);
  expect((await world.ask('GET', at(nics, 'nic0'))).body.properties.virtualMachine.id).toBe(failed.id);
  expect(world.machines.told).toEqual([]);
  const made = await world.done('PUT', at(vms, 'node0'), bodies.vm(0));
  expect(made.body.properties.provisioningState).toBe('Succeeded');
  expect(world.machines.told).toEqual(['boot node0']);
});

it('reports a late failure where the operation is followed', async () => {
  const world = await withInterfaces(await openWorld({ drill: 'no-capacity' }), 1);
  await expect(world.done('PUT', at(vms, 'node0'), bodies.vm(0))).rejects.toThrow(/"code":"AllocationFailed"/);
  await world.done('DELETE', at(vms, 'node0'));
  expect(world.machines.told).toEqual([]);
});

it('deletes a machine that is still being made, whose creation then has failed', async () => {
  const world = await withInterfaces(await openWorld(), 1);
  const first = await world.ask('PUT', at(vms, 'node0'), bodies.vm(0));
  await world.done('DELETE', at(vms, 'node0'));
  expect((await world.ask('GET', first.headers['azure-asyncoperation'] ?? '')).body).toMatchObject({ status: 'Failed', error: { code: 'OperationPreempted' } });
  expect(world.machines.told).toEqual([]);
});

it('tells a running machine when its address is taken away', async () => {
  const world = await machine();
  const nic = bodies.nic(0);
  Object.assign(nic.properties.ipConfigurations[0]?.properties ?? {}, { publicIPAddress: undefined });
  await world.done('PUT', at(nics, 'nic0'), nic);
  await world.done('DELETE', at(pips, 'ip0'));
  expect(world.machines.told).toEqual(['boot node0', 'rewire node0 without address']);
  expect([...world.machines.specs.values()][0]?.outbound).toBeUndefined();
});

it('gives a machine in a subnet that is not private a way out of its own', async () => {
  const world = await withInterfaces(await openWorld(), 1);
  const open = structuredClone(bodies.vnet);
  Object.assign(open.properties.subnets[0]?.properties ?? {}, { defaultOutboundAccess: true });
  await world.done('PUT', at(vnets, 'vnet'), open);
  const nic = bodies.nic(0);
  Object.assign(nic.properties.ipConfigurations[0]?.properties ?? {}, { publicIPAddress: undefined });
  await world.done('PUT', at(nics, 'nic0'), nic);
  await world.done('PUT', at(vms, 'node0'), bodies.vm(0));
  expect([...world.machines.specs.values()][0]).toMatchObject({ outbound: 'default' });
});

it('keeps machines of a placement group together: other halls are refused, by intent and by the first machine', async () => {
  const world = await withInterfaces(await openWorld({ env: { RANK0_PRACTICE_QUOTA: 'cores=500,standardHBv3Family=500' } }), 2);
  const both = { ...bodies.ppg, properties: { intent: { vmSizes: ['Standard_D2s_v5', 'Standard_HB120rs_v3'] } } };
  expect((await world.ask('PUT', at(ppgs, 'two'), both)).body.error.code).toBe('OverconstrainedAllocationRequest');
  expect((await world.ask('PUT', at(ppgs, 'two'), { location: 'eastus', zones: ['1'], properties: {} })).body.error.code).toBe('InvalidParameter');
  await world.done('PUT', at(ppgs, 'ppg'), { location: 'eastus', properties: {} });
  await world.done('PUT', at(vms, 'node0'), bodies.vm(0));
  const infiniband = bodies.vm(1, (properties) => Object.assign(properties.hardwareProfile, { vmSize: 'Standard_HB120rs_v3' }));
  expect((await world.ask('PUT', at(vms, 'node1'), infiniband)).body.error.code).toBe('OverconstrainedAllocationRequest');
  const status = (await world.ask('GET', `${at(ppgs, 'ppg')}?includeColocationStatus=true`)).body.properties;
  expect([status.colocationStatus.code, status.virtualMachines.length]).toEqual(['ColocationStatus/Aligned', 1]);
  await world.done('DELETE', at(vms, 'node0'));
  expect((await world.ask('PUT', at(vms, 'node1'), infiniband)).status).toBe(201);
});

it('takes the members of a deleted group away one after the other, machines with their parts first, networks last', async () => {
  const world = await machine();
  await world.ask('DELETE', 'resourceGroups/lab');
  const seen: string[] = [];
  let before = ['disks', 'networkInterfaces', 'networkSecurityGroups', 'proximityPlacementGroups', 'publicIPAddresses', 'virtualMachines', 'virtualNetworks'];
  while (before.length > 0) {
    await world.cloud.clock.sleep(2000);
    const { body } = await world.ask('GET', 'resources');
    const now: string[] = body.value.map((one: { type: string }) => one.type.split('/')[1]);
    seen.push(...before.filter((type) => !now.includes(type)));
    before = before.filter((type) => now.includes(type));
  }
  expect(seen.slice(0, 4).toSorted()).toEqual(['disks', 'networkInterfaces', 'publicIPAddresses', 'virtualMachines']);
  expect(seen.slice(-3)).toEqual(['virtualNetworks', 'networkSecurityGroups', 'proximityPlacementGroups']);
  expect((await world.ask('GET', 'resourceGroups/lab')).status).toBe(200);
});

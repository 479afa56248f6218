import { describe, expect, it } from 'vitest';
import { groupTask } from '../../../src/azure/tasks/group.ts';
import { ethernetNodeTasks } from '../../../src/azure/tasks/nodes.ts';
import type { ClusterNode } from '../../../src/state/events.ts';
import { ran } from '../engine/support.ts';
import { azureOf, blueprint, choices, clusterId, type FakeArm, fakeArm, groupPath, never, ourTags } from './support.ts';

const providers = `${groupPath}/providers`;
const machinePath = (name: string) => `${providers}/Microsoft.Compute/virtualMachines/${name}`;

async function build(
  arm: FakeArm,
  { known = () => undefined, plan = blueprint }: { known?: (name: string) => ClusterNode | undefined; plan?: typeof blueprint } = {},
) {
  const azure = azureOf(arm);
  return ran([groupTask(azure, plan), ...ethernetNodeTasks(azure, plan, known)], never, azure.world.clock);
}

const problem = (result: Awaited<ReturnType<typeof build>>) => (result.outcome.result === 'failed' ? result.outcome.problem : undefined);

describe('nodes of the Ethernet road', () => {
  it('are made with one write a resource and at most three reads', async () => {
    const arm = fakeArm();
    const { outcome, facts } = await build(arm);
    expect(outcome).toEqual({ result: 'done' });
    expect(arm.writes()).toHaveLength(1 + 1 + 1 + 1 + 4 + 4 + 4);
    expect(new Set(arm.writes()).size).toBe(16);
    const reads = arm.log.filter((line) => line.startsWith('GET ') && !line.includes('/operations/'));
    expect(reads.length).toBeLessThanOrEqual(3 * 16);
    expect(facts.filter((fact) => fact.type === 'node').map((fact) => fact.node)).toMatchObject(
      [0, 1, 2, 3].map((index) => ({
        name: `glocluster${index}`,
        role: index === 0 ? 'head' : 'node',
        machineId: machinePath(`glocluster${index}`),
        hostKeys: [],
      })),
    );
  });

  it('have the bodies of azure-facts 17 on the wire', async () => {
    const arm = fakeArm();
    await build(arm, { plan: { ...blueprint, choices: { ...choices, count: 2, publicKeys: ['ssh-rsa BBBB me'] } } });
    const body = (path: string) =>
      JSON.parse(arm.requests.find((one) => one.method === 'PUT' && new URL(one.url).pathname.toLowerCase() === path.toLowerCase())?.body ?? '{}');
    expect(body(groupPath)).toEqual({ location: 'eastus', tags: ourTags });
    expect(body(`${providers}/Microsoft.Compute/proximityPlacementGroups/gloclusterPPG`)).toEqual({
      location: 'eastus',
      tags: ourTags,
      properties: { proximityPlacementGroupType: 'Standard', intent: { vmSizes: ['Standard_D2s_v5'] } },
    });
    expect(body(`${providers}/Microsoft.Network/networkSecurityGroups/gloclusterNSG`).properties.securityRules).toEqual([
      {
        name: 'default-allow-ssh',
        properties: {
          protocol: 'Tcp',
          sourcePortRange: '*',
          destinationPortRange: '22',
          sourceAddressPrefix: '203.0.113.7/32',
          destinationAddressPrefix: '*',
          access: 'Allow',
          priority: 1000,
          direction: 'Inbound',
        },
      },
    ]);
    expect(body(`${providers}/Microsoft.Network/virtualNetworks/gloclusterVNET`).properties).toEqual({
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [
        {
          name: 'gloclusterSubnet',
          properties: {
            addressPrefix: '10.0.0.0/24',
            networkSecurityGroup: { id: `${providers}/Microsoft.Network/networkSecurityGroups/gloclusterNSG` },
            serviceEndpoints: [{ service: 'Microsoft.Storage' }],
            defaultOutboundAccess: false,
          },
        },
      ],
    });
    expect(body(`${providers}/Microsoft.Network/publicIPAddresses/gloclusterPublicIP1`)).toEqual({
      location: 'eastus',
      tags: ourTags,
      sku: { name: 'Standard' },
      properties: { publicIPAllocationMethod: 'Static' },
    });
    expect(body(`${providers}/Microsoft.Network/networkInterfaces/gloclusterVMNic1`).properties).toEqual({
      enableAcceleratedNetworking: true,
      networkSecurityGroup: { id: `${providers}/Microsoft.Network/networkSecurityGroups/gloclusterNSG` },
      ipConfigurations: [
        {
          name: 'ipconfigglocluster1',
          properties: {
            primary: true,
            privateIPAllocationMethod: 'Dynamic',
            subnet: { id: `${providers}/Microsoft.Network/virtualNetworks/gloclusterVNET/subnets/gloclusterSubnet` },
            publicIPAddress: { id: `${providers}/Microsoft.Network/publicIPAddresses/gloclusterPublicIP1`, properties: { deleteOption: 'Delete' } },
          },
        },
      ],
    });
    const key = (keyData: string) => ({ path: '/home/glock/.ssh/authorized_keys', keyData });
    expect(body(machinePath('glocluster1')).properties).toEqual({
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      proximityPlacementGroup: { id: `${providers}/Microsoft.Compute/proximityPlacementGroups/gloclusterPPG` },
      storageProfile: {
        imageReference: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' },
        osDisk: { createOption: 'FromImage', deleteOption: 'Delete', caching: 'ReadWrite', managedDisk: { storageAccountType: 'StandardSSD_LRS' } },
      },
      osProfile: {
        computerName: 'glocluster1',
        adminUsername: 'glock',
        customData: Buffer.from('#cloud-config\n').toString('base64'),
        linuxConfiguration: { disablePasswordAuthentication: true, ssh: { publicKeys: [key(blueprint.loginPublicKey), key('ssh-rsa BBBB me')] } },
      },
      networkProfile: {
        networkInterfaces: [{ id: `${providers}/Microsoft.Network/networkInterfaces/gloclusterVMNic1`, properties: { primary: true, deleteOption: 'Delete' } }],
      },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      securityProfile: { securityType: 'TrustedLaunch', uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } },
    });
  });

  it('are left alone by a second run, with host keys kept', async () => {
    const arm = fakeArm();
    const first = await build(arm);
    const nodes = new Map(first.facts.flatMap((fact) => (fact.type === 'node' ? [[fact.node.name, { ...fact.node, hostKeys: ['ssh-ed25519 KEY'] }]] : [])));
    const before = arm.writes().length;
    const second = await build(arm, { known: (name) => nodes.get(name) });
    expect(second.outcome).toEqual({ result: 'done' });
    expect(arm.writes()).toHaveLength(before);
    expect(second.facts).toEqual([]);
    expect(second.events.filter((event) => event.state === 'done')).toEqual([]);
  });

  it('found in the making are waited for and not written again', async () => {
    const arm = fakeArm();
    await build(arm);
    const machine = arm.resources.get(machinePath('glocluster2').toLowerCase()) as { properties: Record<string, unknown> };
    machine.properties['provisioningState'] = 'Creating';
    const before = arm.writes().length;
    let looks = 0;
    arm.on('GET', /virtualMachines\/glocluster2$/, () => {
      looks += 1;
      if (looks === 4) machine.properties['provisioningState'] = 'Succeeded';
      return undefined;
    });
    const { outcome, events } = await build(arm);
    expect(outcome).toEqual({ result: 'done' });
    expect(looks).toBe(4);
    expect(arm.writes()).toHaveLength(before);
    expect(events.some((event) => event.waitingFor?.includes('Creating'))).toBe(true);
  });

  it.each([
    'networkSecurityGroups',
    'virtualNetworks',
    'publicIPAddresses/gloclusterPublicIP1',
    'networkInterfaces/gloclusterVMNic1',
    'proximityPlacementGroups',
    'virtualMachines/glocluster1',
  ])('survive a lost answer of a write that took effect: %s', async (path) => {
    const arm = fakeArm();
    arm.on('PUT', new RegExp(path), ({ count }) => (count === 1 ? 'lost after' : undefined));
    const { outcome } = await build(arm);
    expect(outcome).toEqual({ result: 'done' });
    expect(new Set(arm.writes()).size).toBe(arm.writes().length);
  });

  it('survive a lost answer of a write that took no effect', async () => {
    const arm = fakeArm();
    arm.on('PUT', /virtualMachines\/glocluster1$/, ({ count }) => (count === 1 ? 'lost' : undefined));
    expect((await build(arm)).outcome).toEqual({ result: 'done' });
    expect(arm.writes().filter((line) => line.endsWith('/glocluster1'))).toHaveLength(2);
  });

  it('that failed late are deleted, with their card kept, and made again', async () => {
    const arm = fakeArm();
    await build(arm);
    const machine = arm.resources.get(machinePath('glocluster3').toLowerCase()) as { properties: Record<string, unknown> };
    machine.properties['provisioningState'] = 'Failed';
    const before = arm.writes().length;
    const keys: ClusterNode = { name: 'glocluster3', role: 'node', machineId: machinePath('glocluster3'), privateAddress: '', hostKeys: ['ssh-ed25519 OLD'] };
    const { outcome, facts } = await build(arm, { known: (name) => (name === 'glocluster3' ? keys : undefined) });
    expect(outcome).toEqual({ result: 'done' });
    expect(arm.writes().slice(before)).toEqual(['PATCH', 'DELETE', 'PUT'].map((method) => `${method} ${machinePath('glocluster3')}`));
    expect(facts.find((fact) => fact.type === 'node' && fact.node.name === 'glocluster3')).toMatchObject({ node: { hostKeys: [] } });
  });

  it('that are switched off are started again', async () => {
    const arm = fakeArm();
    await build(arm);
    const machine = arm.resources.get(machinePath('glocluster1').toLowerCase()) as { properties: Record<string, unknown> };
    machine.properties['instanceView'] = { statuses: [{ code: 'PowerState/deallocated' }] };
    arm.on('POST', /glocluster1\/start$/, () => {
      machine.properties['instanceView'] = { statuses: [{ code: 'PowerState/running' }] };
      return { status: 200 };
    });
    expect((await build(arm)).outcome).toEqual({ result: 'done' });
  });

  it('of somebody else are never written over', async () => {
    const arm = fakeArm();
    arm.put(`${providers}/Microsoft.Network/virtualNetworks/gloclusterVNET`, { location: 'eastus', tags: { owner: 'ada' } });
    const result = await build(arm);
    expect(problem(result)).toMatchObject({ code: 'name-taken' });
    expect(arm.writes().some((line) => line.includes('virtualNetworks'))).toBe(false);
  });

  it('say code, message and details of an operation that failed, and what to try', async () => {
    const arm = fakeArm();
    arm.on('PUT', /virtualMachines\/glocluster0$/, () => ({
      status: 201,
      headers: { 'azure-asyncoperation': 'https://management.azure.com/failing?api-version=1' },
      body: { id: 'x', properties: {} },
    }));
    arm.on('GET', /^\/failing$/, ({ count }) =>
      count < 2
        ? { status: 200, body: { status: 'InProgress' } }
        : {
            status: 200,
            body: { status: 'Failed', error: { code: 'AllocationFailed', message: 'No room.', details: [{ code: 'Inner', message: 'Rack 7 is full.' }] } },
          },
    );
    const result = await build(arm);
    expect(problem(result)).toMatchObject({ code: 'AllocationFailed', message: 'No room. · Inner: Rack 7 is full.' });
    expect(problem(result)?.means).toContain('no room');
    expect(problem(result)?.next.length).toBeGreaterThanOrEqual(4);
  });

  it('keep rules that a person added when the source changes', async () => {
    const arm = fakeArm();
    await build(arm);
    const path = `${providers}/Microsoft.Network/networkSecurityGroups/gloclusterNSG`;
    const group = arm.resources.get(path.toLowerCase()) as { properties: { securityRules: unknown[] } };
    group.properties.securityRules.push({
      name: 'vnc',
      properties: { priority: 1100, direction: 'Inbound', access: 'Allow', protocol: 'Tcp', destinationPortRange: '5901' },
    });
    await build(arm, { plan: { ...blueprint, choices: { ...choices, sshSource: '198.51.100.9/32' } } });
    const rules = (
      arm.resources.get(path.toLowerCase()) as unknown as { properties: { securityRules: { name: string; properties: Record<string, unknown> }[] } }
    ).properties.securityRules;
    expect(rules.map((rule) => rule.name)).toEqual(['vnc', 'default-allow-ssh']);
    expect(rules[1]?.properties['sourceAddressPrefix']).toBe('198.51.100.9/32');
  });

  it('end within 200 ms of an abort, whatever the endpoint does', async () => {
    const arm = fakeArm();
    const azure = azureOf({ ...arm, send: () => new Promise(() => {}) });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const began = Date.now();
    const { outcome } = await ran([groupTask(azure, blueprint)], stop.signal, azure.world.clock);
    expect(outcome).toEqual({ result: 'interrupted' });
    expect(Date.now() - began).toBeLessThan(220);
  });

  it('do not take a group of somebody else, but one that the person allows', async () => {
    const arm = fakeArm();
    arm.put(groupPath, { location: 'westus', tags: {} });
    expect(problem(await build(arm))).toMatchObject({ code: 'group-not-ours' });
    expect(arm.writes()).toEqual([]);
    const plan = { ...blueprint, choices: { ...choices, useExistingGroup: true } };
    expect((await build(arm, { plan })).outcome).toEqual({ result: 'done' });
    expect(arm.writes().some((line) => line.toLowerCase() === `put ${groupPath}`.toLowerCase())).toBe(false);
    expect(clusterId).toBe(ourTags['rank0-id']);
  });
});

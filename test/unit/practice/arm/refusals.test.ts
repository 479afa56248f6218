import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { at, bodies, nics, nsgs, openWorld, pips, ppgs, vms, vnets, withInterfaces, withNetwork } from '../support.ts';

const codeOf = (answer: { body: { error?: { code: string } } | undefined }): string | undefined => answer.body?.error?.code;

it('refuses every resource of a provider that is not registered, until it is', async () => {
  const { ask, cloud } = await openWorld();
  await ask('PUT', 'resourceGroups/lab', bodies.group);
  const refused = await ask('PUT', at(ppgs, 'ppg'), bodies.ppg);
  expect([refused.status, codeOf(refused)]).toEqual([409, 'MissingSubscriptionRegistration']);
  expect(refused.body.error.message).toContain("namespace 'Microsoft.Compute'");
  expect((await ask('POST', 'providers/microsoft.compute/register')).body.registrationState).toBe('Registering');
  expect(codeOf(await ask('PUT', at(ppgs, 'ppg'), bodies.ppg))).toBe('MissingSubscriptionRegistration');
  await cloud.clock.sleep(60_000);
  expect((await ask('GET', 'providers/Microsoft.Compute')).body.registrationState).toBe('Registered');
  expect((await ask('PUT', at(ppgs, 'ppg'), bodies.ppg)).status).toBe(201);
});

it('takes paths in any case and with repeated slashes, and names what it does not have', async () => {
  const { ask, cloud } = await openWorld();
  await ask('PUT', 'resourceGroups/lab', bodies.group);
  expect((await ask('GET', 'RESOURCEGROUPS//LAB')).body.name).toBe('lab');
  expect(codeOf(await ask('GET', 'providers/Microsoft.Compute/cloudServices'))).toBe('InvalidResourceType');
  expect(codeOf(await ask('POST', 'resourceGroups'))).toBe('MethodNotAllowed');
  expect(codeOf(await ask('GET', 'https://management.azure.com/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups'))).toBe(
    'SubscriptionNotFound',
  );
  const without = await cloud.send({
    method: 'GET',
    url: `https://management.azure.com/subscriptions/${cloud.subscriptionId}`,
    headers: { authorization: 'Bearer simulated' },
  });
  expect(JSON.parse(without.body).error.code).toBe('MissingApiVersionParameter');
  const anonymous = await cloud.send({ method: 'GET', url: 'https://management.azure.com/subscriptions?api-version=2022-12-01', headers: {} });
  expect(anonymous.status).toBe(401);
});

it('refuses group names, places and moves that Azure refuses', async () => {
  const { ask } = await openWorld();
  expect(codeOf(await ask('PUT', 'resourceGroups/ends.', bodies.group))).toBe('InvalidResourceGroup');
  expect(codeOf(await ask('PUT', 'resourceGroups/with%20blank', bodies.group))).toBe('InvalidResourceGroup');
  expect(codeOf(await ask('PUT', 'resourceGroups/lab', { location: 'atlantis' }))).toBe('LocationNotAvailableForResourceGroup');
  expect((await ask('PUT', 'resourceGroups/lab', bodies.group)).status).toBe(201);
  expect((await ask('PUT', 'resourceGroups/lab', { location: 'East US' })).status).toBe(200);
  expect(codeOf(await ask('PUT', 'resourceGroups/lab', { location: 'westeurope' }))).toBe('InvalidResourceGroupLocation');
  expect(codeOf(await ask('GET', 'resourceGroups/other'))).toBe('ResourceGroupNotFound');
  expect((await ask('HEAD', 'resourceGroups/other')).status).toBe(404);
  expect(codeOf(await ask('DELETE', 'resourceGroups/other'))).toBe('ResourceGroupNotFound');
});

it('refuses references to what is missing or not ready', async () => {
  const world = await withNetwork(await openWorld());
  const { ask } = world;
  expect(codeOf(await ask('PUT', at(nics, 'nic0'), bodies.nic(0)))).toBe('InvalidResourceReference');
  await ask('PUT', at(pips, 'ip0'), bodies.pip);
  expect(codeOf(await ask('PUT', at(nics, 'nic0'), bodies.nic(0)))).toBe('ReferencedResourceNotProvisioned');
  expect(codeOf(await ask('PUT', at(vms, 'node0'), bodies.vm(0)))).toBe('NotFound');
  await world.done('PUT', at(nsgs, 'nsg2'), bodies.nsg());
  await ask('PUT', at(nsgs, 'nsg2'), bodies.nsg());
  const subnet = { properties: { addressPrefix: '10.0.1.0/24', networkSecurityGroup: { id: (await ask('GET', at(nsgs, 'nsg2'))).body.id } } };
  expect(codeOf(await ask('PUT', `${at(vnets, 'vnet')}/subnets/two`, subnet))).toBe('ReferencedResourceNotProvisioned');
});

it('refuses to delete what is in use, and deletes it when it is not any more', async () => {
  const world = await withInterfaces(await openWorld(), 1);
  const { ask, done } = world;
  expect(codeOf(await ask('DELETE', at(pips, 'ip0')))).toBe('PublicIPAddressCannotBeDeleted');
  expect(codeOf(await ask('DELETE', at(nsgs, 'nsg')))).toBe('InUseNetworkSecurityGroupCannotBeDeleted');
  expect(codeOf(await ask('DELETE', at(vnets, 'vnet')))).toBe('InUseSubnetCannotBeDeleted');
  expect(codeOf(await ask('DELETE', `${at(vnets, 'vnet')}/subnets/subnet`))).toBe('InUseSubnetCannotBeDeleted');
  const [without] = [{ ...bodies.vnet, properties: { ...bodies.vnet.properties, subnets: [] } }];
  expect(codeOf(await ask('PUT', at(vnets, 'vnet'), without))).toBe('InUseSubnetCannotBeDeleted');
  await done('PUT', at(vms, 'node0'), bodies.vm(0));
  expect(codeOf(await ask('DELETE', at(nics, 'nic0')))).toBe('NicInUse');
  expect(codeOf(await ask('DELETE', at(ppgs, 'ppg')))).toBe('OperationNotAllowed');
  const [disk] = (await ask('GET', 'resourceGroups/lab/providers/Microsoft.Compute/disks')).body.value;
  expect(codeOf(await ask('DELETE', `resourceGroups/lab/providers/Microsoft.Compute/disks/${disk.name}`))).toBe('OperationNotAllowed');
  await done('DELETE', at(vms, 'node0'));
  expect((await ask('DELETE', at(nics, 'nic0'))).status).toBe(204);
  await done('DELETE', at(vnets, 'vnet'));
  await done('DELETE', at(nsgs, 'nsg'));
  expect((await ask('DELETE', at(ppgs, 'ppg'))).status).toBe(200);
  expect((await ask('GET', 'resourceGroups/lab/resources')).body.value).toEqual([]);
});

it('refuses writes into a group that is being deleted', async () => {
  const world = await withNetwork(await openWorld());
  const first = await world.ask('DELETE', 'resourceGroups/lab');
  expect([first.status, (await world.ask('GET', 'resourceGroups/lab')).body.properties.provisioningState]).toEqual([202, 'Deleting']);
  expect(codeOf(await world.ask('PUT', at(pips, 'ip0'), bodies.pip))).toBe('ResourceGroupBeingDeleted');
  expect(codeOf(await world.ask('PUT', 'resourceGroups/lab', bodies.group))).toBe('ResourceGroupBeingDeleted');
  expect((await world.ask('DELETE', 'resourceGroups/lab')).headers['location']).toBe(first.headers['location']);
  await world.done('DELETE', 'resourceGroups/lab');
  expect((await world.ask('PUT', 'resourceGroups/lab', bodies.group)).status).toBe(201);
});

it('does not delete a group in which something is locked', async () => {
  const { ask, done } = await withNetwork(await openWorld());
  const lock = 'resourceGroups/lab/providers/Microsoft.Authorization/locks/keep';
  expect((await ask('PUT', lock, { properties: { level: 'CanNotDelete' } })).status).toBe(201);
  expect((await ask('GET', 'resourceGroups/lab/providers/Microsoft.Authorization/locks')).body.value).toHaveLength(1);
  expect(codeOf(await ask('DELETE', 'resourceGroups/lab'))).toBe('ScopeLocked');
  expect(codeOf(await ask('DELETE', at(nsgs, 'nsg')))).toBe('ScopeLocked');
  expect((await ask('DELETE', lock)).status).toBe(200);
  await done('DELETE', 'resourceGroups/lab');
});

it.each([
  ['a rule with a priority out of range', { priority: 99 }, 'SecurityRuleInvalidPriority'],
  ['a source that is no prefix', { sourceAddressPrefix: '10.0.0.300/32' }, 'SecurityRuleInvalidAddressPrefix'],
  ['a port that is none', { destinationPortRange: '70000' }, 'SecurityRuleInvalidPortRange'],
])('refuses %s', async (_name, change, code) => {
  const { ask } = await withNetwork(await openWorld());
  const rule = { ...bodies.nsg().properties.securityRules[0]?.properties, ...change };
  expect(codeOf(await ask('PUT', `${at(nsgs, 'nsg')}/securityRules/own`, { properties: rule }))).toBe(code);
});

it('refuses two rules of one priority, subnets that overlap or lie outside, and addresses of the old kind', async () => {
  const { ask } = await withNetwork(await openWorld());
  const rule = { properties: bodies.nsg().properties.securityRules[0]?.properties };
  expect(codeOf(await ask('PUT', `${at(nsgs, 'nsg')}/securityRules/own`, rule))).toBe('SecurityRuleConflict');
  expect(codeOf(await ask('PUT', at(pips, 'x'.repeat(81)), bodies.pip))).toBe('InvalidResourceName');
  expect(codeOf(await ask('PUT', at(pips, '-ip'), bodies.pip))).toBe('InvalidResourceName');
  const subnet = (addressPrefix: string) => ask('PUT', `${at(vnets, 'vnet')}/subnets/two`, { properties: { addressPrefix } });
  expect(codeOf(await subnet('10.0.0.128/25'))).toBe('NetcfgSubnetRangesOverlap');
  expect(codeOf(await subnet('10.1.0.0/24'))).toBe('NetcfgSubnetRangeOutsideVnet');
  expect(codeOf(await subnet('10.0.1.0'))).toBe('InvalidAddressPrefixFormat');
  expect(codeOf(await ask('PUT', at(pips, 'old'), { location: 'eastus', properties: {} }))).toBe('IPv4BasicSkuPublicIpCountLimitReached');
  expect(codeOf(await ask('PUT', at(pips, 'old'), { location: 'eastus', sku: { name: 'Standard' }, properties: {} }))).toBe(
    'StandardSkuPublicIPAddressMustBeStatic',
  );
});

it('refuses static private addresses that are taken or not of the subnet', async () => {
  const { ask } = await withInterfaces(await openWorld(), 1);
  const fixed = (address: string) => {
    const body = bodies.nic(1);
    const [configuration] = body.properties.ipConfigurations;
    Object.assign(configuration?.properties ?? {}, { privateIPAllocationMethod: 'Static', privateIPAddress: address, publicIPAddress: undefined });
    return ask('PUT', at(nics, 'nic1'), body);
  };
  expect(codeOf(await fixed('10.0.0.7'))).toBe('PrivateIPAddressInUse');
  expect(codeOf(await fixed('10.0.0.3'))).toBe('PrivateIPAddressNotInSubnet');
  expect((await fixed('10.0.0.10')).status).toBe(201);
});

const keyOf = (publicKey: string) => (properties: { osProfile: { linuxConfiguration: { ssh: { publicKeys: { keyData: string }[] } } } }) => {
  const [key] = properties.osProfile.linuxConfiguration.ssh.publicKeys;
  if (key) key.keyData = publicKey;
};

/** An RSA public key in OpenSSH's form. */
function rsaKey(modulusLength: number): string {
  const { n, e } = generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
  const field = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255]), bytes]);
  const number = (text = ''): Buffer => Buffer.concat([Buffer.from([0]), Buffer.from(text, 'base64url')]);
  return `ssh-rsa ${Buffer.concat([field(Buffer.from('ssh-rsa')), field(Buffer.from(e ?? '', 'base64url')), field(number(n))]).toString('base64')} someone`;
}

// biome-ignore lint/suspicious/noExplicitAny: each changes another place of the body
const machineRefusals: [string, (properties: any) => void, string, string | undefined][] = [
  ['a reserved user name', (p) => Object.assign(p.osProfile, { adminUsername: 'Admin' }), 'InvalidParameter', 'adminUsername'],
  ['a user name with a blank', (p) => Object.assign(p.osProfile, { adminUsername: 'a b' }), 'InvalidParameter', 'adminUsername'],
  ['a host name with an underscore', (p) => Object.assign(p.osProfile, { computerName: 'node_0' }), 'InvalidParameter', 'computerName'],
  ['a host name of digits alone', (p) => Object.assign(p.osProfile, { computerName: '123' }), 'InvalidParameter', 'computerName'],
  [
    'an ECDSA key',
    keyOf('ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBA=='),
    'InvalidParameter',
    'linuxConfiguration.ssh.publicKeys.keyData',
  ],
  ['an RSA key of 1024 bits', keyOf(rsaKey(1024)), 'InvalidParameter', 'linuxConfiguration.ssh.publicKeys.keyData'],
  [
    'a key elsewhere',
    (p) => Object.assign(p.osProfile.linuxConfiguration.ssh.publicKeys[0], { path: '/root/.ssh/authorized_keys' }),
    'InvalidParameter',
    'linuxConfiguration.ssh.publicKeys.path',
  ],
  ['no way to log in', (p) => Object.assign(p.osProfile.linuxConfiguration, { ssh: undefined }), 'InvalidParameter', 'linuxConfiguration'],
  ['user data that is not base64', (p) => Object.assign(p.osProfile, { customData: '#cloud-config' }), 'InvalidParameter', 'customData'],
  ['user data of 65,536 bytes', (p) => Object.assign(p.osProfile, { customData: Buffer.alloc(65_536).toString('base64') }), 'InvalidParameter', 'customData'],
  ['a size that there is not', (p) => Object.assign(p.hardwareProfile, { vmSize: 'Standard_Z1' }), 'InvalidParameter', 'vmSize'],
  ['a size closed to new subscriptions', (p) => Object.assign(p.hardwareProfile, { vmSize: 'Standard_DS2_v2' }), 'SkuNotAvailable', undefined],
  ['a size for Arm', (p) => Object.assign(p.hardwareProfile, { vmSize: 'Standard_D2ps_v6' }), 'BadRequest', undefined],
  [
    'an image that there is not',
    (p) => Object.assign(p.storageProfile.imageReference, { offer: 'UbuntuServer', sku: '18.04-LTS' }),
    'PlatformImageNotFound',
    'imageReference',
  ],
  [
    'a size without accelerated networking on a card with it',
    (p) => Object.assign(p.hardwareProfile, { vmSize: 'Standard_B2als_v2' }),
    'VMSizeIsNotPermittedToEnableAcceleratedNetworking',
    undefined,
  ],
  ['Trusted Launch with an image of generation 1', (p) => Object.assign(p.storageProfile.imageReference, { sku: 'server-gen1' }), 'BadRequest', undefined],
  ['secure boot without Trusted Launch', (p) => Object.assign(p.securityProfile, { securityType: 'Standard' }), 'BadRequest', undefined],
  [
    'an image of generation 1 on a size of generation 2',
    (p) => {
      p.hardwareProfile.vmSize = 'Standard_D2as_v6';
      p.storageProfile.imageReference.sku = 'server-gen1';
      p.securityProfile = undefined;
    },
    'BadRequest',
    undefined,
  ],
  [
    'a placement group that there is not',
    (p) => Object.assign(p.proximityPlacementGroup, { id: `${p.proximityPlacementGroup.id}2` }),
    'NotFound',
    'proximityPlacementGroup',
  ],
];

it('refuses machines that Azure refuses, each with its code and field, and makes nothing of them', async () => {
  const { ask, cloud } = await withInterfaces(await openWorld(), 1);
  const refused = [];
  for (const [name, change] of machineRefusals) {
    // One machine takes only so many writes a minute.
    await cloud.clock.sleep(20_000);
    const { body, status } = await ask('PUT', at(vms, 'node0'), bodies.vm(0, change));
    refused.push([name, status >= 400 && body.error.code, body.error?.target]);
  }
  expect(refused).toEqual(machineRefusals.map(([name, , code, target]) => [name, code, target]));
  expect((await ask('GET', `resourceGroups/lab/providers/${vms}`)).body.value).toEqual([]);
});

it('takes RSA of 2048 bits and user data of 65,535 bytes', async () => {
  const { ask } = await withInterfaces(await openWorld(), 1);
  const body = bodies.vm(0, (properties) => {
    keyOf(rsaKey(2048))(properties);
    properties.osProfile.customData = Buffer.alloc(65_535).toString('base64');
  });
  const made = await ask('PUT', at(vms, 'node0'), body);
  expect(made.status).toBe(201);
  expect(made.body.properties.osProfile.customData).toBeUndefined();
});

it('takes the same machine twice as once, and refuses to change what cannot be changed', async () => {
  const { ask, done, machines } = await withInterfaces(await openWorld(), 1);
  const first = await done('PUT', at(vms, 'node0'), bodies.vm(0));
  const again = await done('PUT', at(vms, 'node0'), bodies.vm(0));
  expect(again.body.properties.vmId).toBe(first.body.properties.vmId);
  expect(machines.told).toEqual(['boot node0']);
  const changed = await ask(
    'PUT',
    at(vms, 'node0'),
    bodies.vm(0, (properties) => Object.assign(properties.osProfile, { customData: 'AAAA' })),
  );
  expect([changed.status, codeOf(changed), changed.body.error.target]).toEqual([409, 'PropertyChangeNotAllowed', 'osProfile.customData']);
  expect((await ask('GET', 'resourceGroups/lab/providers/Microsoft.Compute/disks')).body.value).toHaveLength(1);
});

it('refuses a second writer of a machine that is being made, and a card that another machine has', async () => {
  const { ask } = await withInterfaces(await openWorld(), 1);
  expect((await ask('PUT', at(vms, 'node0'), bodies.vm(0))).status).toBe(201);
  expect(codeOf(await ask('PUT', at(vms, 'node0'), bodies.vm(0)))).toBe('Conflict');
  const other = bodies.vm(0, (properties) => Object.assign(properties.osProfile, { computerName: 'other' }));
  expect(codeOf(await ask('PUT', at(vms, 'other'), other))).toBe('NicInUse');
});

it('gives no instance view in a list of plain machines, and refuses to be asked for it', async () => {
  const { ask, done } = await withInterfaces(await openWorld(), 1);
  await done('PUT', at(vms, 'node0'), bodies.vm(0));
  const refused = await ask('GET', `resourceGroups/lab/providers/${vms}?$expand=instanceView`);
  expect([refused.status, codeOf(refused)]).toEqual([400, 'BadRequest']);
  const [plain] = (await ask('GET', `resourceGroups/lab/providers/${vms}`)).body.value;
  expect([plain.properties.instanceView, plain.tags]).toEqual([undefined, { createdBy: 'rank0' }]);
  const [status] = (await ask('GET', `providers/${vms}?statusOnly=true`)).body.value;
  expect([status.properties.instanceView.statuses.length, status.tags, status.id.includes('/LAB/')]).toEqual([2, undefined, true]);
  expect((await ask('GET', `${at(vms, 'node0')}?$expand=instanceView`)).body.properties.instanceView.vmAgent.statuses[0].displayStatus).toBe('Ready');
});

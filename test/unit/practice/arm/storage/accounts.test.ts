import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { at, bodies, nsgs, type Opened, openFakeWorld, vnets } from '../../world.ts';

const accounts = 'Microsoft.Storage/storageAccounts';
const subnetId = `/subscriptions/00000000-0000-4000-8000-00000000c10d/resourceGroups/lab/providers/${vnets}/vnet/subnets/subnet`;
const account = (change: object = {}, more: object = {}) => ({
  location: 'eastus',
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS' },
  tags: { createdBy: 'rank0' },
  properties: {
    isHnsEnabled: true,
    isNfsV3Enabled: true,
    networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices', virtualNetworkRules: [{ id: subnetId, action: 'Allow' }] },
    ...change,
  },
  ...more,
});
const container = (name: string): string => `${at(accounts, 'glock1')}/blobServices/default/containers/${name}`;

let world: Opened;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rank0-storage-'));
  world = await openFakeWorld({ folder });
  const { done, ask, cloud } = world;
  for (const name of ['Network', 'Storage']) await ask('POST', `providers/Microsoft.${name}/register`);
  await cloud.clock.sleep(60_000);
  await done('PUT', 'resourceGroups/lab', bodies.group);
  await done('PUT', at(nsgs, 'nsg'), bodies.nsg());
  const vnet = structuredClone(bodies.vnet) as { properties: { subnets: { properties: object }[] } };
  Object.assign(vnet.properties.subnets[0]?.properties ?? {}, { serviceEndpoints: [{ service: 'Microsoft.Storage' }] });
  await done('PUT', at(vnets, 'vnet'), vnet);
});

afterEach(async () => {
  await world.cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

const code = async (method: string, path: string, body?: unknown): Promise<string> => {
  const answer = await world.ask(method, path, body);
  return answer.status < 400 ? String(answer.status) : `${answer.status} ${answer.body.error.code}`;
};

test('an account is answered with 202 and a Location, and is there when that says so', async () => {
  const first = await world.ask('PUT', at(accounts, 'glock1'), account());
  expect(first).toMatchObject({ status: 202, body: undefined });
  expect(first.headers['location']).toMatch(/\/providers\/Microsoft\.Storage\/locations\/eastus\/asyncoperations\/[0-9a-f-]+\?monitor=true&api-version=/);
  expect(await code('PUT', at(accounts, 'glock1'), account())).toBe('409 StorageAccountOperationInProgress');
  expect(await code('PUT', container('scratch'), { properties: {} })).toBe('409 StorageAccountIsNotProvisioned');
  expect((await world.ask('GET', first.headers['location'] as string)).status).toBe(202);
  await world.cloud.clock.sleep(30_000);
  expect(await world.ask('GET', first.headers['location'] as string)).toMatchObject({
    status: 200,
    body: { name: 'glock1', properties: { isNfsV3Enabled: true } },
  });
  const seen = (await world.ask('GET', at(accounts, 'glock1'))).body;
  expect(seen).toMatchObject({ kind: 'StorageV2', tags: { createdBy: 'rank0' }, properties: { provisioningState: 'Succeeded', isHnsEnabled: true } });
  expect(seen.properties.networkAcls.virtualNetworkRules).toEqual([{ id: subnetId, action: 'Allow', state: 'Succeeded' }]);
  expect((await world.ask('PUT', at(accounts, 'glock1'), account())).status).toBe(200);
  expect((await world.ask('GET', at(accounts, ''))).body.value.map((one: { name: string }) => one.name)).toEqual(['glock1']);
  expect((await world.ask('GET', `providers/${accounts}`)).body.value).toHaveLength(1);
});

test('names are the whole world’s, and only lower-case letters and digits', async () => {
  expect(await code('PUT', at(accounts, 'Glock-1'), account())).toBe('400 AccountNameInvalid');
  expect(await code('PUT', at(accounts, 'glockteststorage'), account())).toBe('409 StorageAccountAlreadyTaken');
  await world.done('PUT', at(accounts, 'glock1'), account());
  await world.done('PUT', 'resourceGroups/other', bodies.group);
  expect(await code('PUT', `resourceGroups/other/providers/${accounts}/glock1`, account())).toBe('409 StorageAccountInAnotherResourceGroup');
  const ask = async (name: string) => (await world.ask('POST', 'providers/Microsoft.Storage/checkNameAvailability', { name, type: accounts })).body;
  expect(await ask('glock2')).toEqual({ nameAvailable: true });
  expect(await ask('glock1')).toMatchObject({ nameAvailable: false, reason: 'AlreadyExists' });
  expect(await ask('scratch')).toMatchObject({ nameAvailable: false, reason: 'AlreadyExists', message: 'The storage account named scratch is already taken.' });
  expect(await ask('A')).toMatchObject({ nameAvailable: false, reason: 'AccountNameInvalid' });
});

test('NFS is chosen when the account is made, and never after', async () => {
  expect(await code('PUT', at(accounts, 'glock1'), account({ isHnsEnabled: false }))).toBe('400 InvalidRequestPropertyValue');
  expect(await code('PUT', at(accounts, 'glock1'), account({}, { sku: { name: 'Standard_GRS' } }))).toBe('400 InvalidRequestPropertyValue');
  expect(await code('PUT', at(accounts, 'glock1'), account({}, { kind: 'BlockBlobStorage' }))).toBe('400 InvalidStorageAccountSku');
  await world.done('PUT', at(accounts, 'glock1'), account({ isNfsV3Enabled: undefined }));
  expect(await code('PUT', at(accounts, 'glock1'), account())).toBe('409 AccountPropertyCannotBeUpdated');
  expect(await code('PATCH', at(accounts, 'glock1'), { properties: { isNfsV3Enabled: true } })).toBe('409 AccountPropertyCannotBeUpdated');
  expect(await code('PUT', container('scratch'), { properties: { enableNfsV3RootSquash: true } })).toBe('400 InvalidRequestPropertyValue');
});

test('a rule needs a subnet with the endpoint for storage, and outlives it', async () => {
  const subnet = `${at(vnets, 'vnet')}/subnets/subnet`;
  const without = { properties: { addressPrefix: '10.0.0.0/24' } };
  await world.done('PUT', subnet, without);
  expect((await world.ask('GET', subnet)).body.properties.serviceEndpoints).toEqual([]);
  const refused = await world.ask('PUT', at(accounts, 'glock1'), account());
  expect(refused).toMatchObject({ status: 400, body: { error: { code: 'NetworkAclsValidationFailure' } } });
  expect(refused.body.error.message).toContain('SubnetsHaveNoServiceEndpointsConfigured');
  await world.done('PUT', subnet, { properties: { ...without.properties, serviceEndpoints: [{ service: 'Microsoft.Storage' }] } });
  await world.done('PUT', at(accounts, 'glock1'), account());
  await world.done('DELETE', subnet);
  expect((await world.ask('GET', at(accounts, 'glock1'))).body.properties.networkAcls.virtualNetworkRules[0].state).toBe('NetworkSourceDeleted');
});

test('containers are made by the management plane, with squashing that can be changed, and go with their account', async () => {
  await world.done('PUT', at(accounts, 'glock1'), account());
  expect(await code('GET', container('scratch'))).toBe('404 ContainerNotFound');
  expect(await code('PUT', container('Scratch'), { properties: {} })).toBe('400 InvalidResourceName');
  const made = await world.ask('PUT', container('scratch'), { properties: { enableNfsV3RootSquash: true } });
  expect(made).toMatchObject({ status: 201, body: { name: 'scratch', properties: { enableNfsV3RootSquash: true, enableNfsV3AllSquash: false } } });
  expect((await world.ask('PUT', container('scratch'), { properties: {} })).status).toBe(200);
  expect((await world.ask('PATCH', container('scratch'), { properties: { enableNfsV3RootSquash: false } })).status).toBe(200);
  expect((await world.ask('GET', container('scratch'))).body.properties.enableNfsV3RootSquash).toBe(false);
  expect((await world.ask('GET', 'resources')).body.value.filter((one: { type: string }) => one.type.startsWith('Microsoft.Storage'))).toHaveLength(1);
  expect((await world.ask('DELETE', at(accounts, 'glock1'))).status).toBe(200);
  expect((await world.ask('DELETE', at(accounts, 'glock1'))).status).toBe(204);
  await world.done('PUT', at(accounts, 'glock1'), account());
  expect(await code('GET', container('scratch'))).toBe('404 ContainerNotFound');
});

test('an account whose making fails is not there, and a lock keeps one', async () => {
  world.cloud.inject([
    { match: '^PUT .*/storageAccounts/', effect: { kind: 'fail-late', code: 'InternalError', message: 'An internal error occurred.' }, times: 1 },
  ]);
  const { headers } = await world.ask('PUT', at(accounts, 'glock1'), account());
  await world.cloud.clock.sleep(60_000);
  expect(await code('GET', headers['location'] as string)).toBe('409 InternalError');
  expect(await code('GET', at(accounts, 'glock1'))).toBe('404 ResourceNotFound');
  await world.done('PUT', at(accounts, 'glock1'), account());
  await world.ask('PUT', 'resourceGroups/lab/providers/Microsoft.Authorization/locks/keep', { properties: { level: 'CanNotDelete' } });
  expect(await code('DELETE', at(accounts, 'glock1'))).toBe('409 ScopeLocked');
});

test('premium block blobs are not sold everywhere', async () => {
  const { value } = (await world.ask('GET', 'providers/Microsoft.Storage/skus')).body;
  const where = (name: string): string[] => value.filter((one: { name: string }) => one.name === name).flatMap((one: { locations: string[] }) => one.locations);
  expect(where('Premium_LRS')).not.toContain('swedencentral');
  expect(where('Standard_LRS')).toContain('swedencentral');
});

import { describe, expect, it } from 'vitest';
import { type Azure, openAzure } from '../../../../src/azure/azure.ts';
import { accountNames, type BlobKind } from '../../../../src/azure/blob-account.ts';
import { downPlan, downTasks, whatIsLeft } from '../../../../src/azure/down.ts';
import { blobTasks } from '../../../../src/azure/tasks/blob.ts';
import { changeSubnet } from '../../../../src/azure/subnet.ts';
import { runTasks } from '../../../../src/engine/run.ts';
import type { Task } from '../../../../src/engine/task.ts';
import type { ArmRequest } from '../../../../src/engine/world.ts';
import type { Shared } from '../../../../src/state/events.ts';
import { bodies, nsgs, openWorld, vnets } from '../../practice/support.ts';
import { choices as standard, clusterId, never, ourTags, worldOf } from '../support.ts';

const group = 'resourceGroups/glocluster-rg';

async function opened(kind: BlobKind = 'blob') {
  const { cloud, ask, done } = await openWorld({});
  for (const name of ['Network', 'Storage']) await ask('POST', `providers/Microsoft.${name}/register`);
  await cloud.clock.sleep(60_000);
  await done('PUT', group, { location: 'eastus', tags: ourTags });
  await done('PUT', `${group}/providers/${nsgs}/gloclusterNSG`, { ...bodies.nsg(), tags: ourTags });
  const securityGroup = { id: `/subscriptions/${cloud.subscriptionId}/${group}/providers/${nsgs}/gloclusterNSG` };
  const subnet = {
    name: 'gloclusterSubnet',
    properties: { addressPrefix: '10.0.0.0/24', networkSecurityGroup: securityGroup, serviceEndpoints: [{ service: 'Microsoft.Sql' }] },
  };
  await done('PUT', `${group}/providers/${vnets}/gloclusterVNET`, {
    location: 'eastus',
    tags: ourTags,
    properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: [subnet] },
  });
  const sent: ArmRequest[] = [];
  const send = (request: ArmRequest) => {
    sent.push(request);
    return cloud.send(request);
  };
  const azure: Azure = openAzure(worldOf(send, { credential: cloud.credential }), cloud.subscriptionId);
  Object.assign(azure.world, { clock: cloud.clock });
  const choices = { ...standard, subscription: cloud.subscriptionId, cloud: 'practice', sharedFiles: kind };
  const journal: Shared[] = [];
  const plan = { owner: { choices, clusterId }, kind, shared: () => journal.at(-1) };
  const run = async (tasks: readonly Task[] = blobTasks(azure, plan)) => {
    const said = new Map<string, string>();
    const outcome = await runTasks({
      tasks,
      clock: cloud.clock,
      signal: never,
      event: ({ task, state, message }) => void said.set(task, `${state}${message === undefined ? '' : ` ${message}`}`),
      learn: (fact) => void (fact.type === 'shared' && journal.push(fact.shared)),
    });
    return { outcome, said };
  };
  const account = async (name = journal.at(-1)?.account ?? '') => (await ask('GET', `${group}/providers/Microsoft.Storage/storageAccounts/${name}`)).body;
  const subnetNow = async () => (await ask('GET', `${group}/providers/${vnets}/gloclusterVNET/subnets/gloclusterSubnet`)).body.properties;
  const writes = () =>
    sent.filter(({ method }) => method !== 'GET').map(({ method, url }) => `${method} ${new URL(url).pathname.split('/').slice(-2).join('/')}`);
  return { cloud, ask, done, azure, choices, journal, plan, run, account, subnetNow, sent, writes };
}

describe('the account of shared files', () => {
  it.each([
    ['blob', 'StorageV2', 'Standard_LRS'],
    ['blob-premium', 'BlockBlobStorage', 'Premium_LRS'],
  ] as const)('%s is made in one write, closed to all but the subnet, with a container', async (kind, accountKind, sku) => {
    const world = await opened(kind);
    const { outcome, said } = await world.run();
    expect(outcome).toEqual({ result: 'done' });
    const [name = ''] = accountNames(world.choices, kind);
    expect(name).toMatch(/^glocluster[0-9a-f]{10}$/);
    expect(world.journal).toEqual([{ kind, account: name, container: 'scratch' }]);
    const made = await world.account();
    expect(made).toMatchObject({ kind: accountKind, sku: { name: sku }, tags: ourTags });
    expect(made.properties).toMatchObject({
      isHnsEnabled: true,
      isNfsV3Enabled: true,
      minimumTlsVersion: 'TLS1_2',
      allowSharedKeyAccess: false,
      networkAcls: { defaultAction: 'Deny', virtualNetworkRules: [{ state: 'Succeeded' }] },
    });
    expect(world.writes().toSorted()).toEqual(
      ['POST Microsoft.Storage/checkNameAvailability', 'PUT containers/scratch', `PUT storageAccounts/${name}`, 'PUT subnets/gloclusterSubnet'].toSorted(),
    );
    expect(said.get('shared/account')).toBe(`done https://${name}.blob.core.windows.net/`);
    const again = await world.run();
    expect([...again.said.values()].map((one) => one.split(' ')[0])).toEqual(Array(4).fill('unchanged'));
  });

  it('leaves the subnet as it was, but for the endpoint', async () => {
    const world = await opened();
    await world.run();
    const subnet = await world.subnetNow();
    expect(subnet.serviceEndpoints.map((one: { service: string }) => one.service)).toEqual(['Microsoft.Sql', 'Microsoft.Storage']);
    expect(subnet).toMatchObject({
      addressPrefix: '10.0.0.0/24',
      defaultOutboundAccess: false,
      networkSecurityGroup: { id: expect.stringContaining('gloclusterNSG') },
    });
  });

  it('takes the next name where the first is taken before or after it was asked for', async () => {
    const world = await opened();
    const [first, second, third] = accountNames(world.choices, 'blob');
    await world.done('PUT', 'resourceGroups/other', { location: 'eastus' });
    await world.done('PUT', `resourceGroups/other/providers/Microsoft.Storage/storageAccounts/${first}`, {
      location: 'eastus',
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
    });
    const taken = {
      kind: 'refuse',
      status: 409,
      code: 'StorageAccountAlreadyTaken',
      message: `The storage account named ${second} is already taken.`,
    } as const;
    world.cloud.inject([{ match: `^PUT .*/${second}$`, effect: taken, times: 1 }]);
    expect((await world.run()).outcome).toEqual({ result: 'done' });
    expect(world.journal.map((one) => one.account)).toEqual([second, third].filter((name) => name !== undefined && name !== first));
    expect((await world.account(third)).name).toBe(third);
  });

  it('goes on with the account in the journal, and finds it again without one', async () => {
    const world = await opened();
    world.cloud.inject([{ match: '^PUT .*/storageAccounts/', effect: { kind: 'lost-answer' }, times: 1 }]);
    expect((await world.run()).outcome).toEqual({ result: 'done' });
    world.journal.length = 0;
    const again = await world.run();
    expect(again.outcome).toEqual({ result: 'done' });
    expect(again.said.get('shared/account')).toMatch(/^unchanged/);
    expect((await world.ask('GET', 'providers/Microsoft.Storage/storageAccounts')).body.value).toHaveLength(1);
  });

  it('makes the rule again where it vanished, or its subnet was made anew', async () => {
    const world = await opened();
    await world.run();
    const path = `${group}/providers/Microsoft.Storage/storageAccounts/${world.journal[0]?.account}`;
    await world.ask('PATCH', path, { properties: { networkAcls: { defaultAction: 'Deny', virtualNetworkRules: [] } } });
    expect((await world.run()).said.get('shared/account')).toMatch(/^done/);
    const place = { resourceGroup: 'glocluster-rg', network: 'gloclusterVNET', subnet: 'gloclusterSubnet' };
    await changeSubnet(world.azure, place, (seen) => ({ ...seen, serviceEndpoints: [] }), { signal: never });
    expect((await world.run()).said.get('shared/endpoint')).toMatch(/^done/);
    expect((await world.account()).properties.networkAcls.virtualNetworkRules).toHaveLength(1);
  });

  it('writes over nothing of somebody else’s, and over no account without NFS', async () => {
    const world = await opened();
    const [name] = accountNames(world.choices, 'blob');
    const path = `${group}/providers/Microsoft.Storage/storageAccounts/${name}`;
    await world.done('PUT', path, { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, tags: ourTags });
    const { outcome } = await world.run();
    expect(outcome).toMatchObject({ result: 'failed', task: 'shared/account', problem: { code: 'account-without-nfs' } });
    const unnetworked = await opened();
    await unnetworked.done('DELETE', `${group}/providers/${vnets}/gloclusterVNET`);
    expect((await unnetworked.run()).outcome).toMatchObject({ problem: { code: 'subnet-gone' } });
  });

  it('undoes a squashing that somebody chose', async () => {
    const world = await opened();
    await world.run();
    const path = `${group}/providers/Microsoft.Storage/storageAccounts/${world.journal[0]?.account}/blobServices/default/containers/scratch`;
    await world.ask('PATCH', path, { properties: { enableNfsV3RootSquash: true } });
    expect((await world.run()).said.get('shared/container')).toMatch(/^done/);
    expect((await world.ask('GET', path)).body.properties.enableNfsV3RootSquash).toBe(false);
  });

  it('goes with the cluster, one by one as well as with its group', async () => {
    const world = await opened();
    await world.run();
    const target = { resourceGroup: 'glocluster-rg', cluster: 'glocluster', clusterId };
    const found = await downPlan(world.azure, target);
    expect(found.resources.map(({ name }) => name)).toContain(world.journal[0]?.account);
    expect((await world.run(downTasks(world.azure, { ...found, whole: false }))).outcome).toEqual({ result: 'done' });
    expect(await whatIsLeft(world.azure, target)).toEqual([]);
    expect((await world.ask('GET', 'providers/Microsoft.Storage/storageAccounts')).body.value).toEqual([]);
  });
});

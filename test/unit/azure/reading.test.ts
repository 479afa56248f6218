import { describe, expect, it } from 'vitest';
import { machineStates, powerOf } from '../../../src/azure/live.ts';
import { carryOut } from '../../../src/azure/operation.ts';
import { serialLog } from '../../../src/azure/serial.ts';
import { setSshSource, sshRule } from '../../../src/azure/ssh-rule.ts';
import { azureOf, fakeArm, groupPath, never, ourTags, subscriptionId } from './support.ts';

const providers = `${groupPath}/providers`;
const machine = (name: string, more: object) => ({
  id: `${providers}/Microsoft.Compute/virtualMachines/${name}`.toUpperCase(),
  name,
  location: 'eastus',
  ...more,
});

describe('live state', () => {
  it('comes by one call for all machines, matched by id whatever its case', async () => {
    const arm = fakeArm();
    const queries: string[] = [];
    arm.on('GET', new RegExp(`^/subscriptions/${subscriptionId}/providers/Microsoft.Compute/virtualMachines$`), () => {
      queries.push(new URL(arm.requests.at(-1)?.url ?? '').search);
      return {
        status: 200,
        body: {
          value: [
            machine('a0', {
              properties: {
                provisioningState: 'Succeeded',
                instanceView: { statuses: [{ code: 'ProvisioningState/succeeded' }, { code: 'PowerState/deallocated' }] },
              },
            }),
            machine('a1', { properties: { provisioningState: 'Creating' } }),
          ],
        },
      };
    });
    const states = await machineStates(azureOf(arm), 'glocluster-rg', ['a0', 'a1', 'a2'], never);
    expect([...states.values()]).toEqual([
      { name: 'a0', power: 'deallocated', provisioning: 'Succeeded' },
      { name: 'a1', power: 'unknown', provisioning: 'Creating' },
    ]);
    expect(queries).toHaveLength(1);
    expect(queries[0]).toContain('statusOnly=true');
    expect(queries[0]).not.toContain('expand');
  });

  it.each([
    ['PowerState/running', 'running'],
    ['powerstate/Stopped', 'stopped'],
    ['PowerState/Hibernated', 'unknown'],
  ])('reads %s as %s', (code, power) => {
    expect(powerOf([{ code }])).toBe(power);
  });
});

describe('the serial console', () => {
  const retrieve = /retrieveBootDiagnosticsData$/;

  it('is behind a link that ARM hands out', async () => {
    const arm = fakeArm();
    arm.on('POST', retrieve, () => ({ status: 200, body: { serialConsoleLogBlobUri: 'https://blob.example/a.log?sig=x' } }));
    const downloaded: string[] = [];
    const azure = azureOf(arm, {
      download: async (url) => {
        downloaded.push(url);
        return 'login:';
      },
    });
    expect(await serialLog(azure, 'glocluster-rg', 'glocluster0', never)).toBe('login:');
    expect(downloaded).toEqual(['https://blob.example/a.log?sig=x']);
  });

  it.each([
    ['there is no machine yet', { status: 404, body: { error: { code: 'ResourceNotFound', message: 'no' } } }],
    ['there is no log yet', { status: 200, body: {} }],
    ['it is being made', { status: 409, body: { error: { code: 'Conflict', message: 'no' } } }],
  ])('is empty while %s', async (_, answer) => {
    const arm = fakeArm();
    arm.on('POST', retrieve, () => answer);
    expect(await serialLog(azureOf(arm), 'glocluster-rg', 'glocluster0')).toBe('');
  });
});

describe('the SSH rule', () => {
  const path = `${providers}/Microsoft.Network/networkSecurityGroups/gloclusterNSG`;
  const rule = (source: string, more: object = {}) => ({
    name: 'default-allow-ssh',
    properties: { direction: 'Inbound', access: 'Allow', protocol: 'Tcp', destinationPortRange: '22', sourceAddressPrefix: source, ...more },
  });

  it('is told apart from a group without it, and from no group at all', async () => {
    const arm = fakeArm();
    const azure = azureOf(arm);
    expect(await sshRule(azure, 'glocluster-rg', 'glocluster')).toEqual({ nsg: false });
    const group = arm.put(path, { location: 'eastus', tags: ourTags, properties: { securityRules: [] } });
    expect(await sshRule(azure, 'glocluster-rg', 'glocluster')).toEqual({ nsg: true });
    group.properties['securityRules'] = [rule('203.0.113.7/32', { access: 'Deny' })];
    expect(await sshRule(azure, 'glocluster-rg', 'glocluster')).toEqual({ nsg: true });
    group.properties['securityRules'] = [rule('203.0.113.7/32')];
    expect(await sshRule(azure, 'glocluster-rg', 'glocluster')).toEqual({ nsg: true, source: '203.0.113.7/32' });
  });

  it.each([
    ['took effect', 'lost after', 1],
    ['took none', 'lost', 2],
  ] as const)('is changed by one write, also where its lost answer %s', async (_, how, writes) => {
    const arm = fakeArm();
    const group = arm.put(path, { location: 'eastus', tags: ourTags, properties: { securityRules: [rule('203.0.113.7/32')] } });
    arm.on('PUT', /securityRules\/default-allow-ssh$/, ({ count, body }) => {
      if (count > 1 || how === 'lost after') group.properties['securityRules'] = [body];
      return count === 1 ? how : undefined;
    });
    await setSshSource(azureOf(arm), { resourceGroup: 'glocluster-rg', name: 'glocluster' }, '198.51.100.9/32', never);
    expect(arm.writes()).toHaveLength(writes);
    expect(await sshRule(azureOf(arm), 'glocluster-rg', 'glocluster')).toEqual({ nsg: true, source: '198.51.100.9/32' });
  });
});

describe('a long-running operation', () => {
  const path = `${providers}/Microsoft.Network/virtualNetworks/v`;
  const status = 'https://management.azure.com/status?api-version=1';
  const begin = (arm: ReturnType<typeof fakeArm>, azure: ReturnType<typeof azureOf>) =>
    carryOut(azure, 'network v', { signal: never }, (options) =>
      azure.network.virtualNetworks.createOrUpdate('glocluster-rg', 'v', { location: 'eastus' }, options),
    ).then(() => arm);

  it('is looked at after 1, 1, 2, 3 and then every 5 seconds of the world', async () => {
    const arm = fakeArm();
    arm.on('PUT', /virtualNetworks\/v$/, () => ({ status: 201, headers: { 'azure-asyncoperation': status }, body: { id: path } }));
    arm.on('GET', /^\/status$/, ({ count }) => ({ status: 200, body: { status: count < 7 ? 'InProgress' : 'Succeeded' } }));
    const azure = azureOf(arm);
    await begin(arm, azure);
    expect(azure.world.clock.slept).toEqual([1000, 1000, 2000, 3000, 5000, 5000, 5000]);
  });

  it('waits longer where a look says Retry-After', async () => {
    const arm = fakeArm();
    arm.on('PUT', /virtualNetworks\/v$/, () => ({ status: 201, headers: { 'azure-asyncoperation': status, 'retry-after': '10' }, body: { id: path } }));
    arm.on('GET', /^\/status$/, ({ count }) => ({
      status: 200,
      headers: { 'retry-after': count === 1 ? '7' : '0' },
      body: { status: count < 3 ? 'InProgress' : 'Succeeded' },
    }));
    const azure = azureOf(arm);
    await begin(arm, azure);
    expect(azure.world.clock.slept).toEqual([10_000, 7000, 2000]);
  });

  it('without a header is followed by the resource’s own state', async () => {
    const arm = fakeArm();
    arm.on('PUT', /virtualNetworks\/v$/, () => ({ status: 201, body: { id: path, properties: { provisioningState: 'Updating' } } }));
    arm.on('GET', /virtualNetworks\/v$/, ({ count }) => ({
      status: 200,
      body: { id: path, properties: { provisioningState: count < 2 ? 'Updating' : 'Succeeded' } },
    }));
    await begin(arm, azureOf(arm));
    expect(arm.log.filter((line) => line.startsWith('GET'))).toHaveLength(2);
  });

  it.each([
    [
      'Failed with a reason',
      { status: 200, body: { status: 'Failed', error: { code: 'AllocationFailed', message: 'No room.' } } },
      'AllocationFailed',
      'No room.',
    ],
    ['Canceled', { status: 200, body: { status: 'Canceled' } }, 'OperationFailed', 'Canceled'],
    ['a refusal', { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'No.' } } }, 'AuthorizationFailed', 'No.'],
  ])('that ends as %s is a failure with its words', async (_, answer, code, words) => {
    const arm = fakeArm();
    arm.on('PUT', /virtualNetworks\/v$/, () => ({ status: 201, headers: { 'azure-asyncoperation': status }, body: { id: path } }));
    arm.on('GET', /^\/status$/, () => answer);
    await expect(begin(arm, azureOf(arm))).rejects.toMatchObject({ problem: { code, message: expect.stringContaining(words) } });
  });

  it('whose state Azure has forgotten is over: the resource is what counts', async () => {
    const arm = fakeArm();
    arm.on('PUT', /virtualNetworks\/v$/, () => ({ status: 201, headers: { 'azure-asyncoperation': status }, body: { id: path } }));
    await expect(begin(arm, azureOf(arm))).resolves.toBe(arm);
  });

  it('refused at once keeps code, message and details', async () => {
    const arm = fakeArm();
    arm.on('PUT', /virtualNetworks\/v$/, () => ({
      status: 400,
      body: { error: { code: 'BadRequest', message: 'Bad.', details: [{ code: 'SubnetIsFull', message: 'Full.' }] } },
    }));
    await expect(begin(arm, azureOf(arm))).rejects.toMatchObject({
      problem: { code: 'BadRequest', message: 'Bad. · SubnetIsFull: Full.', means: expect.stringContaining('no address left') },
    });
  });
});

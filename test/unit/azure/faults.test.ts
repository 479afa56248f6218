import { describe, expect, it } from 'vitest';
import { openAzure } from '../../../src/azure/azure.ts';
import { downPlan, downTasks, whatIsLeft } from '../../../src/azure/down.ts';
import { shippedPrices } from '../../../src/azure/shipped-prices.ts';
import { groupTask, providerTasks } from '../../../src/azure/tasks/group.ts';
import { ethernetNodeTasks } from '../../../src/azure/tasks/nodes.ts';
import { ran } from '../engine/support.ts';
import { openWorld } from '../practice/support.ts';
import { blueprint, choices as standard, clusterId, never } from './support.ts';

/** A practice world and what builds two nodes in it. `writes` is every write that the simulated Azure carried out or began. */
async function opened(drill?: string) {
  const { cloud, machines } = await openWorld(drill === undefined ? {} : { drill });
  const writes: string[] = [];
  const { send, clock, credential, download, fetchFile, dial, callerAddress, close } = cloud;
  const world = {
    cloud: 'practice',
    simulated: true,
    arm: {
      endpoint: 'https://management.azure.com',
      audience: 'https://management.azure.com',
      send: async (request: Parameters<typeof send>[0]) => {
        const line = `${request.method} ${new URL(request.url).pathname.split('/').slice(-2).join('/')}`;
        const note = () => void (request.method === 'GET' || writes.push(line));
        const answer = await send(request).catch((error: unknown) => {
          note();
          throw error;
        });
        if (answer.status !== 429) note();
        return answer;
      },
    },
    ...{ credential, download, fetchFile, dial, clock, callerAddress, close, prices: shippedPrices() },
  };
  const azure = openAzure(world, cloud.subscriptionId);
  const here = { ...blueprint, choices: { ...standard, count: 2, subscription: cloud.subscriptionId, cloud: 'practice' } };
  const up = () => {
    const first = providerTasks(azure);
    const group = groupTask(azure, here);
    return ran([...first, { ...group, needs: first.map(({ id }) => id) }, ...ethernetNodeTasks(azure, here, () => undefined)], never, clock);
  };
  const target = { resourceGroup: 'glocluster-rg', cluster: 'glocluster', clusterId };
  const down = async (whole: boolean) => {
    const plan = await downPlan(azure, target, never);
    return ran(downTasks(azure, { ...plan, whole: plan.whole && whole }), never, clock);
  };
  return { cloud, machines, up, down, writes, left: () => whatIsLeft(azure, target, never) };
}

const kinds = [
  'POST .*/Microsoft\\.Compute/register$',
  'PUT .*/resourcegroups/[^/]+$',
  'PUT .*/proximityPlacementGroups/',
  'PUT .*/networkSecurityGroups/',
  'PUT .*/virtualNetworks/',
  'PUT .*/publicIPAddresses/gloclusterPublicIP1$',
  'PUT .*/networkInterfaces/gloclusterVMNic1$',
  'PUT .*/virtualMachines/glocluster1$',
];

describe('a connection that breaks at a write', () => {
  it.each(kinds)('after it took effect does not make a second one: %s', async (match) => {
    const { cloud, machines, up, writes } = await opened();
    cloud.inject([{ match, effect: { kind: 'lost-answer' }, times: 1 }]);
    expect((await up()).outcome).toEqual({ result: 'done' });
    expect(writes).toHaveLength(3 + 4 + 3 * 2);
    expect(new Set(writes).size).toBe(writes.length);
    expect(machines.told.filter((line) => line.startsWith('boot'))).toHaveLength(2);
  });

  it.each(kinds)('before it arrived is made good by one more: %s', async (match) => {
    const { cloud, machines, up, writes } = await opened();
    cloud.inject([{ match, effect: { kind: 'unreachable' }, times: 1 }]);
    expect((await up()).outcome).toEqual({ result: 'done' });
    expect(writes).toHaveLength(3 + 4 + 3 * 2 + 1);
    expect(machines.told.filter((line) => line.startsWith('boot'))).toHaveLength(2);
  });

  it.each([
    ['DELETE .*/resourcegroups/[^/]+$', true],
    ['DELETE .*/virtualMachines/glocluster1$', false],
    ['DELETE .*/virtualNetworks/', false],
    ['DELETE .*/networkSecurityGroups/', false],
    ['DELETE .*/proximityPlacementGroups/', false],
  ] as const)('that deletes leaves nothing behind: %s', async (match, whole) => {
    const { cloud, up, down, left } = await opened();
    expect((await up()).outcome).toEqual({ result: 'done' });
    cloud.inject([{ match, effect: { kind: 'lost-answer' }, times: 1 }]);
    expect((await down(whole)).outcome).toEqual({ result: 'done' });
    expect(await left()).toEqual([]);
  });
});

describe('drills', () => {
  it('a machine that fails late is explained, and made again by the next run', async () => {
    const { up, writes, down, left } = await opened('no-capacity');
    const first = await up();
    expect(first.outcome).toMatchObject({ result: 'failed', exitCode: 1, problem: { code: 'AllocationFailed', means: expect.stringContaining('no room') } });
    writes.length = 0;
    const second = await up();
    expect(second.outcome).toEqual({ result: 'done' });
    expect(writes.map((line) => line.split(' ')[0])).toEqual(['PATCH', 'DELETE', 'PUT']);
    expect((await down(true)).outcome).toEqual({ result: 'done' });
    expect(await left()).toEqual([]);
  });

  it('a policy is named for what it is', async () => {
    const { up, cloud } = await opened();
    const refusal = { kind: 'refuse', status: 403, code: 'RequestDisallowedByPolicy', message: "Policy: 'No public addresses' (simulated)." } as const;
    cloud.inject([{ match: '^PUT .*/publicIPAddresses/[^/]+$', effect: refusal }]);
    expect((await up()).outcome).toMatchObject({
      result: 'failed',
      problem: { code: 'RequestDisallowedByPolicy', means: expect.stringContaining('policy of the organisation') },
    });
  });

  it('a lost answer is lived through, and so is a registration that takes ten times as long', async () => {
    const { up, cloud } = await opened('lost-answer');
    cloud.inject([{ match: '^POST .*/Microsoft\\.Compute/register$', effect: { kind: 'slow', factor: 10 }, times: 1 }]);
    expect((await up()).outcome).toEqual({ result: 'done' });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { listSubscriptions } from '../../src/azure/accounts.ts';
import { openAzure } from '../../src/azure/azure.ts';
import { downPlan, downTasks, whatIsLeft } from '../../src/azure/down.ts';
import { machineStates } from '../../src/azure/live.ts';
import { listLocations, listSizes, preflightTasks } from '../../src/azure/preflight.ts';
import { shippedPrices } from '../../src/azure/shipped-prices.ts';
import { serialLog } from '../../src/azure/serial.ts';
import { setSshSource, sshRule } from '../../src/azure/ssh-rule.ts';
import { groupTask, providerTasks } from '../../src/azure/tasks/group.ts';
import { ethernetNodeTasks } from '../../src/azure/tasks/nodes.ts';
import { traced } from '../../src/azure/traced.ts';
import type { World } from '../../src/engine/world.ts';
import { blueprint, choices as standard, clusterId, never } from '../unit/azure/support.ts';
import { ran } from '../unit/engine/support.ts';
import { openFakeWorld } from '../unit/practice/world.ts';
import { misnamed } from './documentation-support.ts';
import { check, type Exchange } from './practice-arm-support.ts';

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function recorded() {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-walk-'));
  const { cloud } = await openFakeWorld({ folder });
  ended.push(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const exchanges: Exchange[] = [];
  const world: World = {
    cloud: 'practice',
    simulated: true,
    arm: {
      endpoint: 'https://management.azure.com',
      audience: 'https://management.azure.com',
      send: traced(cloud.send, (one) => exchanges.push(one as Exchange), cloud.clock.now),
    },
    credential: cloud.credential,
    download: cloud.download,
    fetchFile: cloud.fetchFile,
    dial: cloud.dial,
    clock: cloud.clock,
    prices: shippedPrices(),
    callerAddress: cloud.callerAddress,
    close: cloud.close,
  };
  const azure = openAzure(world, cloud.subscriptionId);
  const here = { ...blueprint, choices: { ...standard, subscription: cloud.subscriptionId, cloud: 'practice' } };
  const up = () => {
    const first = providerTasks(azure);
    const group = groupTask(azure, here);
    return ran([...first, { ...group, needs: first.map(({ id }) => id) }, ...ethernetNodeTasks(azure, here, () => undefined)], never, cloud.clock);
  };
  return { azure, world, clock: cloud.clock, here, exchanges, up };
}

const target = { resourceGroup: 'glocluster-rg', cluster: 'glocluster', clusterId };

describe('what rank0 and the practice cloud say to each other obeys Microsoft’s specifications', () => {
  it('from sign-in through plan, nodes and a changed rule to the deletion of the group', async () => {
    const { azure, world, clock, here, exchanges, up } = await recorded();
    await listSubscriptions(world);
    await listLocations(azure);
    await listSizes(azure, 'eastus');
    expect(
      (
        await ran(
          preflightTasks(azure, here.choices, () => {}),
          never,
          clock,
        )
      ).outcome,
    ).toEqual({ result: 'done' });
    expect((await up()).outcome).toEqual({ result: 'done' });
    expect((await up()).outcome).toEqual({ result: 'done' });
    expect((await machineStates(azure, 'glocluster-rg', ['glocluster3'])).get('glocluster3')?.power).toBe('running');
    expect(await serialLog(azure, 'glocluster-rg', 'glocluster0')).toContain('glocluster0 login:');
    await setSshSource(azure, here.choices, '203.0.113.9/32', never);
    expect(await sshRule(azure, 'glocluster-rg', 'glocluster')).toEqual({ nsg: true, source: '203.0.113.9/32' });
    const plan = await downPlan(azure, target);
    expect((await ran(downTasks(azure, plan), never, clock)).outcome).toEqual({ result: 'done' });
    expect(await whatIsLeft(azure, target)).toEqual([]);
    const { summary, violations } = check(exchanges);
    expect(violations).toEqual([]);
    expect((await misnamed(exchanges)).wrong).toEqual([]);
    expect(summary).toMatch(/ 0 violations$/);
  });

  it('where a plan is refused, and where the cluster’s own resources are deleted one by one', async () => {
    const { azure, clock, here, exchanges, up } = await recorded();
    for (const more of [
      { location: 'nowhere' },
      { size: 'Standard_DS1_v2' },
      { count: 40 },
      { image: 'Canonical:a:b:latest' },
      { image: 'Canonical:ubuntu-24_04-lts:x:latest' },
    ]) {
      expect(
        (
          await ran(
            preflightTasks(azure, { ...here.choices, ...more }, () => {}),
            never,
            clock,
          )
        ).outcome.result,
      ).toBe('failed');
    }
    expect((await up()).outcome).toEqual({ result: 'done' });
    const plan = await downPlan(azure, target);
    expect((await ran(downTasks(azure, { ...plan, whole: false }), never, clock)).outcome).toEqual({ result: 'done' });
    expect(await whatIsLeft(azure, target)).toEqual([]);
    expect(check(exchanges).violations).toEqual([]);
    expect((await misnamed(exchanges)).wrong).toEqual([]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openAzure } from '../../src/azure/azure.ts';
import { downPlan, downTasks, whatIsLeft } from '../../src/azure/down.ts';
import { listInstances } from '../../src/azure/instances.ts';
import { nodeStates } from '../../src/azure/node-states.ts';
import { shippedPrices } from '../../src/azure/shipped-prices.ts';
import { serialLog } from '../../src/azure/serial.ts';
import { groupTask, providerTasks } from '../../src/azure/tasks/group.ts';
import { infinibandNodeTasks } from '../../src/azure/tasks/infiniband-nodes.ts';
import { traced } from '../../src/azure/traced.ts';
import type { World } from '../../src/engine/world.ts';
import type { ClusterNode } from '../../src/state/events.ts';
import { blueprint, choices as standard, clusterId, never } from '../unit/azure/support.ts';
import { ran } from '../unit/engine/support.ts';
import { openFakeWorld } from '../unit/practice/world.ts';
import { misnamed } from './documentation-support.ts';
import { check, type Exchange } from './practice-arm-support.ts';

const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function recorded(count: number) {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-infiniband-'));
  const { cloud } = await openFakeWorld({ folder, env: { RANK0_PRACTICE_QUOTA: 'cores=1200,standardHBv3Family=1200' } });
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
  const here = {
    ...blueprint,
    choices: { ...standard, subscription: cloud.subscriptionId, cloud: 'practice', network: 'infiniband' as const, size: 'Standard_HB120rs_v3', count },
    imageReference: { publisher: 'microsoft-dsvm', offer: 'ubuntu-hpc', sku: '2404', version: 'latest' },
    securityType: undefined,
  };
  const nodes = new Map<string, ClusterNode>();
  const up = async () => {
    const first = providerTasks(azure);
    const group = groupTask(azure, here);
    const all = [...first, { ...group, needs: first.map(({ id }) => id) }, ...infinibandNodeTasks(azure, here, () => [...nodes.values()])];
    const run = await ran(all, never, cloud.clock);
    for (const fact of run.facts) {
      if (fact.type === 'node') nodes.set(fact.node.name, fact.node);
      if (fact.type === 'node-gone') nodes.delete(fact.name);
    }
    return run;
  };
  return { azure, clock: cloud.clock, here, exchanges, nodes, up };
}

const target = { resourceGroup: 'glocluster-rg', cluster: 'glocluster', clusterId };

it('a scale set and its instances are made, looked at and deleted as the specifications say', async () => {
  const { azure, clock, here, exchanges, nodes, up } = await recorded(4);
  expect((await up()).outcome).toEqual({ result: 'done' });
  const names = [...nodes.keys()];
  expect(names).toHaveLength(4);
  expect(names.every((name) => /^glocluster[0-9a-z]{6}$/.test(name))).toBe(true);
  expect([...nodes.values()].filter(({ role }) => role === 'head').map(({ name }) => name)).toEqual([names[0]]);
  expect([...nodes.values()].every(({ publicAddress, privateAddress }) => publicAddress !== undefined && privateAddress.startsWith('10.0.0.'))).toBe(true);

  const writes = exchanges.filter(({ method }) => method === 'PUT').length;
  expect((await up()).outcome).toEqual({ result: 'done' });
  expect(exchanges.filter(({ method }) => method === 'PUT')).toHaveLength(writes);

  const before = exchanges.length;
  expect([...(await nodeStates(azure, here.choices, names)).values()].map(({ power }) => power)).toEqual(['running', 'running', 'running', 'running']);
  expect(exchanges).toHaveLength(before + 1);
  const head = nodes.get(names[0] as string);
  expect(await serialLog(azure, 'glocluster-rg', head?.machineId ?? '')).toContain(`${names[0]} login:`);
  expect((await listInstances(azure, 'glocluster-rg', 'glocluster')).map((one) => one.protectedFromScaleIn)).toEqual([true, false, false, false]);

  const plan = await downPlan(azure, target);
  expect((await ran(downTasks(azure, { ...plan, whole: false }), never, clock)).outcome).toEqual({ result: 'done' });
  expect(await whatIsLeft(azure, target)).toEqual([]);
  const { summary, violations } = check(exchanges);
  expect(violations).toEqual([]);
  expect((await misnamed(exchanges)).wrong).toEqual([]);
  expect(summary).toMatch(/ 0 violations$/);
});

it('the body of the scale set is what one InfiniBand fabric needs', async () => {
  const { exchanges, up } = await recorded(2);
  await up();
  const put = exchanges.find(({ method, url }) => method === 'PUT' && /virtualMachineScaleSets\/glocluster\?/.test(url));
  expect(put?.requestBody).toMatchObject({
    sku: { name: 'Standard_HB120rs_v3', tier: 'Standard', capacity: 2 },
    properties: {
      orchestrationMode: 'Uniform',
      singlePlacementGroup: true,
      overprovision: false,
      upgradePolicy: { mode: 'Manual' },
      virtualMachineProfile: {
        securityProfile: { securityType: 'Standard' },
        osProfile: { computerNamePrefix: 'glocluster' },
        storageProfile: { imageReference: { publisher: 'microsoft-dsvm', offer: 'ubuntu-hpc' } },
        diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      },
    },
  });
  expect(JSON.stringify(put?.requestBody)).not.toMatch(/platformFaultDomainCount|proximityPlacementGroup|outboundRules/);
  expect(JSON.stringify(put?.requestBody)).toMatch(/publicIPAddressConfiguration.*instancepublicip/);
  const network = exchanges.find(({ method, url }) => method === 'PUT' && url.includes('/virtualNetworks/'));
  expect(JSON.stringify(network?.requestBody)).not.toContain('172.16.');
});

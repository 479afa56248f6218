import { describe, expect, it } from 'vitest';
import { openAzure } from '../../../src/azure/azure.ts';
import { listLocations, listSizes, type PreflightResult, preflightTasks } from '../../../src/azure/preflight.ts';
import { groupTask, providerTasks } from '../../../src/azure/tasks/group.ts';
import { ethernetNodeTasks } from '../../../src/azure/tasks/nodes.ts';
import { shippedPrices } from '../../../src/azure/shipped-prices.ts';
import type { World } from '../../../src/engine/world.ts';
import type { Choices } from '../../../src/state/choices.ts';
import { ran } from '../engine/support.ts';
import { openWorld } from '../practice/support.ts';
import { blueprint, choices as standard, never } from './support.ts';

async function practice(env: NodeJS.ProcessEnv = {}) {
  const { cloud, done } = await openWorld({ env });
  const sent: { method: string; url: string }[] = [];
  const world: World = {
    cloud: 'practice',
    simulated: true,
    arm: {
      endpoint: 'https://management.azure.com',
      audience: 'https://management.azure.com',
      send: (request) => {
        sent.push(request);
        return cloud.send(request);
      },
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
  const choices: Choices = { ...standard, subscription: cloud.subscriptionId, cloud: 'practice' };
  return { azure, world, choices, sent, done };
}

async function plan(more: Partial<Choices> = {}, env: NodeJS.ProcessEnv = {}, before?: (opened: Awaited<ReturnType<typeof practice>>) => Promise<unknown>) {
  const opened = await practice(env);
  await before?.(opened);
  opened.sent.length = 0;
  let result: Partial<PreflightResult> = {};
  const tasks = preflightTasks(opened.azure, { ...opened.choices, ...more }, (part) => {
    result = { ...result, ...part };
  });
  const { outcome, events } = await ran(tasks, never, opened.world.clock);
  return { outcome, events, result, sent: opened.sent, refusal: outcome.result === 'failed' ? outcome : undefined };
}

describe('the plan', () => {
  it('finds out everything that building needs, and writes nothing', async () => {
    const { outcome, result, sent } = await plan();
    expect(outcome).toEqual({ result: 'done' });
    expect(result).toMatchObject({
      size: { name: 'Standard_D2s_v5', vCPUs: 2 },
      acceleratedNetworking: true,
      securityType: 'TrustedLaunch',
      image: {
        reference: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' },
        exactVersion: expect.stringMatching(/^24\.04\./),
      },
      group: 'absent',
      warnings: [],
      providers: [{ namespace: 'Microsoft.Compute' }, { namespace: 'Microsoft.Network' }, { namespace: 'Microsoft.Storage' }],
    });
    expect(result.quota?.map(({ needed }) => needed)).toEqual([8, 8, 4]);
    expect(result.price?.perHour).toBeCloseTo(4 * (0.096 + 0.0033 + 0.005), 4);
    expect(new Set(sent.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(sent.length).toBeLessThanOrEqual(12);
  });

  it.each([
    ['location-unknown', { location: 'easteurope' }, 'westeurope'],
    ['size-unknown', { size: 'Standard_D2sv5' }, 'Standard_D2s_v5'],
    ['image-unknown', { image: '24.40' }, '24.04'],
    ['image-unknown', { image: 'Canonical:ubuntu-24_04-lts:servr:latest' }, 'Canonical:ubuntu-24_04-lts:server:latest'],
    ['image-unknown', { image: 'Canonicl:ubuntu-24_04-lts:server:latest' }, 'Canonical'],
    ['image-alias-gone', { image: 'UbuntuLTS' }, '24.04'],
    ['image-has-own-mpi', { image: 'microsoft-dsvm:ubuntu-hpc:2204:latest' }, '24.04'],
  ])('ends with exit code 2 and the nearest legal name: %s', async (code, more, meant) => {
    const { refusal, sent } = await plan(more);
    expect(refusal).toMatchObject({ exitCode: 2, problem: { code } });
    expect(JSON.stringify(refusal?.problem)).toContain(meant);
    expect(sent.every(({ method }) => method === 'GET')).toBe(true);
  });

  it.each([
    ['size-not-offered', { size: 'Standard_DS1_v2' }],
    ['size-not-in-region', { size: 'Standard_HX176rs', location: 'westus2' }],
    ['image-version-gone', { image: 'Canonical:ubuntu-24_04-lts:server:24.04.1' }],
    ['image-does-not-fit', { image: 'Canonical:ubuntu-24_04-lts:server-gen1:latest', size: 'Standard_D2as_v6' }],
    ['quota-exceeded', { size: 'Standard_HB120rs_v3' }],
  ])('ends with exit code 3: %s', async (code, more) => {
    const { refusal } = await plan(more);
    expect(refusal).toMatchObject({ exitCode: 3, problem: { code } });
    expect(refusal?.problem.next.length).toBeGreaterThan(0);
  });

  it('refuses by quota with need against limit, plans that fit, and where to ask for more', async () => {
    const { refusal } = await plan({ size: 'Standard_D4s_v5', count: 6 });
    expect(refusal?.problem.message).toContain('24 needed, 20 left (limit 20, 0 used)');
    const commands = refusal?.problem.next.flatMap(({ command }) => command ?? []) ?? [];
    expect(commands).toEqual([
      'rank0 up --size Standard_D4s_v5 --count 5 --cloud practice',
      'rank0 up --size Standard_D2s_v5 --count 6 --cloud practice',
      'rank0 up --size Standard_D2s_v5 --count 6 --location eastus2 --cloud practice',
    ]);
    expect(refusal?.problem.next.at(-1)?.label).toContain('https://portal.azure.com/');
  });

  it.each([0, 1, 2])('proposes what the plan then accepts (%i)', async (index) => {
    const { refusal } = await plan({ size: 'Standard_D4s_v5', count: 6 });
    const command = refusal?.problem.next[index]?.command ?? '';
    const value = (flag: string): string | undefined => new RegExp(`--${flag} (\\S+)`).exec(command)?.[1];
    const more = { size: value('size') ?? '', count: Number(value('count')), location: value('location') ?? 'eastus' };
    expect((await plan(more)).outcome).toEqual({ result: 'done' });
  });

  it('does not count machines that the cluster has already', async () => {
    const { outcome, result } = await plan({}, { RANK0_PRACTICE_QUOTA: 'cores=8' }, async ({ choices, azure }) => {
      const here = { ...blueprint, choices };
      const first = providerTasks(azure);
      const group = groupTask(azure, here);
      const tasks = [...first, { ...group, needs: first.map(({ id }) => id) }, ...ethernetNodeTasks(azure, here, () => undefined)];
      expect((await ran(tasks, never, azure.world.clock)).outcome).toEqual({ result: 'done' });
    });
    expect(outcome).toEqual({ result: 'done' });
    expect(result.quota?.[0]).toMatchObject({ needed: 0, used: 8, limit: 8 });
    expect(result.group).toBe('ours');
  });

  it('refuses a group that is not rank0’s, unless it is allowed; and names that are taken in it', async () => {
    const there = ({ done }: Awaited<ReturnType<typeof practice>>) =>
      done('PUT', '/resourcegroups/glocluster-rg', { location: 'eastus', tags: { owner: 'ada' } });
    expect((await plan({}, {}, there)).refusal).toMatchObject({ exitCode: 3, problem: { code: 'group-not-ours' } });
    expect((await plan({ useExistingGroup: true }, {}, there)).result.group).toBe('existing');
    const taken = async (opened: Awaited<ReturnType<typeof practice>>) => {
      await there(opened);
      await ran(providerTasks(opened.azure), never, opened.world.clock);
      const path = '/resourceGroups/glocluster-rg/providers/Microsoft.Network/networkSecurityGroups/gloclusterNSG?api-version=2026-01-01';
      await opened.done('PUT', path, { location: 'eastus' });
    };
    const { refusal } = await plan({ useExistingGroup: true }, {}, taken);
    expect(refusal).toMatchObject({ exitCode: 3, problem: { code: 'names-taken', message: 'glocluster-rg already has gloclusterNSG' } });
  });

  it('warns where outgoing port 22 is blocked, on Azure’s own clouds alone', async () => {
    const opened = await practice();
    const dialled: string[] = [];
    const dial: World['dial'] = (host) => {
      dialled.push(host);
      return Promise.reject(Object.assign(new Error('ETIMEDOUT'), { code: 'ETIMEDOUT' }));
    };
    let result: Partial<PreflightResult> = {};
    const azure = openAzure({ ...opened.world, cloud: 'public', dial }, opened.choices.subscription);
    const { outcome } = await ran(
      preflightTasks(azure, opened.choices, (part) => {
        result = { ...result, ...part };
      }),
      never,
      opened.world.clock,
    );
    expect(outcome).toEqual({ result: 'done' });
    expect(dialled).toEqual(['github.com', 'gitlab.com']);
    expect(result.warnings?.join()).toContain('outgoing port 22');
    dialled.length = 0;
    await plan();
    expect(dialled).toEqual([]);
  });

  it('lists regions and sizes for a choice, those to take first in front, with prices and what is left', async () => {
    const { azure } = await practice();
    expect(await listLocations(azure)).toContainEqual({ name: 'eastus', displayName: 'East US' });
    const sizes = await listSizes(azure, 'eastus');
    expect(sizes[0]).toMatchObject({ name: 'Standard_D2s_v5', pricePerHour: 0.096, quotaLeft: 20 });
    expect(sizes.find(({ name }) => name === 'Standard_HB120rs_v3')).toMatchObject({ quotaLeft: 0 });
    expect(sizes.at(-1)?.problem).toContain('not offered');
  });
});

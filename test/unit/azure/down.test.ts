import { describe, expect, it } from 'vitest';
import { type DownTarget, downPlan, downTasks, whatIsLeft } from '../../../src/azure/down.ts';
import { groupTask } from '../../../src/azure/tasks/group.ts';
import { ethernetNodeTasks } from '../../../src/azure/tasks/nodes.ts';
import { ran } from '../engine/support.ts';
import { azureOf, blueprint, clusterId, type FakeArm, fakeArm, groupPath, never, ourTags } from './support.ts';

const target: DownTarget = { resourceGroup: 'glocluster-rg', cluster: 'glocluster', clusterId };
const providers = `${groupPath}/providers`;

async function built(more: { useExistingGroup?: boolean } = {}): Promise<FakeArm> {
  const arm = fakeArm();
  if (more.useExistingGroup) arm.put(groupPath, { location: 'eastus', tags: { owner: 'ada' } });
  const azure = azureOf(arm);
  const plan = { ...blueprint, choices: { ...blueprint.choices, count: 2, useExistingGroup: more.useExistingGroup ?? false } };
  expect((await ran([groupTask(azure, plan), ...ethernetNodeTasks(azure, plan, () => undefined)], never, azure.world.clock)).outcome).toEqual({
    result: 'done',
  });
  // Azure makes the disks, without tags of ours.
  for (const node of ['glocluster0', 'glocluster1']) {
    const disk = arm.put(`${providers}/Microsoft.Compute/disks/${node}_OsDisk_1_abc`, { location: 'eastus', tags: {} });
    Object.assign(disk, { managedBy: `${providers}/Microsoft.Compute/virtualMachines/${node}` });
  }
  arm.log.length = 0;
  return arm;
}

async function down(arm: FakeArm, which: DownTarget = target) {
  const azure = azureOf(arm);
  const plan = await downPlan(azure, which, never);
  const result = await ran(downTasks(azure, plan), never, azure.world.clock);
  return { plan, ...result, left: await whatIsLeft(azure, which, never) };
}

const problem = (result: Awaited<ReturnType<typeof down>>) => (result.outcome.result === 'failed' ? result.outcome.problem : undefined);
const lastNames = (lines: readonly string[]) => lines.map((line) => line.replace(/^DELETE .*\//, ''));

describe('down', () => {
  it('deletes the whole group where rank0 made it and everything in it, by one write', async () => {
    const arm = await built();
    const { plan, outcome, left } = await down(arm);
    expect(plan).toMatchObject({ whole: true, foreign: [] });
    expect(plan.resources).toHaveLength(3 + 2 * 3 + 2);
    expect(outcome).toEqual({ result: 'done' });
    expect(arm.writes().map((line) => line.toLowerCase())).toEqual([`delete ${groupPath}`.toLowerCase()]);
    expect(arm.requests.find((one) => one.method === 'DELETE')?.url).toContain('forceDeletionTypes=Microsoft.Compute%2FvirtualMachines');
    expect(left).toEqual([]);
    expect(arm.resources.size).toBe(0);
  });

  it('does nothing the second time, and proves it', async () => {
    const arm = await built();
    await down(arm);
    const again = await down(arm);
    expect(again.outcome).toEqual({ result: 'done' });
    expect(again.plan).toMatchObject({ whole: false, resources: [], groupExists: false });
    expect(arm.writes()).toHaveLength(1);
  });

  it('leaves what is not its own, and deletes only its own in an order that Azure accepts', async () => {
    const arm = await built();
    arm.put(`${providers}/Microsoft.Storage/storageAccounts/thesis`, { location: 'eastus', tags: {} });
    const { plan, outcome, left } = await down(arm);
    expect(plan.whole).toBe(false);
    expect(plan.foreign.map(({ name }) => name)).toEqual(['thesis']);
    expect(outcome).toEqual({ result: 'done' });
    const deleted = lastNames(arm.writes());
    const at = (name: string) => deleted.indexOf(name);
    expect(Math.max(at('glocluster0'), at('glocluster1'))).toBeLessThan(at('gloclusterVMNic0'));
    expect(at('gloclusterVMNic1')).toBeLessThan(at('gloclusterPublicIP1'));
    expect(at('gloclusterVMNic1')).toBeLessThan(at('gloclusterVNET'));
    expect(at('gloclusterVNET')).toBeLessThan(at('gloclusterNSG'));
    expect(deleted).toContain('glocluster0_OsDisk_1_abc');
    expect(deleted).toHaveLength(plan.resources.length);
    expect(left).toEqual([]);
    expect([...arm.resources.keys()].map((key) => key.split('/').at(-1))).toEqual(['glocluster-rg', 'thesis']);
  });

  it('leaves a group that rank0 did not make, even when nothing else is in it', async () => {
    const arm = await built({ useExistingGroup: true });
    const { plan, outcome } = await down(arm);
    expect(plan).toMatchObject({ whole: false, foreign: [] });
    expect(outcome).toEqual({ result: 'done' });
    expect([...arm.resources.keys()]).toEqual([groupPath.toLowerCase()]);
  });

  it('does not count what another cluster of the same name owns', async () => {
    const arm = await built();
    arm.put(`${providers}/Microsoft.Network/networkSecurityGroups/otherNSG`, { location: 'eastus', tags: { ...ourTags, 'rank0-id': 'another' } });
    const { plan } = await down(arm);
    expect(plan.foreign.map(({ name }) => name)).toEqual(['otherNSG']);
    expect([...arm.resources.keys()].some((key) => key.endsWith('othernsg'))).toBe(true);
  });

  it('looks into the group once more before it deletes it', async () => {
    const arm = await built();
    const azure = azureOf(arm);
    const plan = await downPlan(azure, target, never);
    arm.put(`${providers}/Microsoft.Storage/storageAccounts/latecomer`, { location: 'eastus', tags: {} });
    const { outcome } = await ran(downTasks(azure, plan), never, azure.world.clock);
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'group-not-empty-of-others' } });
    expect(arm.writes()).toEqual([]);
  });

  it('waits for a deletion that is under way, and starts no second one', async () => {
    const arm = await built();
    const azure = azureOf(arm);
    const plan = await downPlan(azure, target, never);
    const group = arm.resources.get(groupPath.toLowerCase()) as { properties: Record<string, unknown> };
    group.properties['provisioningState'] = 'Deleting';
    arm.on('GET', /resourcegroups\/glocluster-rg$/i, ({ count }) => {
      if (count === 3) arm.resources.clear();
      return undefined;
    });
    const { outcome } = await ran(downTasks(azure, plan), never, azure.world.clock);
    expect(outcome).toEqual({ result: 'done' });
    expect(arm.writes()).toEqual([]);
  });

  it('survives the lost answer of a deletion that took effect', async () => {
    const arm = await built();
    arm.on('DELETE', /glocluster-rg$/i, () => 'lost after');
    const { outcome } = await down(arm);
    expect(outcome).toEqual({ result: 'done' });
    expect(arm.writes()).toHaveLength(1);
  });

  it('follows a deletion by its Location header to 200, as ARM deletes groups', async () => {
    const arm = await built();
    arm.on('DELETE', /glocluster-rg$/i, () => ({ status: 202, headers: { location: 'https://management.azure.com/results/1?api-version=1' } }));
    let polls = 0;
    arm.on('GET', /^\/results\//, () => {
      polls += 1;
      if (polls < 3) return { status: 202, headers: { location: `https://management.azure.com/results/${polls + 1}?api-version=1` } };
      arm.resources.clear();
      return { status: 200 };
    });
    expect((await down(arm)).outcome).toEqual({ result: 'done' });
    expect(arm.log.filter((line) => line.includes('/results/'))).toEqual(['GET /results/1', 'GET /results/2', 'GET /results/3']);
  });

  const keep = {
    id: `${providers}/Microsoft.Network/virtualNetworks/gloclusterVNET/providers/Microsoft.Authorization/locks/keep`,
    name: 'keep',
    properties: { level: 'CanNotDelete', notes: 'exam week' },
  };
  const locked = (arm: FakeArm, ...value: object[]): void => {
    arm.on('GET', /resourceGroups\/glocluster-rg\/providers\/Microsoft.Authorization\/locks$/i, () => ({ status: 200, body: { value } }));
  };

  it('sees a lock before anything is deleted, on the group, on a part of it or on the subscription, and no lock of others', async () => {
    const arm = await built();
    const group = { ...keep, id: `${groupPath}/providers/Microsoft.Authorization/locks/all`, name: 'all' };
    const other = { ...keep, id: `${providers}/Microsoft.Storage/storageAccounts/thesis/providers/Microsoft.Authorization/locks/thesis`, name: 'thesis' };
    arm.put(`${providers}/Microsoft.Storage/storageAccounts/thesis`, { location: 'eastus', tags: {} });
    locked(arm, keep, group, other);
    const plan = await downPlan(azureOf(arm), target, never);
    expect(plan.locks?.map(({ name, notes }) => [name, notes])).toEqual([
      ['keep', 'exam week'],
      ['all', 'exam week'],
    ]);
    expect(arm.writes()).toEqual([]);
  });

  it('takes the locks that were agreed to away first, and then deletes', async () => {
    const arm = await built();
    let there = true;
    arm.on('GET', /resourceGroups\/glocluster-rg\/providers\/Microsoft.Authorization\/locks$/i, () => ({ status: 200, body: { value: there ? [keep] : [] } }));
    arm.on('GET', /locks\/keep$/i, () => (there ? { status: 200, body: keep } : { status: 404, body: { error: { code: 'LockNotFound', message: 'gone' } } }));
    arm.on('DELETE', /locks\/keep$/i, () => {
      there = false;
      return { status: 200 };
    });
    arm.on('DELETE', /glocluster-rg$/i, () => (there ? { status: 409, body: { error: { code: 'ScopeLocked', message: 'locked' } } } : undefined));
    const azure = azureOf(arm);
    const plan = await downPlan(azure, target, never);
    expect((await ran(downTasks(azure, plan, { unlock: true }), never, azure.world.clock)).outcome).toEqual({ result: 'done' });
    expect(lastNames(arm.writes())).toEqual(['keep', 'glocluster-rg']);
    expect(await whatIsLeft(azure, target, never, plan.resources)).toEqual([]);
  });

  it('says who may take a lock away where the role does not suffice, and deletes nothing', async () => {
    const arm = await built();
    locked(arm, keep);
    arm.on('GET', /locks\/keep$/i, () => ({ status: 200, body: keep }));
    arm.on('DELETE', /locks\/keep$/i, () => ({
      status: 403,
      body: { error: { code: 'AuthorizationFailed', message: 'no Microsoft.Authorization/locks/delete' } },
    }));
    const azure = azureOf(arm);
    const { outcome } = await ran(downTasks(azure, await downPlan(azure, target, never), { unlock: true }), never, azure.world.clock);
    expect(outcome).toMatchObject({
      result: 'failed',
      problem: { code: 'lock-not-yours', means: expect.stringMatching(/Owner or User Access Administrator/) },
    });
    expect(lastNames(arm.writes())).toEqual(['keep']);
  });

  it('waits for a lock that was taken away a moment ago', async () => {
    const arm = await built();
    arm.on('DELETE', /glocluster-rg$/i, ({ count }) => (count <= 2 ? { status: 409, body: { error: { code: 'ScopeLocked', message: 'locked' } } } : undefined));
    locked(arm);
    expect((await down(arm)).outcome).toEqual({ result: 'done' });
  });

  it('proves it of each part that was to go: a disk that outlived its machine carries no tag', async () => {
    const arm = await built();
    arm.put(`${providers}/Microsoft.Storage/storageAccounts/thesis`, { location: 'eastus', tags: {} });
    arm.on('DELETE', /disks\/glocluster1_/i, () => ({ status: 409, body: { error: { code: 'OperationNotAllowed', message: 'a snapshot is being taken' } } }));
    const azure = azureOf(arm);
    const plan = await downPlan(azure, target, never);
    const { outcome } = await ran(downTasks(azure, plan), never, azure.world.clock);
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'OperationNotAllowed' } });
    const left = await whatIsLeft(azure, target, never, plan.resources);
    expect(left.map(({ name }) => name)).toContain('glocluster1_OsDisk_1_abc');
    const again = await ran(downTasks(azure, { ...plan, resources: left }), never, azure.world.clock);
    expect(again.outcome).toMatchObject({ result: 'failed' });
  });

  it('names the lock that stops it', async () => {
    const arm = await built();
    arm.on('DELETE', /glocluster-rg$/i, () => ({
      status: 409,
      body: { error: { code: 'ScopeLocked', message: 'The scope cannot perform delete operation.' } },
    }));
    arm.on('GET', /locks$/, () => ({
      status: 200,
      body: { value: [keep] },
    }));
    const result = await down(arm);
    expect(problem(result)).toMatchObject({ code: 'ScopeLocked', message: 'The scope cannot perform delete operation.' });
    expect(problem(result)?.means).toContain('keep (“exam week”)');
    expect(problem(result)?.next.map(({ command }) => command)).toEqual(['rank0 down --unlock', `az lock delete --ids ${keep.id}`, 'rank0 stop']);
    expect(result.left.length).toBeGreaterThan(0);
  });

  it('finds a cluster that nothing here remembers by its tags', async () => {
    const arm = await built();
    const { plan, outcome } = await down(arm, { resourceGroup: 'glocluster-rg', cluster: 'glocluster' });
    expect(plan).toMatchObject({ whole: true, clusterId });
    expect(outcome).toEqual({ result: 'done' });
  });

  it('deletes a half-built cluster: a group with nothing in it', async () => {
    const arm = fakeArm();
    arm.put(groupPath, { location: 'eastus', tags: ourTags });
    expect((await down(arm)).outcome).toEqual({ result: 'done' });
    expect(arm.resources.size).toBe(0);
  });

  it('does not report what a late listing still shows and Azure no longer has', async () => {
    const arm = await built();
    const ghost = {
      id: `${providers}/Microsoft.Compute/virtualMachines/glocluster0`,
      name: 'glocluster0',
      type: 'Microsoft.Compute/virtualMachines',
      tags: ourTags,
    };
    arm.resources.clear();
    arm.on('GET', /\/resources$/i, () => ({ status: 200, body: { value: [ghost] } }));
    expect(await whatIsLeft(azureOf(arm), target, never)).toEqual([]);
  });
});

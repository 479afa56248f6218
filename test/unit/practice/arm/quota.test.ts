import { expect, it } from 'vitest';
import { quotasOf } from '../../../../src/practice/quota.ts';
import type { ProblemError } from '../../../../src/state/problem.ts';
import { at, bodies, nics, type Opened, openWorld, pips, vms, withInterfaces, withNetwork } from '../support.ts';

interface Usage {
  readonly name: { readonly value: string };
  readonly currentValue: number;
  readonly limit: number;
}

const usageOf = async (world: Opened, name: string): Promise<string> => {
  const { value } = (await world.ask('GET', 'providers/Microsoft.Compute/locations/eastus/usages')).body as { value: Usage[] };
  const row = value.find((one) => one.name.value === name);
  return `${row?.currentValue} of ${row?.limit}`;
};

const ofSize = (size: string, index = 0) => bodies.vm(index, (properties) => Object.assign(properties.hardwareProfile, { vmSize: size }));

it('has what a new subscription has: 20 cores a region, 20 a family, none for InfiniBand', async () => {
  const world = await openWorld();
  expect(
    await Promise.all(['cores', 'standardDSv5Family', 'standardHBv3Family', 'standardHXFamily', 'standardHCSFamily'].map((name) => usageOf(world, name))),
  ).toEqual(['0 of 20', '0 of 20', '0 of 0', '0 of 0', '0 of 0']);
});

it('refuses what goes over the quota of the region, in the words of the service', async () => {
  const world = await withInterfaces(await openWorld({ env: { RANK0_PRACTICE_QUOTA: 'cores=5,standardDSv5Family=100' } }), 3);
  for (const index of [0, 1]) await world.done('PUT', at(vms, `node${index}`), bodies.vm(index));
  const refused = await world.ask('PUT', at(vms, 'node2'), bodies.vm(2));
  expect([refused.status, refused.body.error.code]).toEqual([409, 'OperationNotAllowed']);
  expect(refused.body.error.message).toMatch(
    /exceeding approved Total Regional Cores quota\..*Location: eastus, Current Limit: 5, Current Usage: 4, Additional Required: 2, \(Minimum\) New Limit Required: 6\./,
  );
  expect(await usageOf(world, 'cores')).toBe('4 of 5');
});

it('refuses what goes over the quota of the family, and all of HB', async () => {
  const world = await withInterfaces(await openWorld({ env: { RANK0_PRACTICE_QUOTA: 'cores=1000,standardDSv5Family=3' } }), 2);
  await world.done('PUT', at(vms, 'node0'), bodies.vm(0));
  expect((await world.ask('PUT', at(vms, 'node1'), bodies.vm(1))).body.error.message).toContain('exceeding approved standardDSv5Family Cores quota');
  const infiniband = bodies.vm(1, (properties) => {
    properties.hardwareProfile.vmSize = 'Standard_HB120rs_v3';
    properties.proximityPlacementGroup = undefined;
  });
  expect((await world.ask('PUT', at(vms, 'node1'), infiniband)).body.error.message).toMatch(/standardHBv3Family Cores quota.*Current Limit: 0/);
});

it('counts a machine until it is gone: deallocated ones too', async () => {
  const world = await withInterfaces(await openWorld(), 1);
  await world.done('PUT', at(vms, 'node0'), ofSize('Standard_D4s_v5'));
  await world.done('POST', `${at(vms, 'node0')}/deallocate`);
  expect([await usageOf(world, 'cores'), await usageOf(world, 'virtualMachines')]).toEqual(['4 of 20', '1 of 25000']);
  await world.done('DELETE', at(vms, 'node0'));
  expect(await usageOf(world, 'cores')).toBe('0 of 20');
});

it('resizes a machine within its quota, and starts it anew', async () => {
  const world = await withInterfaces(await openWorld(), 1);
  await world.done('PUT', at(vms, 'node0'), bodies.vm(0));
  await world.done('PUT', at(vms, 'node0'), ofSize('Standard_D8s_v5'));
  expect(await usageOf(world, 'cores')).toBe('8 of 20');
  expect(world.machines.told).toEqual(['boot node0', 'halt node0', 'boot node0']);
});

it('limits public addresses as well', async () => {
  const world = await withNetwork(await openWorld());
  for (let index = 0; index < 20; index += 1) await world.done('PUT', at(pips, `ip${index}`), bodies.pip);
  expect((await world.ask('PUT', at(pips, 'ip20'), bodies.pip)).body.error.code).toBe('PublicIPCountLimitReached');
});

it('reads the limits that a person sets, and refuses what it cannot read', () => {
  expect(quotasOf('cores=200, standardDSv5Family=64')).toEqual({ cores: 200, standarddsv5family: 64 });
  expect(quotasOf(undefined)).toEqual({});
  for (const text of ['cores', 'cores=many', 'standardZZFamily=3']) {
    expect(() => quotasOf(text)).toThrow(expect.objectContaining({ exitCode: 2 }) as ProblemError);
  }
});

it('takes one write at a time in a network, and says when to come again', async () => {
  const world = await withInterfaces(await openWorld(), 1);
  for (const index of [1, 2]) await world.done('PUT', at(pips, `ip${index}`), bodies.pip);
  const both = await Promise.all([1, 2].map((index) => world.ask('PUT', at(nics, `nic${index}`), bodies.nic(index))));
  const [later] = both.filter((one) => one.status === 429);
  expect(both.map((one) => one.status).toSorted()).toEqual([201, 429]);
  expect([later?.body.error.code, later?.headers['retry-after']]).toEqual(['RetryableErrorDueToAnotherOperation', '1']);
  await world.cloud.clock.sleep(1000);
  expect((await world.ask('PUT', at(nics, 'nic2'), bodies.nic(2))).status).toBeLessThan(300);
});

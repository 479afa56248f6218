import { expect, it } from 'vitest';
import { at, bodies, nics, openWorld, pips, vms, withInterfaces } from './support.ts';

it('creates, follows, lists and deletes a cluster, in a few real seconds', async () => {
  const began = performance.now();
  const world = await withInterfaces(await openWorld(), 4);
  await Promise.all([0, 1, 2, 3].map((index) => world.done('PUT', at(vms, `node${index}`), bodies.vm(index))));
  const listed = (await world.ask('GET', 'resourceGroups/lab/resources')).body.value;
  expect(listed).toHaveLength(3 + 4 * 4);
  const status = (await world.ask('GET', `providers/${vms}?statusOnly=true`)).body.value;
  expect(status.map((one: { properties: { instanceView: { statuses: { code: string }[] } } }) => one.properties.instanceView.statuses.at(-1)?.code)).toEqual(
    Array(4).fill('PowerState/running'),
  );
  expect(world.machines.told.toSorted()).toEqual([0, 1, 2, 3].map((index) => `boot node${index}`));
  await world.done('DELETE', 'resourceGroups/lab');
  expect((await world.ask('GET', 'resourceGroups/lab')).status).toBe(404);
  expect((await world.ask('GET', 'resources')).body.value).toEqual([]);
  expect(world.machines.told.filter((line) => line.startsWith('destroy'))).toHaveLength(4);
  expect(performance.now() - began).toBeLessThan(5000);
});

it('gives addresses in another order than the nodes have, inside and outside', async () => {
  const world = await withInterfaces(await openWorld(), 4);
  const inside = await Promise.all(
    [0, 1, 2, 3].map(async (index) => (await world.ask('GET', at(nics, `nic${index}`))).body.properties.ipConfigurations[0].properties.privateIPAddress),
  );
  expect(inside).toEqual(['10.0.0.7', '10.0.0.6', '10.0.0.5', '10.0.0.4']);
  const outside = await Promise.all([0, 1, 2, 3].map(async (index) => (await world.ask('GET', at(pips, `ip${index}`))).body.properties.ipAddress));
  expect(new Set(outside).size).toBe(4);
  for (const address of outside) expect(address).toMatch(/^203\.0\.113\.\d+$/);
});

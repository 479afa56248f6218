import { expect, it } from 'vitest';
import { requestQuotaIn } from '../../../src/practice/quota-requests.ts';
import { openWorld } from './support.ts';

const wanted = { location: 'eastus', size: 'Standard_HB120rs_v3', count: 2 };
const minutes = (count: number): number => count * 60_000;

async function limits(world: Awaited<ReturnType<typeof openWorld>>): Promise<readonly number[]> {
  const { value } = (await world.ask('GET', 'providers/Microsoft.Compute/locations/eastus/usages')).body as {
    value: readonly { readonly name: { readonly value: string }; readonly limit: number }[];
  };
  return ['cores', 'standardHBv3Family'].map((name) => value.find((row) => row.name.value === name)?.limit ?? -1);
}

it('grants after a while as much as was asked for, and nothing before', async () => {
  const world = await openWorld();
  const asked = requestQuotaIn(world.folder, {}, world.cloud.clock.now(), wanted);
  expect(asked.map(({ name, limit }) => [name, limit])).toEqual([
    ['cores', 240],
    ['standardHBv3Family', 240],
  ]);
  world.cloud.advance(minutes(19));
  expect(await limits(world)).toEqual([20, 0]);
  world.cloud.advance(minutes(1));
  expect(await limits(world)).toEqual([240, 240]);
  expect(requestQuotaIn(world.folder, {}, world.cloud.clock.now(), wanted)).toEqual([]);
});

it('is not asked for twice: the same request stands, and a bigger one takes its place', async () => {
  const world = await openWorld();
  const first = requestQuotaIn(world.folder, {}, world.cloud.clock.now(), wanted);
  world.cloud.advance(minutes(5));
  expect(requestQuotaIn(world.folder, {}, world.cloud.clock.now(), wanted)).toEqual(first);
  const bigger = requestQuotaIn(world.folder, {}, world.cloud.clock.now(), { ...wanted, count: 4 });
  expect(bigger.map(({ limit }) => limit)).toEqual([480, 480]);
  world.cloud.advance(minutes(20));
  expect(await limits(world)).toEqual([480, 480]);
});

it('asks only for what does not suffice, on top of what the subscription was given', async () => {
  const world = await openWorld({ env: { RANK0_PRACTICE_QUOTA: 'cores=1000' } });
  const asked = requestQuotaIn(world.folder, { RANK0_PRACTICE_QUOTA: 'cores=1000' }, world.cloud.clock.now(), wanted);
  expect(asked.map(({ name }) => name)).toEqual(['standardHBv3Family']);
});

import { expect, it } from 'vitest';
import { practiceTime } from '../../../src/practice/time-now.ts';
import { openFakeWorld, ownFolder, withInterfaces, at, bodies, vms } from './support.ts';

it('is the time that the world has when it is opened next, with what was in flight gone by', async () => {
  const folder = ownFolder();
  const world = await withInterfaces(await openFakeWorld({ folder }), 1);
  await world.done('PUT', at(vms, 'node0'), bodies.vm(0));
  const left = world.cloud.clock.now();
  await world.cloud.close();
  const seen = practiceTime(folder) ?? 0;
  // The first boot was in flight, and counts for ten minutes.
  expect(seen - left).toBeGreaterThan(60_000);
  const again = await openFakeWorld({ folder });
  expect(Math.abs(again.cloud.clock.now() - seen)).toBeLessThan(5000);
  await again.cloud.close();
});

it('is not known where there is no world, and none is made', () => {
  expect(practiceTime(`${ownFolder()}/none`)).toBeUndefined();
});

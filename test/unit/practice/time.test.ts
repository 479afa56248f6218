import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { utimesSync, writeFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { timeAfterClosed } from '../../../src/practice/presence.ts';
import { at, bodies, fakeMachines, openWorld, ownFolder, vms, withInterfaces } from './support.ts';

const minute = 60_000;

it('lets an operation end by its own time, whether or not anyone asks', async () => {
  const { ask, cloud, machines } = await withInterfaces(await openWorld(), 1);
  await ask('PUT', at(vms, 'node0'), bodies.vm(0));
  expect((await ask('GET', at(vms, 'node0'))).body.properties.provisioningState).toBe('Creating');
  await cloud.clock.sleep(2 * minute);
  expect((await ask('GET', at(vms, 'node0'))).body.properties.provisioningState).toBe('Succeeded');
  expect(machines.told).toEqual(['boot node0']);
});

it('moves on at once where that is asked, and what falls due has happened', async () => {
  const { ask, cloud } = await openWorld({ env: { RANK0_PRACTICE_SPEED: '60' } });
  const before = cloud.clock.now();
  await ask('POST', 'providers/Microsoft.Compute/register');
  cloud.advance(8 * 60 * minute);
  expect(cloud.clock.now() - before).toBeGreaterThanOrEqual(8 * 60 * minute);
  expect((await ask('GET', 'providers/Microsoft.Compute')).body.registrationState).toBe('Registered');
});

it('runs on at its speed while the program is closed, until what is in flight has ended, and then as real time does', () => {
  const before = { sim: 1_000_000, real: 0, speed: 60 };
  // Closed for ten real minutes; something takes five minutes of the world more.
  const inFlight = before.sim + 3 * 60_000 + 5 * minute;
  expect(timeAfterClosed(before, inFlight, 0, 10 * minute).sim).toBe(inFlight + (10 * minute - 3000 - (5 * minute) / 60));
  // Nothing in flight: a night is a night.
  expect(timeAfterClosed(before, 0, 0, 8 * 60 * minute).sim).toBe(before.sim + 3000 * 60 + 8 * 60 * minute - 3000);
  // Still in flight: all of it at its speed.
  expect(timeAfterClosed(before, before.sim + 1000 * minute, 0, 10 * minute).sim).toBe(before.sim + 600 * minute);
  // At speed 0 what was in flight has ended.
  expect(timeAfterClosed({ ...before, speed: 0 }, before.sim + 5 * minute, 0, 3000).sim).toBe(before.sim + 5 * minute);
});

it('goes on after the program was closed: a machine that was being made is there', async () => {
  const folder = ownFolder();
  const machines = fakeMachines();
  const first = await withInterfaces(await openWorld({ folder, machines }), 1);
  await first.ask('PUT', at(vms, 'node0'), bodies.vm(0));
  const then = first.cloud.clock.now();
  await first.cloud.close();
  const second = await openWorld({ folder, machines });
  expect((await second.ask('GET', at(vms, 'node0'))).body.properties.provisioningState).toBe('Succeeded');
  expect(second.cloud.clock.now()).toBeGreaterThan(then);
  expect(machines.told).toEqual(['boot node0']);
});

it('never goes back, and keeps its speed for the next program', async () => {
  const folder = ownFolder();
  const first = await openWorld({ folder, env: { RANK0_PRACTICE_SPEED: '600' } });
  await first.cloud.clock.sleep(2 * minute);
  const then = first.cloud.clock.now();
  await first.cloud.close();
  const second = await openWorld({ folder, env: { RANK0_PRACTICE_SPEED: '' } });
  expect(second.cloud.clock.now()).toBeGreaterThanOrEqual(then);
  expect(second.cloud.clock.anchor().speed).toBe(600);
});

it('does not count real days as simulated ones after a long night', async () => {
  const folder = ownFolder();
  const first = await openWorld({ folder, env: { RANK0_PRACTICE_SPEED: '60' } });
  await first.cloud.close();
  const { sim, real, speed } = JSON.parse(readFileSync(join(folder, 'clock.json'), 'utf8'));
  const night = 8 * 60 * minute;
  writeFileSync(join(folder, 'clock.json'), JSON.stringify({ sim, real: real - night, speed, sum: sim + (real - night) + speed }));
  utimesSync(join(folder, 'alive'), new Date(Date.now() - night), new Date(Date.now() - night));
  const second = await openWorld({ folder, env: { RANK0_PRACTICE_SPEED: '60' } });
  const slept = second.cloud.clock.now() - sim;
  expect(slept).toBeGreaterThan(night);
  expect(slept).toBeLessThan(night + 10 * minute);
});

it('is one world for two programs at once: what one does, the other sees, and each machine is told once', async () => {
  const folder = ownFolder();
  const machines = fakeMachines();
  const one = await withInterfaces(await openWorld({ folder, machines }), 2);
  const two = await openWorld({ folder, machines });
  await Promise.all([one.done('PUT', at(vms, 'node0'), bodies.vm(0)), two.done('PUT', at(vms, 'node1'), bodies.vm(1))]);
  const names = (await two.ask('GET', `resourceGroups/lab/providers/${vms}`)).body.value.map((vm: { name: string }) => vm.name);
  expect(names.toSorted()).toEqual(['node0', 'node1']);
  await Promise.all([one.ask('GET', at(vms, 'node0')), two.ask('GET', at(vms, 'node1'))]);
  expect(machines.told.toSorted()).toEqual(['boot node0', 'boot node1']);
});

it('takes over a changed speed while another program sleeps', async () => {
  const folder = ownFolder();
  const slow = await openWorld({ folder, env: { RANK0_PRACTICE_SPEED: '0.001' } });
  const asleep = slow.cloud.clock.sleep(10 * minute);
  const fast = await openWorld({ folder, env: { RANK0_PRACTICE_SPEED: '100000' } });
  await asleep;
  expect(fast.cloud.clock.now()).toBeGreaterThan(0);
});

const child = (folder: string, script: string): string[] => [
  '--input-type=module',
  '-e',
  `import { fakeMachines, openFakeWorld, at, bodies, vms, withInterfaces } from ${JSON.stringify(join(import.meta.dirname, 'world.ts'))};
   const folder = ${JSON.stringify(folder)};
   ${script}`,
];

it('is whole on disk whenever the program is killed, and tells a machine again what it may not have heard', async () => {
  const folder = ownFolder();
  const process1 = spawn(
    process.execPath,
    child(
      folder,
      `const machines = fakeMachines();
       machines.boot = () => { console.log('booting'); return new Promise(() => {}); };
       const world = await openFakeWorld({ folder, machines });
       await withInterfaces(world, 1);
       await world.ask('PUT', at(vms, 'node0'), bodies.vm(0));
       for (;;) { await world.cloud.clock.sleep(5000); await world.ask('GET', at(vms, 'node0')); }`,
    ),
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await Promise.race([once(process1.stdout, 'data'), once(process1, 'exit')]);
  process1.kill('SIGKILL');
  if (process1.exitCode === null && process1.signalCode === null) await once(process1, 'exit');
  const machines = fakeMachines();
  const world = await openWorld({ folder, machines });
  expect((await world.ask('GET', at(vms, 'node0'))).body.properties.provisioningState).toBe('Succeeded');
  await world.cloud.close();
  expect(machines.told).toEqual(['boot node0']);
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
});

it('puts a world that cannot be read aside, and begins a new one', async () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'world.json'), '{"version":2,');
  const world = await openWorld({ folder });
  expect((await world.ask('GET', 'resourceGroups')).body.value).toEqual([]);
  expect(readdirSync(folder).some((name) => name.startsWith('world.json.damaged-'))).toBe(true);
});

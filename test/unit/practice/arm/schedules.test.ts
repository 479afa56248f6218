import { expect, it } from 'vitest';
import { at, bodies, fakeMachines, type Opened, openWorld, ownFolder, vms, withInterfaces } from '../support.ts';

const type = 'Microsoft.DevTestLab/schedules';
const named = (vm: string): string => at(type, `shutdown-computevm-${vm}`);
const codeOf = (answer: { body: { error?: { code: string } } | undefined }): string | undefined => answer.body?.error?.code;
const hour = 3_600_000;

interface Asked {
  readonly vm?: string;
  readonly time?: string;
  readonly zone?: string;
  readonly status?: string;
}

const schedule = ({ vm = 'node0', time = '2300', zone = 'UTC', status = 'Enabled' }: Asked = {}) => ({
  location: 'eastus',
  properties: {
    status,
    taskType: 'ComputeVmShutdownTask',
    dailyRecurrence: { time },
    timeZoneId: zone,
    targetResourceId: `/subscriptions/00000000-0000-4000-8000-00000000c10d/${at(vms, vm)}`,
  },
});

/** A machine that runs, and the provider registered, at a moment of a day. */
async function withMachine(options: Parameters<typeof openWorld>[0] = {}): Promise<Opened> {
  const world = await withInterfaces(await openWorld(options), 1);
  await world.done('PUT', at(vms, 'node0'), bodies.vm(0));
  await world.ask('POST', 'providers/Microsoft.DevTestLab/register');
  await world.cloud.clock.sleep(60_000);
  return world;
}

const until = (world: Opened, time: string): number => {
  const now = world.cloud.clock.now();
  const day = new Date(now).toISOString().slice(0, 10);
  const moment = Date.parse(`${day}T${time}:00.000Z`);
  return (moment > now ? moment : moment + 24 * hour) - now;
};
const power = async ({ ask }: Opened): Promise<string> =>
  (await ask('GET', `${at(vms, 'node0')}/instanceView`)).body.statuses.find(({ code }: { code: string }) => code.startsWith('PowerState/')).code.split('/')[1];

it('deallocates its machine at its time, each day, and keeps the machine and what it costs besides', async () => {
  const world = await withMachine();
  const { ask, cloud } = world;
  const put = await ask('PUT', named('node0'), schedule());
  expect(put).toMatchObject({
    status: 201,
    body: { type: 'microsoft.devtestlab/schedules', properties: { provisioningState: 'Succeeded', timeZoneId: 'UTC' } },
  });
  expect(put.body.id).toMatch(/\/resourcegroups\/[^/]+\/providers\/microsoft\.devtestlab\/schedules\/shutdown-computevm-node0$/);
  cloud.advance(until(world, '23:00') - 60_000);
  expect(await power(world)).toBe('running');
  cloud.advance(5 * 60_000);
  expect(await power(world)).toBe('deallocated');
  await world.done('POST', `${at(vms, 'node0')}/start`);
  expect(await power(world)).toBe('running');
  cloud.advance(24 * hour);
  expect(await power(world)).toBe('deallocated');
  const { time } = (await ask('GET', `${at(vms, 'node0')}/instanceView`)).body.statuses[0];
  expect(time).toMatch(/T23:00:/);
});

it('fires while no program has the world open', async () => {
  const folder = ownFolder();
  const machines = fakeMachines();
  const first = await withMachine({ folder, machines });
  await first.ask('PUT', named('node0'), schedule());
  const left = until(first, '23:00');
  await first.cloud.close();
  const second = await openWorld({ folder, machines });
  second.cloud.advance(left + 5 * 60_000);
  expect(await power(second)).toBe('deallocated');
  expect(machines.told).toEqual(['boot node0', 'halt node0']);
});

it('goes by the zone that it names', async () => {
  const world = await withMachine();
  const { zone, ...times } = { zone: 'India Standard Time', time: '0430' };
  await world.ask('PUT', named('node0'), schedule({ zone, ...times }));
  world.cloud.advance(until(world, '23:00') - 60_000);
  expect(await power(world)).toBe('running');
  world.cloud.advance(5 * 60_000);
  expect(await power(world)).toBe('deallocated');
});

it('does nothing while it is disabled, nor after it is deleted', async () => {
  const world = await withMachine();
  const { ask, cloud } = world;
  await ask('PUT', named('node0'), schedule({ status: 'Disabled' }));
  cloud.advance(25 * hour);
  expect(await power(world)).toBe('running');
  await ask('PUT', named('node0'), schedule());
  expect((await ask('DELETE', named('node0'))).status).toBe(200);
  expect((await ask('DELETE', named('node0'))).status).toBe(204);
  cloud.advance(25 * hour);
  expect(await power(world)).toBe('running');
  expect((await ask('GET', named('node0'))).status).toBe(404);
});

it('is refused under another name, for another thing than a machine, at no time, in no zone, by an unregistered provider', async () => {
  const { ask } = await withMachine();
  expect(codeOf(await ask('PUT', at(type, 'mine'), schedule()))).toBe('InvalidScheduleId');
  expect(codeOf(await ask('PUT', named('node7'), schedule({ vm: 'node7' })))).toBe('InvalidScheduleId');
  expect(codeOf(await ask('PUT', named('node0'), schedule({ time: '2500' })))).toBe('InvalidScheduleTime');
  expect(codeOf(await ask('PUT', named('node0'), schedule({ zone: 'Europe/Berlin' })))).toBe('InvalidTimeZoneId');
  const other = await openWorld();
  expect(codeOf(await other.ask('PUT', named('node0'), schedule()))).toBe('MissingSubscriptionRegistration');
});

it('is listed with what else there is, and goes with its group', async () => {
  const { ask } = await withMachine();
  await ask('PUT', named('node0'), schedule());
  const list = `${named('node0').split('/providers/')[0]}`;
  expect((await ask('GET', `${list}/providers/${type}`)).body.value).toHaveLength(1);
  expect((await ask('GET', `${list}/resources`)).body.value.map(({ type: one }: { type: string }) => one)).toContain('microsoft.devtestlab/schedules');
});

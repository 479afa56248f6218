import { expect, it } from 'vitest';
import { beginDrill, drillNamed, drills, drillWaits, endDrill, laptopOf } from '../../../src/practice/drills.ts';
import { newWorld } from '../../../src/practice/state.ts';
import { throttle } from '../../../src/practice/arm/throttle.ts';
import { at, bodies, nics, openWorld, ownFolder, pips, vms, withInterfaces, withNetwork } from './support.ts';

it('loses the answer of a write that took effect, once', async () => {
  const world = await withNetwork(await openWorld());
  world.cloud.inject([{ match: '^PUT .*/publicIPAddresses/', effect: { kind: 'lost-answer' }, times: 1 }]);
  await expect(world.ask('PUT', at(pips, 'ip0'), bodies.pip)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await world.cloud.clock.sleep(10_000);
  expect((await world.ask('GET', at(pips, 'ip0'))).body.properties.provisioningState).toBe('Succeeded');
  expect((await world.ask('PUT', at(pips, 'ip0'), bodies.pip)).status).toBe(200);
});

it('breaks a connection before anything took effect', async () => {
  const world = await withNetwork(await openWorld());
  world.cloud.inject([{ match: '^PUT .*/publicIPAddresses/', effect: { kind: 'unreachable' }, times: 1 }]);
  await expect(world.ask('PUT', at(pips, 'ip0'), bodies.pip)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await world.ask('GET', at(pips, 'ip0'))).status).toBe(404);
});

it('keeps a failure for the first request that is not refused anyway', async () => {
  const world = await withNetwork(await openWorld());
  world.cloud.inject([{ match: '^PUT .*/networkInterfaces/', effect: { kind: 'lost-answer' }, times: 1 }]);
  expect((await world.ask('PUT', at(nics, 'nic0'), bodies.nic(0))).body.error.code).toBe('InvalidResourceReference');
  await world.done('PUT', at(pips, 'ip0'), bodies.pip);
  await expect(world.ask('PUT', at(nics, 'nic0'), bodies.nic(0))).rejects.toMatchObject({ code: 'ECONNRESET' });
});

it('refuses with whatever a test wants', async () => {
  const { ask, cloud } = await openWorld();
  cloud.inject([
    { match: '^PUT .*/resourceGroups/', effect: { kind: 'refuse', status: 403, code: 'AuthorizationFailed', message: 'no role', retryAfter: 7 }, times: 1 },
  ]);
  const refused = await ask('PUT', 'resourceGroups/lab', bodies.group);
  expect([refused.status, refused.body.error.code, refused.headers['retry-after']]).toEqual([403, 'AuthorizationFailed', '7']);
  expect((await ask('PUT', 'resourceGroups/lab', bodies.group)).status).toBe(201);
});

it('says which drills there are where there is no such, and which was meant', async () => {
  await expect(openWorld({ drill: 'ded-node' })).rejects.toMatchObject({
    exitCode: 2,
    problem: { message: expect.stringContaining('did you mean dead-node?'), means: expect.stringContaining(drills.map(({ name }) => name).join(', ')) },
  });
  expect(() => drillNamed('earthquake')).toThrow(/^there is no drill 'earthquake'$/);
});

it('a drill takes the place of the one before it', async () => {
  const state = newWorld();
  for (const name of ['quota', 'no-capacity', 'dead-node', 'dead-node']) beginDrill(state, drillNamed(name), 0);
  expect([state.limits, state.faults, state.drill]).toEqual([{}, [], { name: 'dead-node', atLaunch: 'halt' }]);
});

it('a drill that is ended leaves nothing that could happen later, and the faults of others stay', () => {
  for (const drill of drills) {
    const state = newWorld();
    const other = { match: '^DELETE ', effect: { kind: 'unreachable' } } as const;
    state.faults = [{ ...other }];
    beginDrill(state, drill, 0);
    endDrill(state, 0);
    expect(state).toEqual({ ...newWorld(), faults: [other] });
  }
});

it('a drill waits until its failure was met, and one that lies over the world waits for nothing', () => {
  const waiting = drills.filter((drill) => {
    const state = newWorld();
    beginDrill(state, drill, 0);
    return drillWaits(state);
  });
  expect(drills.filter((drill) => !waiting.includes(drill)).map(({ name }) => name)).toEqual(['quota', 'ssh-blocked', 'address-changed']);
  const state = newWorld();
  beginDrill(state, drillNamed('provider'), 0);
  state.faults = [];
  expect(drillWaits(state)).toBe(false);
});

it('where a drill has moved the laptop, it stays when the drill is over', async () => {
  const { cloud } = await openWorld({ drill: 'address-changed' });
  expect(await cloud.callerAddress()).toBe('198.51.100.24');
  const state = { ...newWorld(), laptop: '198.51.100.77' };
  expect(laptopOf(state, 0).address).toBe('198.51.100.77');
  beginDrill(state, drillNamed('dead-node'), 0);
  endDrill(state, 0);
  expect(laptopOf(state, 0).address).toBe('198.51.100.77');
});

it('lowers the quota in a drill, for every program until the world is new again', async () => {
  const folder = ownFolder();
  await openWorld({ folder, drill: 'quota' });
  const world = await withInterfaces(await openWorld({ folder }), 4);
  for (const index of [0, 1, 2]) await world.done('PUT', at(vms, `node${index}`), bodies.vm(index));
  expect((await world.ask('PUT', at(vms, 'node3'), bodies.vm(3))).body.error.message).toContain('Current Limit: 6');
});

it('takes long to register a provider where that is slow', async () => {
  const { ask, cloud } = await openWorld();
  cloud.inject([{ match: '^POST .*/providers/Microsoft\\.Compute/register$', effect: { kind: 'slow', factor: 10 }, times: 1 }]);
  await ask('POST', 'providers/Microsoft.Compute/register');
  await cloud.clock.sleep(200_000);
  expect((await ask('GET', 'providers/Microsoft.Compute')).body.registrationState).toBe('Registering');
  await cloud.clock.sleep(400_000);
  expect((await ask('GET', 'providers/Microsoft.Compute')).body.registrationState).toBe('Registered');
});

it('counts requests as the service does: buckets that refill, per kind, per machine and per operation', () => {
  const limits = throttle();
  const machine = '/subscriptions/s/resourceGroups/lab/providers/Microsoft.Compute/virtualMachines/node0';
  const asked = (method: string, path: string, now: number) => {
    try {
      return limits.count(method, path, now);
    } catch (error) {
      return (error as { answer: { status: number; headers: Record<string, string>; body: { error: { code: string } } } }).answer;
    }
  };
  expect(asked('GET', machine, 0)).toEqual({
    'x-ms-ratelimit-remaining-subscription-reads': '249',
    'x-ms-ratelimit-remaining-resource': 'Microsoft.Compute/LowCostGetSubscriptionMaximum;23999,Microsoft.Compute/LowCostGetResource;35',
  });
  for (let request = 0; request < 35; request += 1) asked('GET', machine, 0);
  expect(asked('GET', machine, 0)).toMatchObject({ status: 429, headers: { 'retry-after': '5' }, body: { error: { code: 'TooManyRequests' } } });
  expect(asked('GET', machine.replace('node0', 'node1'), 0)).not.toHaveProperty('status');
  expect(asked('GET', machine, 5000)).not.toHaveProperty('status');
  for (let request = 0; request < 200; request += 1) asked('DELETE', `/subscriptions/s/resourceGroups/group${request}`, 5000);
  expect(asked('DELETE', '/subscriptions/s/resourceGroups/another', 5000)).toMatchObject({
    status: 429,
    headers: { 'retry-after': '1' },
    body: { error: { code: 'SubscriptionRequestsThrottled' } },
  });
});

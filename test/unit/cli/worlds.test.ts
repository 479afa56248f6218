import { expect, it } from 'vitest';
import { exchangeRing } from '../../../src/cli/wizard/exchange-ring.ts';
import { openWorld } from '../../../src/cli/worlds.ts';

it('what is sent to an ARM endpoint over HTTPS is heard like what is sent to the practice cloud, without the token', async () => {
  const ring = exchangeRing();
  // Nothing listens on port 1, so the request is heard with the reason why it was not answered.
  const world = await openWorld({ cloud: 'https://127.0.0.1:1', home: '/nowhere', env: { RANK0_TOKEN: 'secret-token' }, listener: ring, say: () => {} });
  expect(world.overhearCommand).toBe(ring.command);
  const url = 'https://127.0.0.1:1/subscriptions?api-version=2022-12-01';
  await expect(world.arm.send({ method: 'GET', url, headers: { authorization: 'Bearer secret-token' } })).rejects.toThrow();
  expect(ring.all()).toMatchObject([
    { title: 'GET subscriptions', url, headers: [['authorization', 'Bearer redacted']], documentation: { name: 'Subscriptions - List' } },
  ]);
  expect(ring.all()[0]).toHaveProperty('failure', expect.stringContaining('ECONNREFUSED'));
  await world.close();
});

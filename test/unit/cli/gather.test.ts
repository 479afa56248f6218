import { expect, it } from 'vitest';
import { gatherChoices } from '../../../src/cli/gather.ts';
import type { World } from '../../../src/engine/world.ts';
import { emptySession } from '../../../src/state/session.ts';
import type { StageId } from '../../../src/state/stage-id.ts';
import { someChoices } from '../state/support.ts';

const subscription = {
  id: `/subscriptions/${someChoices.subscription}`,
  subscriptionId: someChoices.subscription,
  displayName: 'Teaching',
  tenantId: 't',
  state: 'Enabled',
};

/** A world that knows one subscription. */
const world = {
  cloud: 'practice',
  arm: {
    endpoint: 'https://management.azure.com',
    audience: 'https://management.azure.com',
    send: async () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ value: [subscription] }) }),
  },
  credential: { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 3_600_000 }) },
  clock: { now: () => 0, sleep: async () => {} },
  callerAddress: async () => '192.0.2.10',
} as unknown as World;

const begun = (stage: StageId) => ({
  name: 'glocluster',
  folder: '',
  session: { ...emptySession('glocluster'), stage, choices: { ...someChoices, location: 'eastus9' } },
});
const gather = (stage: StageId) => gatherChoices(world, {}, { publicKeys: [] }, begun(stage), new AbortController().signal);

it('does not take a choice that was refused at the plan as a default of the next run', async () => {
  expect((await gather('plan')).location).toBe('eastus');
});
it('goes on with what was chosen once something may exist', async () => {
  expect((await gather('nodes')).location).toBe('eastus9');
});

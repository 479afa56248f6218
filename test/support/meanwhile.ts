import { join } from 'node:path';
import { openPractice, type PracticeCloud, type ReachableMachines } from '../../src/practice/open.ts';

/** Sends one request to the simulated Azure as somebody else would, and waits until what it began has ended. */
export type Elsewhere = (method: string, path: string, body?: unknown) => Promise<void>;

/**
 * Changes the simulated Azure of a home while no rank0 has it open, as a colleague, the portal or `az` would.
 * @param machines what its machines are made of, where only ARM matters.
 * @param change is given paths below the subscription: `DELETE`, `resourceGroups/glocluster-rg`.
 */
export async function meanwhile(
  home: string,
  change: (elsewhere: Elsewhere, cloud: PracticeCloud) => Promise<void>,
  drill?: string,
  machines?: () => ReachableMachines,
): Promise<void> {
  const cloud = await openPractice({
    folder: join(home, 'practice'),
    env: { RANK0_PRACTICE_SPEED: '0' },
    ...(drill === undefined ? {} : { drill }),
    ...(machines === undefined ? {} : { machines }),
  });
  const root = `https://management.azure.com/subscriptions/${cloud.subscriptionId}/`;
  const ask = (method: string, url: string, body?: unknown) =>
    cloud.send({
      method,
      url: /[?&]api-version=/.test(url) ? url : `${url}?api-version=2026-01-01`,
      headers: { authorization: 'Bearer simulated', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  try {
    await change(async (method, path, body) => {
      const first = await ask(method, `${root}${path}`, body);
      if (first.status >= 400) throw new Error(`${method} ${path}: ${first.status} ${first.body}`);
      for (let follow = first.headers['azure-asyncoperation'] ?? first.headers['location']; follow !== undefined; ) {
        const poll = await ask('GET', follow);
        if (poll.status !== 202 && !/"status":\s*"InProgress"/.test(poll.body)) break;
        await cloud.clock.sleep(2000);
      }
    }, cloud);
  } finally {
    await cloud.close();
  }
}

/** Path of a resource of the cluster that is built by default. */
export const inGroup = (type: string, name: string): string => `resourceGroups/glocluster-rg/providers/${type}/${name}`;

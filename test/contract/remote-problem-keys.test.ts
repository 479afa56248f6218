import { afterEach, describe, expect, it } from 'vitest';
import { practiceFolder } from '../../src/cli/practice-folder.ts';
import { openPractice } from '../../src/practice/open.ts';
import { keyOfWay } from '../../src/screens/model/ways-on.ts';
import type { WizardState } from '../../src/screens/model/state.ts';
import { sureness } from '../../src/state/known-problem.ts';
import { atStage } from '../unit/cli/wizard/support.ts';
import { beforeGroup, seat, type Seat } from './problem-keys-support.ts';

const seats: Seat[] = [];
afterEach(async () => {
  for (const one of seats.splice(0)) await one.close();
});

interface Met {
  readonly code: string;
  readonly drill?: string;
  /** Where something is broken by hand, and how. */
  readonly breakAt?: readonly [stage: string, phase: string, how: (one: Seat) => Promise<void>];
  /** Keys after which the same is met again, as its cause is still there. */
  readonly stays?: string;
}

/** What only remote work has, each on practice nodes. */
const cases: readonly Met[] = [
  { code: 'outgoing-ssh-blocked', drill: 'ssh-blocked', stays: 'r' },
  { code: 'ssh-source-changed', drill: 'address-changed', stays: 'r' },
  { code: 'host-key-mismatch', drill: 'host-key-changed', stays: 'r' },
  { code: 'packages-missing', drill: 'cloud-init-degraded', stays: 'r' },
  { code: 'host-key-line-missing', drill: 'missing-known-host' },
  { code: 'hello-incomplete', drill: 'dead-node' },
  { code: 'ssh-rule-missing', breakAt: ['log-in', 'explained', withoutRule] },
];

/** Takes the rule for port 22 away, as somebody in the portal may. */
async function withoutRule({ home, state }: Seat): Promise<void> {
  const { resourceGroup, name, subscription } = state().cluster?.choices ?? { resourceGroup: '', name: '', subscription: '' };
  const world = await openPractice({ folder: practiceFolder(home), env: { RANK0_PRACTICE_SPEED: '0' } });
  const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/networkSecurityGroups/${name}NSG`;
  const ask = {
    headers: { authorization: 'Bearer simulated' },
    url: `https://management.azure.com${group}/securityRules/default-allow-ssh?api-version=2024-05-01`,
  };
  expect((await world.send({ method: 'DELETE', ...ask })).status).toBeLessThan(300);
  await world.close();
}

async function met({ code, drill, breakAt }: Met): Promise<Seat> {
  const one = await seat({ count: 2, patience: 60_000, ...(drill === undefined ? {} : { drill }) });
  seats.push(one);
  if (breakAt) {
    const [stage, phase, how] = breakAt;
    await one.enterUntil(atStage(stage, phase as 'explained'));
    await how(one);
  }
  const now = await one.enterUntil((state) => state.screen.at === 'ready');
  expect(now.problem?.problem.code).toBe(code);
  expect(now.problem?.problem.means.length).toBeGreaterThan(20);
  expect(sureness).toContain(now.problem?.sure);
  return one;
}

const keysOf = (state: WizardState): string[] => [...new Set((state.problem?.ways ?? []).flatMap((way) => keyOfWay(way) ?? []))];

describe('what goes wrong on nodes is left by its keys', () => {
  it.each(cases)('$code', async (about) => {
    let one = await met(about);
    const keys = keysOf(one.state());
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      if (!one.state().problem) one = await met(about);
      const { press, idle, type, state } = one;
      const failed = state().screen;
      press(key);
      if (key === 'd') {
        await idle((now) => now.screen.at === 'delete' && now.deletion !== undefined);
        type(state().cluster?.choices.name ?? '');
        expect((await idle((now) => now.screen.at === 'deleted')).screen).toMatchObject({ left: [] });
        press('enter');
        await idle((now) => now.screen.at === 'review' && now.review !== undefined);
        expect(beforeGroup(await one.enterUntil(beforeGroup))).toBe(true);
      } else {
        const after = await idle((now) => now.problem !== undefined || (now.screen.at === 'stage' && now.screen.phase === 'done'));
        if (about.stays?.includes(key)) expect([key, after.screen, after.problem?.problem.code]).toEqual([key, failed, about.code]);
        else expect([key, after.problem?.problem]).toEqual([key, undefined]);
      }
    }
  });
});

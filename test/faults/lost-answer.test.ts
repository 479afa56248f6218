import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openWorld } from '../../src/cli/worlds.ts';
import type { ArmTransport, World } from '../../src/engine/world.ts';
import { buildingStages } from '../../src/stages/road.ts';
import { openWalk } from '../../src/stages/walk.ts';
import { temporaryHome } from '../support/rank0.ts';
import { someChoices } from '../unit/state/support.ts';

const disposals: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0).reverse()) await dispose();
});

/** `PUT microsoft.network/publicipaddresses`, `DELETE group`: one kind of write. */
function kindOf(method: string, url: string): string {
  const path = new URL(url).pathname.toLowerCase();
  const provider = /\/providers\/([^/]+)\/(.*)$/.exec(path);
  if (!provider) return `${method} group`;
  const types = (provider[2] as string).split('/').filter((_, index) => index % 2 === 0);
  return `${method} ${provider[1]}/${types.join('/')}`;
}

/** Takes effect, and the answer never comes: once for every kind of write. */
function losing(send: ArmTransport, lost: string[]): ArmTransport {
  return async (request) => {
    const answer = await send(request);
    const kind = kindOf(request.method, request.url);
    const write = request.method === 'PUT' || request.method === 'DELETE' || (request.method === 'POST' && /\/register\b/.test(request.url));
    if (!write || answer.status >= 400 || lost.includes(kind)) return answer;
    lost.push(kind);
    throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  };
}

const puts = (home: string): Map<string, number> => {
  const { operations } = JSON.parse(readFileSync(join(home, 'practice/world.json'), 'utf8')) as {
    operations: Record<string, { kind: string; target: string }>;
  };
  const counts = new Map<string, number>();
  for (const { kind, target } of Object.values(operations)) if (kind === 'put') counts.set(target, (counts.get(target) ?? 0) + 1);
  return counts;
};

it('a lost answer of every kind of write makes nothing twice, and nothing is left after the deletion', async () => {
  const { home, dispose } = temporaryHome();
  disposals.push(dispose);
  const practice = await openWorld({ cloud: 'practice', home, env: { RANK0_PRACTICE_SPEED: '0' }, say: () => {} });
  disposals.push(() => practice.close());
  const lost: string[] = [];
  const world: World = { ...practice, arm: { ...practice.arm, send: losing(practice.arm.send, lost) } };
  const subscription = '00000000-0000-4000-8000-00000000c10d';
  const walk = openWalk({ home, world, choices: { ...someChoices, subscription, image: '24.04', sshSource: '198.51.100.24/32' }, command: 'test' });
  disposals.push(() => walk.close());
  const { signal } = new AbortController();

  expect(await walk.run(['sign-in', 'plan', ...buildingStages], signal)).toEqual({ result: 'done' });
  expect(lost).toEqual(
    expect.arrayContaining([
      'PUT group',
      'PUT microsoft.compute/proximityplacementgroups',
      'PUT microsoft.network/networksecuritygroups',
      'PUT microsoft.network/virtualnetworks',
      'PUT microsoft.network/publicipaddresses',
      'PUT microsoft.network/networkinterfaces',
      'PUT microsoft.compute/virtualmachines',
    ]),
  );
  expect([...puts(home)].filter(([, times]) => times > 1)).toEqual([]);

  const deletion = await walk.deleting.carryOut(await walk.deleting.look(signal), signal);
  expect(deletion).toMatchObject({ outcome: { result: 'done' }, left: [] });
  expect(lost).toContain('DELETE group');
});

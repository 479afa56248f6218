import { describe, expect, test } from 'vitest';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import type { FakeOptions } from '../../../support/fake-wizard.ts';
import { atStage, wizard } from './support.ts';

const refused = {
  code: 'quota-exceeded',
  message: '4 × Standard_D2s_v5 in eastus does not fit the quota',
  means: 'The subscription may not use as many vCPUs there.',
  next: [{ label: 'This fits: 3 × Standard_D2s_v5', command: 'rank0 up --size Standard_D2s_v5 --count 3 --name glocluster --cloud practice' }],
};
const notOffered = { ...refused, code: 'size-not-offered', next: [] };
const noRoom = { code: 'AllocationFailed', message: 'No room.', means: 'Azure has no room.', next: [] };

async function met(options: FakeOptions) {
  const one = wizard(options);
  await one.enterUntil((now) => now.problem !== undefined);
  const key = (name: string): void => {
    const binding = bindingFor(one.state(), name);
    if (!binding || binding.disabled !== undefined) throw new Error(`${name} does nothing: ${binding?.disabled ?? 'no such key'}`);
    one.controller.intent(binding.intent);
  };
  return { ...one, key };
}

const waiting = (now: WizardState): boolean => now.running?.until !== undefined;

describe('before anything exists, a key leads to the question with all other answers kept', () => {
  test('f takes the number that fits', async () => {
    const { key, until, state } = await met({ problems: { 'plan/quota': refused }, exitCode: 3 });
    expect(state().problem?.ways[0]).toMatchObject({ is: 'way-on', way: 'fewer', detail: 'This fits: 3 × Standard_D2s_v5' });
    key('f');
    expect((await until((now) => now.review !== undefined)).review?.choices).toMatchObject({ count: 3, size: 'Standard_D2s_v5' });
  });

  test.each([
    ['z', 'size'],
    ['o', 'location'],
  ])('%s shows the list: %s', async (name, screen) => {
    const { key, at, state } = await met({ problems: { 'plan/size': notOffered, 'plan/quota': notOffered }, exitCode: 3 });
    const { answers } = state();
    key(name);
    await at(screen as 'size');
    expect(state().answers).toEqual(answers);
    expect(state().problem).toBeUndefined();
  });

  test('b hands the address of the quota page to the clipboard, waits until the limit is raised, and goes on', async () => {
    const { key, until, copied, state, services } = await met({ problems: { 'plan/quota': refused }, exitCode: 3, hold: 'wait' });
    key('b');
    await until(waiting);
    expect(copied).toEqual(['https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas']);
    expect(state().running).toMatchObject({ what: 'Waiting for more quota since 0 s', said: expect.stringContaining('clipboard') });
    expect(state().problem?.link).toBe(copied[0]);
    key('r');
    expect((await until((now) => now.review !== undefined)).review?.choices).toMatchObject({ count: 4, size: 'Standard_D2s_v5' });
    expect(services.calls).toContain('wait 60000');
  });

  test('b asks a simulated cloud, says that it is simulated, and goes on by itself once it is granted', async () => {
    const { key, until, state, services } = await met({ problems: { 'plan/quota': refused }, exitCode: 3, takesQuotaRequests: true });
    key('b');
    expect(state().running?.said).toMatch(/^Asked for 8 of standardDSv5Family \(simulated: .*granted in 20 min/);
    expect((await until((now) => now.review !== undefined)).problem).toBeUndefined();
    expect(services.calls).toContain('quota 4 Standard_D2s_v5 eastus');
  });

  test('c shows the choices, and Esc from there checks the plan again', async () => {
    const taken = { ...refused, code: 'names-taken', next: [] };
    const { key, until, at, press } = await met({ problems: { 'plan/quota': taken }, exitCode: 3 });
    key('c');
    await at('choices');
    press('back');
    expect((await until((now) => now.review !== undefined)).screen.at).toBe('review');
  });
});

describe('waiting', () => {
  const machine = { problems: { 'machine/glocluster2': noRoom } };

  test('looks again by itself after the time that the catalogue names', async () => {
    const { key, until, services } = await met(machine);
    key('w');
    await until(atStage('nodes', 'done'));
    expect(services.calls).toContain('wait 300000');
  });

  test('Esc stops it, and the problem is still there', async () => {
    const { key, until, press, state } = await met({ ...machine, hold: 'wait' });
    key('w');
    const during = await until(waiting);
    expect(during.problem?.problem.code).toBe('AllocationFailed');
    expect(during.running?.until).toBe(during.worldNow + 300_000);
    press('back');
    expect(state().running).toBeUndefined();
    expect(state().problem?.problem.code).toBe('AllocationFailed');
  });

  test('r looks at once', async () => {
    const { key, until } = await met({ ...machine, hold: 'wait' });
    key('w');
    await until(waiting);
    key('r');
    await until(atStage('nodes', 'done'));
  });
});

test('p registers what Azure names, and tries again', async () => {
  const unregistered = { ...noRoom, code: 'MissingSubscriptionRegistration', message: "not registered to use namespace 'Microsoft.Network'" };
  const { key, until, services } = await met({ problems: { 'machine/glocluster1': unregistered } });
  key('p');
  await until(atStage('nodes', 'done'));
  expect(services.calls).toContain('register Microsoft.Network');
});

describe('signing in again', () => {
  const expired = { ...noRoom, code: 'ExpiredAuthenticationToken', message: 'The access token expiry UTC time is earlier than now.' };

  test('shows the sign-in stage, opens the cluster again with the new sign-in, and goes on where it was', async () => {
    const { key, until, state, services, press } = await met({ problems: { 'machine/glocluster1': expired } });
    key('i');
    expect(state().screen).toEqual({ at: 'stage', stage: 'sign-in', phase: 'explained' });
    press('accept');
    await until(atStage('nodes', 'done'));
    const calls = services.calls.slice(services.calls.lastIndexOf('open practice'));
    expect(calls).toEqual(expect.arrayContaining(['subscriptions', 'resume glocluster']));
    expect(services.calls.indexOf('close walk')).toBeLessThan(services.calls.lastIndexOf('open practice'));
  });

  test('Esc leads back to where one was', async () => {
    const { key, press, state } = await met({ problems: { 'machine/glocluster1': expired } });
    key('i');
    press('back');
    expect(state().screen).toEqual({ at: 'stage', stage: 'nodes', phase: 'explained' });
  });

  test('in the middle of the plan it goes on with the plan', async () => {
    const { key, press, until } = await met({ problems: { 'plan/size': expired, 'plan/quota': expired } });
    key('i');
    press('accept');
    expect((await until((now) => now.review !== undefined || now.problem !== undefined)).screen.at).toBe('review');
  });
});

describe('once something exists, what would change it leads through the deletion', () => {
  test('another size: the name is typed, then the list comes with the answers kept', async () => {
    const { key, until, at, press, state, services } = await met({ problems: { 'machine/glocluster2': noRoom } });
    const way = state().problem?.ways.find((one) => one.is === 'way-on' && one.way === 'size');
    expect(way).toMatchObject({ detail: expect.stringContaining('deleted first') });
    key('z');
    await until((now) => now.screen.at === 'delete' && now.deletion !== undefined && now.running === undefined);
    press({ is: 'edit', edit: { is: 'insert', text: 'glocluster' } }, 'accept');
    await at('deleted');
    press('accept');
    const list = await at('size');
    expect(services.calls).toContain('down');
    expect(list.cluster).toBeUndefined();
    expect(list).toMatchObject({ tasks: {}, answers: { name: 'glocluster', count: 4, location: 'eastus' } });
  });

  test('Esc keeps everything, and leads back to the stage', async () => {
    const { key, until, press, state, services } = await met({ problems: { 'machine/glocluster2': noRoom } });
    key('o');
    await until((now) => now.screen.at === 'delete' && now.deletion !== undefined && now.running === undefined);
    press('back');
    expect(state().screen).toEqual({ at: 'stage', stage: 'nodes', phase: 'explained' });
    expect(services.calls).not.toContain('down');
  });

  test('what is left after the deletion keeps one from going on', async () => {
    const { key, until, at, press, left } = await met({ problems: { 'machine/glocluster2': noRoom }, left: ['Microsoft.Compute/disks scratch'] });
    key('z');
    await until((now) => now.screen.at === 'delete' && now.deletion !== undefined && now.running === undefined);
    press({ is: 'edit', edit: { is: 'insert', text: 'glocluster' } }, 'accept');
    await at('deleted');
    press('accept');
    expect(left).toEqual([1]);
  });
});

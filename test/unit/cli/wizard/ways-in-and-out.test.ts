import { describe, expect, test } from 'vitest';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf } from '../../../../src/screens/text/line.ts';
import { viewOf } from '../../../../src/screens/views/view-of.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { wizard } from './support.ts';

const shown = (state: WizardState): string => {
  const { title, lines, below } = viewOf(state, { width: 200, height: 60, glyphs: glyphsOf({ unicode: true }) });
  return [title, ...lines.map(textOf), ...below.map(textOf)].join('\n');
};
const ready = (now: WizardState): boolean => now.screen.at === 'ready';

describe('the way in', () => {
  test('where running nodes are silent because port 22 is closed, the last screen says so and which key opens it', async () => {
    const door = { openTo: '198.51.100.24/32', youComeFrom: '203.0.113.9' };
    const { enterUntil, until, press, services } = wizard({ door, odd: { glocluster1: { ssh: { state: 'unreachable' } } } });
    await enterUntil(ready);
    expect(shown(await until((now) => now.door !== undefined))).toContain(
      'Port 22 is closed to you: it is open to 198.51.100.24/32, and you come from 203.0.113.9 now. a opens it',
    );
    press('own-address');
    expect((await until((now) => now.running === undefined && now.door === undefined)).notice).toMatch(/Port 22 is open to .* now, and to no other/);
    expect(services.calls.some((one) => one.startsWith('ssh-source '))).toBe(true);
  });

  test('a shell that did not get through is explained by it', async () => {
    const { enterUntil, until, press } = wizard({ door: { openTo: '198.51.100.24/32', youComeFrom: '203.0.113.9' }, shellEnd: { exitCode: 255, said: '' } });
    await enterUntil(ready);
    press('shell');
    expect((await until((now) => now.door !== undefined)).notice).toBe(
      'Port 22 is open to 198.51.100.24/32, and you come from 203.0.113.9 now: a on the last screen opens it to you',
    );
  });

  test('nothing is said of it while all nodes answer', async () => {
    const { enterUntil, until } = wizard({ door: { openTo: '198.51.100.24/32', youComeFrom: '203.0.113.9' } });
    await enterUntil(ready);
    expect((await until((now) => now.live.length === 4)).door).toBeUndefined();
  });

  test('the entry for plain ssh comes by one key and goes by the same, and Esc leads back', async () => {
    const { enterUntil, press, at, state, services } = wizard();
    await enterUntil(ready);
    expect(bindingFor(state(), 'v')?.intent).toEqual({ is: 'entry' });
    press('entry');
    expect(shown(await at('entry'))).toMatch(/no entry yet[\s\S]*Include "[\s\S]*ssh glocluster-head/);
    press('accept');
    expect([state().entry?.there, state().notice]).toEqual([true, 'The entry is at the top of /home/ada/.ssh/config']);
    press('accept');
    expect([state().entry?.there, state().notice]).toEqual([false, '/home/ada/.ssh/config is as it was before']);
    press('back');
    await at('ready');
    expect(services.calls.filter((one) => one.startsWith('entry'))).toEqual(['entry true', 'entry false']);
  });
});

describe('the way out', () => {
  test('says what lies in the shared files before the name can be typed, and proves the end with its time', async () => {
    const { enterUntil, press, at, until } = wizard({ doomed: '/scratch holds 12 files, 3.4 MiB. All of it goes, and nobody can bring it back.' });
    await enterUntil(ready);
    press('delete');
    const asked = await until((now) => now.screen.at === 'delete' && now.running === undefined);
    expect(shown(asked)).toMatch(/\/scratch holds 12 files, 3\.4 MiB[\s\S]*not counted[\s\S]*To delete, type glocluster/);
    press({ is: 'edit', edit: { is: 'insert', text: 'glocluster' } }, 'accept');
    expect(shown(await at('deleted'))).toMatch(/0 resources, 0\.00 \$\/h\nAzure was asked again at 2026-01-05 13:04:05 UTC[\s\S]*does not exist any more/);
  });

  test('a lock is named before anything is deleted; v shows once more what goes, the lock with it', async () => {
    const { enterUntil, press, until, state, services } = wizard({ locks: ['keep (“exam week”), no deletion, on glocluster-rg'] });
    await enterUntil(ready);
    press('delete');
    const met = await until((now) => now.problem !== undefined);
    expect([met.problem?.problem.code, bindingFor(met, 'v')?.intent]).toEqual(['ScopeLocked', { is: 'way-on', way: 'unlock' }]);
    press('back');
    expect((await until(ready)).problem).toBeUndefined();
    press('delete');
    await until((now) => now.problem !== undefined);
    press({ is: 'way-on', way: 'unlock' });
    expect(shown(await until((now) => now.screen.at === 'delete' && now.running === undefined && now.problem === undefined))).toContain(
      'Taken away first, though somebody put it there: keep (“exam week”)',
    );
    press({ is: 'edit', edit: { is: 'insert', text: 'glocluste' } }, 'accept');
    expect([state().fieldProblem, services.calls.includes('down')]).toEqual(['That is not glocluster. Nothing was deleted.', false]);
  });
});

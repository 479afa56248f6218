import { describe, expect, test } from 'vitest';
import { broughtAt, nodeAt, nodePageAt } from '../../../../src/screens/model/node-page.ts';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import { ProblemError } from '../../../../src/state/problem.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf } from '../../../../src/screens/text/line.ts';
import { keysView } from '../../../../src/screens/views/keys.ts';
import { wizard } from './support.ts';

type Options = Parameters<typeof wizard>[0];

/** A wizard on its last screen. */
async function ready(options: Options = {}) {
  const to = wizard(options);
  await to.enterUntil((state) => state.screen.at === 'ready' && state.live.length > 0);
  const key = (name: string): void => {
    const binding = bindingFor(to.state(), name);
    if (!binding) throw new Error(`${name} means nothing here`);
    if (binding.disabled !== undefined) to.controller.refused(binding.disabled);
    else to.controller.intent(binding.intent);
  };
  return { ...to, key };
}

const problem = { code: 'AuthorizationFailed', message: 'The client has no permission', means: 'A role is missing.', next: [] };

describe('the pages of a node', () => {
  test('each is brought when it is opened, once, and again by r', async () => {
    const { key, services, until, state } = await ready();
    key('n');
    key('right');
    await until((now) => broughtAt(now)?.text !== undefined);
    expect(nodePageAt(state())).toBe('serial-log');
    expect(services.calls.filter((call) => call === 'serial log glocluster0')).toHaveLength(1);
    key('r');
    await until((now) => broughtAt(now)?.asking === false);
    expect(services.calls.filter((call) => call === 'serial log glocluster0')).toHaveLength(2);
    key('tab');
    await until((now) => broughtAt(now)?.text?.includes('package-300') === true);
    key('right');
    await until((now) => broughtAt(now)?.resources?.length === 4);
    key('right');
    expect(nodePageAt(state())).toBe('facts');
    key('left');
    expect(nodePageAt(state())).toBe('resources');
  });

  test('up and down choose the node on its facts and scroll elsewhere; < and > change the node there', async () => {
    const { key, state, until } = await ready();
    key('n');
    key('down');
    expect(nodeAt(state())).toBe('glocluster1');
    key('right');
    await until((now) => broughtAt(now)?.text?.includes('glocluster1') === true);
    key('up');
    expect(nodeAt(state())).toBe('glocluster1');
    key('>');
    await until((now) => broughtAt(now)?.text?.includes('glocluster2') === true);
    key('<');
    expect(nodeAt(state())).toBe('glocluster1');
  });

  test('a digit chooses neither node nor page', async () => {
    const { key, state } = await ready();
    key('n');
    for (const digit of '123456789') expect(bindingFor(state(), digit)).toBeUndefined();
  });

  test('an answer that does not come is told on the page and leaves the wizard as it is', async () => {
    const { key, state, until } = await ready({ nodePageProblem: problem });
    key('n');
    key('right');
    await until((now) => broughtAt(now)?.problem !== undefined);
    expect(broughtAt(state())?.problem?.message).toBe('The client has no permission');
    expect(state().problem).toBeUndefined();
    expect(state().overlay).toBe('node');
  });

  test('what a machine prints cannot steer the terminal, and what it wrote over is gone', async () => {
    const { key, state, until } = await ready({ serialLog: '\x1b[2J\x1b]0;mine\x07one\r\nprogress 1 %\rprogress 99 %\r\n\r\nlogin: \x9b31m\b\b' });
    key('n');
    key('right');
    await until((now) => broughtAt(now)?.text !== undefined);
    expect(broughtAt(state())?.text).toBe('one\nprogress 99 %\n\nlogin: 31m');
  });

  test('of a log of many lines the end is kept, and it says so', async () => {
    const { key, state, until } = await ready({ serialLog: Array.from({ length: 7000 }, (_, index) => `line ${index}`).join('\n') });
    key('n');
    key('right');
    await until((now) => broughtAt(now)?.text !== undefined);
    const lines = broughtAt(state())?.text?.split('\n') ?? [];
    expect(lines[0]).toBe('(2000 earlier lines are left out)');
    expect(lines.at(-1)).toBe('line 6999');
  });

  test('? lists the keys of the page, and comes back to it', async () => {
    const { key, state } = await ready();
    key('n');
    key('right');
    key('?');
    const view = keysView(state(), { width: 100, height: 40, glyphs: glyphsOf({ unicode: true }) });
    expect(view.lines.map(textOf).join('\n')).toContain('Ask again for what stands here');
    key('escape');
    expect(state().overlay).toBe('node');
    expect(nodePageAt(state())).toBe('serial-log');
  });

  test('y copies the line that shows the same by hand', async () => {
    const { key, until, copied } = await ready();
    key('n');
    key('right');
    await until((now) => broughtAt(now)?.text !== undefined);
    key('y');
    expect(copied).toEqual(['az vm boot-diagnostics get-boot-log --name glocluster0 --resource-group glocluster-rg']);
  });
});

describe('s, a shell on a node', () => {
  test('opens it on the node of the page, says where one is, and comes back to the same page', async () => {
    const { key, until, shells, services, state } = await ready();
    key('n');
    key('down');
    key('s');
    await until((now) => now.notice !== undefined);
    expect(shells).toEqual(['glocluster1, simulated: exit or Ctrl-D comes back to rank0.']);
    expect(services.calls.slice(-2)).toEqual(['shell glocluster1', 'shell glocluster1 closed']);
    expect(state()).toMatchObject({ overlay: 'node', notice: 'Back from the shell on glocluster1' });
  });

  test('opens it on the head from the last screen', async () => {
    const { key, until, services } = await ready();
    key('s');
    await until((now) => now.notice !== undefined);
    expect(services.calls).toContain('shell glocluster0');
  });

  test('an exit code is said; 255 with what ssh said', async () => {
    const failed = await ready({ shellEnd: { exitCode: 3, said: '' } });
    failed.key('s');
    await failed.until((now) => now.notice === 'Back from the shell on glocluster0, which ended with 3');
    const lost = await ready({ shellEnd: { exitCode: 255, said: 'ssh: connect to host 20.25.28.201 port 22: Connection timed out' } });
    lost.key('s');
    await lost.until((now) => now.notice === 'ssh ended with 255: ssh: connect to host 20.25.28.201 port 22: Connection timed out');
  });

  test('without an ssh program it says so and does nothing', async () => {
    const { key, state, shells } = await ready({ ssh: 'missing' });
    key('n');
    key('s');
    expect(shells).toEqual([]);
    expect(state().notice).toContain('install openssh-client');
  });

  test('an ssh that went away meanwhile is a problem with ways on', async () => {
    const missing = new ProblemError({ code: 'ssh-missing', message: 'ssh could not be started', means: 'There is none.', next: [] });
    const { key, until, shells, press, state } = await ready({ shellEnd: missing });
    key('s');
    await until((now) => now.problem !== undefined);
    expect(state().problem?.ways.map(({ label }) => label)).toEqual(['Try again', 'Back']);
    key('r');
    await until((now) => now.problem !== undefined && shells.length === 2);
    press({ is: 'move', by: 1 }, 'accept');
    expect(state()).toMatchObject({ screen: { at: 'ready' } });
    expect(state().problem).toBeUndefined();
  });

  test('a node that cannot be logged in to says why not', async () => {
    const to = wizard();
    await to.enterUntil((state) => state.screen.at === 'stage' && state.screen.stage === 'nodes');
    to.press({ is: 'overlay', overlay: 'node' });
    expect(bindingFor(to.state(), 's')?.disabled).toBe('There is no machine to log in to yet');
    const { key, state, controller } = await ready();
    key('n');
    const [first] = state().live;
    if (!first) throw new Error('no node was looked at');
    for (const [live, words] of [
      [{ ...first, ssh: { state: 'unreachable' as const } }, 'does not answer on port 22'],
      [{ ...first, power: 'deallocated' as const }, 'glocluster0 is deallocated'],
      [{ ...first, ssh: { state: 'host-key' as const } }, 'another host key'],
    ] as const)
      expect(bindingFor({ ...state(), live: [live] }, 's')?.disabled).toContain(words);
    await controller.close();
  });
});

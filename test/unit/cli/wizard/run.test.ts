import { describe, expect, it } from 'vitest';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { atHome, saidBy, typed } from './support.ts';

type One = Awaited<ReturnType<typeof atHome>>;

const type = (one: One, text: string): void => one.press(typed(text));
const ran = (one: One, command: string): Promise<WizardState> => {
  one.press('run');
  type(one, command);
  one.press('accept');
  return over(one);
};
const over = (one: One): Promise<WizardState> => one.until((now) => now.running === undefined && now.run?.shown?.over !== undefined);
const calls = ({ services }: One): string[] => services.calls.filter((call) => /^(command|told)/.test(call));

describe('a command on the nodes, in the wizard', () => {
  it('is run on all of them, and what is equal stands once; Tab shows each node', async () => {
    const one = await atHome({ prints: (node) => ({ stdout: [node === 'glocluster3' ? '5.15' : '6.8'] }) });
    const shown = saidBy(await ran(one, 'uname -r'));
    expect(calls(one)).toEqual(['command uname -r on glocluster0 glocluster1 glocluster2 glocluster3']);
    expect(shown).toContain('Exit code 0 on glocluster[0-3]');
    expect(shown).toMatch(/glocluster\[0-2\] \(3\)\n6\.8\n[\s\S]*glocluster3\n5\.15/);
    one.press('turn');
    expect(saidBy(one.state()).match(/^6\.8$/gm)).toHaveLength(3);
  });

  it('is run on a set of nodes as clush writes it, and a set that makes no sense is said where it was typed', async () => {
    const one = await atHome();
    one.press('run', 'turn');
    type(one, 'glocluster[2-9]');
    one.press('accept');
    expect(one.state().fieldProblem).toContain('no node of glocluster is called glocluster[4-9]');
    one.press({ is: 'edit', edit: { is: 'clear-before' } });
    type(one, '1-2');
    one.press('accept');
    type(one, 'uname -n');
    one.press('accept');
    const state = await over(one);
    expect(calls(one)).toEqual(['command uname -n on glocluster1 glocluster2']);
    one.press('copy');
    expect(one.copied.at(-1)).toBe(
      "rank0 run glocluster 'glocluster[1-2]' --gather -- 'uname -n'\nrank0 ssh glocluster glocluster0 -- \"clush -b -w 'glocluster[1-2]' 'uname -n'\"",
    );
    expect(saidBy(state)).toContain('By hand (y copies):');
  });

  it('says the exit codes, and names a node that does not answer while the others go on', async () => {
    const one = await atHome({
      silent: ['glocluster1'],
      prints: (node) => ({ stdout: [], stderr: node === 'glocluster2' ? ['no such thing'] : [], exitCode: node === 'glocluster2' ? 2 : 0 }),
    });
    const shown = saidBy(await ran(one, 'ls thing'));
    expect(shown).toContain('Exit code 0 on glocluster[0,3]; Exit code 2 on glocluster2.');
    expect(shown).toContain('Not on glocluster1: glocluster1 (203.0.113.12): no answer on port 22');
    expect(shown).toContain('rank0 status');
    expect(shown).toMatch(/glocluster2, on stderr\nno such thing/);
  });

  it('that never ends is stopped on the nodes by Esc or Ctrl-C, which leaves the wizard alone', async () => {
    for (const key of ['back', 'interrupt'] as const) {
      const one = await atHome();
      one.press('run');
      type(one, 'sleep infinity');
      one.press('accept');
      await one.until((now) => (now.run?.shown?.lines.length ?? 0) === 4);
      expect(saidBy(one.state())).toContain('Running on glocluster[0-3]. Esc stops it there.');
      expect(bindingFor(one.state(), 'escape')?.label).toBe('stop');
      one.press(key);
      const state = await over(one);
      expect(calls(one).filter((call) => call.startsWith('told'))).toHaveLength(4);
      expect([state.screen.at, state.notice, one.left]).toEqual(['run', 'Stopped on glocluster[0-3]', []]);
      expect(saidBy(state)).toContain('Stopped on glocluster[0-3]');
      await one.controller.close();
    }
  });

  it('that goes on although it was told to end is said, with where', async () => {
    const one = await atHome({ deaf: ['glocluster2'] });
    one.press('run');
    type(one, 'sleep infinity');
    one.press('accept');
    await one.until((now) => (now.run?.shown?.lines.length ?? 0) === 4);
    one.press('back');
    const state = await over(one);
    expect(state.notice).toBe('Stopped on glocluster[0-1,3]; it goes on on glocluster2');
  });

  it('asks for a command where none is typed, and warns once of one that wants a terminal', async () => {
    const one = await atHome();
    one.press('run', 'accept');
    expect(one.state().fieldProblem).toContain('Nothing is typed yet');
    type(one, 'top');
    one.press('accept');
    expect(one.state().fieldProblem).toBe('top wants a terminal, and here it has none; top -b -n 1 prints it once. Enter runs it all the same.');
    expect(calls(one)).toEqual([]);
    one.press('accept');
    await over(one);
    expect(calls(one)).toHaveLength(1);
  });

  it('comes again by the arrow, newest first, and what was typed meanwhile is not lost', async () => {
    const one = await atHome();
    await ran(one, 'uptime');
    one.press('accept');
    type(one, 'date');
    one.press('accept');
    await one.until((now) => now.run?.shown?.command === 'date' && now.run.shown.over !== undefined && now.running === undefined);
    one.press('run');
    type(one, 'fr');
    const seen = [1, 1, -1, -1].map((by) => {
      one.press({ is: 'recall', by });
      return one.state().field.text;
    });
    expect(seen).toEqual(['date', 'uptime', 'date', 'fr']);
    one.press('back');
    expect(one.state().screen.at).toBe('ready');
  });

  it('of 100 000 lines a node is kept in bounds, and it is said where all of it is', async () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `line ${index}`);
    const one = await atHome({ prints: (node) => ({ stdout: node === 'glocluster0' ? ['short'] : many }) });
    const state = await ran(one, 'seq 100000');
    expect(state.run?.shown?.lines.length).toBeLessThanOrEqual(3_000);
    expect(state.run?.shown?.over?.together.map(({ nodes }) => nodes.length)).toEqual([3, 1]);
    const shown = saidBy(state);
    expect(shown.slice(0, 2_000).replaceAll('\n', ' ')).toContain('runs/2026-11-24T12-00-00-000Z, a file for each node.');
    expect(shown).toMatch(/\(96,\d\d\d of 100,000 lines are left out here\)/);
    expect(shown.split('\n').length).toBeLessThan(5_000);
  });

  it('is run on nodes of which nothing steers the terminal', async () => {
    const one = await atHome({ prints: () => ({ stdout: ['\x1b[2Jred\x1b[0m\x07'] }) });
    expect(saidBy(await ran(one, 'evil'))).toMatch(/\(4\)\nred\n/);
  });
});

import { describe, expect, it } from 'vitest';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { atHome, saidBy, typed } from './support.ts';

type One = Awaited<ReturnType<typeof atHome>>;

const type = (one: One, text: string): void => one.press(typed(text));
/** Each line typed, and looked at. */
const asked = async (one: One, way: 'put' | 'get', path: string, to = '', on = ''): Promise<WizardState> => {
  one.press('files');
  if (way === 'get') one.press({ is: 'move', by: 1 });
  one.press('accept');
  for (const line of [path, to, on]) {
    if (line !== '') type(one, line);
    one.press('accept');
  }
  return one.until((now) => now.running === undefined && (now.files?.plan !== undefined || now.fieldProblem !== undefined || now.problem !== undefined));
};
const over = (one: One): Promise<WizardState> => one.until((now) => now.running === undefined && now.files?.at === 'over');
const calls = ({ services }: One): string[] => services.calls.filter((call) => /^(put|get|there)/.test(call));

describe('files in the wizard', () => {
  it('are put on all nodes once it was said what that comes to', async () => {
    const one = await atHome();
    const plan = saidBy(await asked(one, 'put', '~/hello.c'));
    expect(plan).toContain('/home/ada/hello.c: 2.1 MB, mode 644');
    expect(plan).toContain('Goes to ~/hello.c on 4 nodes: glocluster[0-3].');
    expect(plan).toContain('2.1 MB leave this machine, once, to glocluster0; from there the nodes hand it on');
    expect(calls(one)).toEqual(['there ~/hello.c on glocluster0 glocluster1 glocluster2 glocluster3']);
    one.press('accept');
    const done = saidBy(await over(one));
    expect(calls(one).at(-1)).toBe('put /home/ada/hello.c to ~ on glocluster0 glocluster1 glocluster2 glocluster3');
    expect(done).toContain('hello.c was copied to glocluster[0-3].');
    expect(done).toMatch(/mode 644, sha256 compared on each of 4:\n[0-9a-f]{63,64}/);
    expect(done).toContain('2.1 MB left this machine.');
    one.press('copy');
    expect(one.copied.at(-1)?.split('\n')).toEqual([
      'rank0 put glocluster /home/ada/hello.c',
      'scp -F /home/ada/.config/rank0/clusters/practice/glocluster/ssh_config -p /home/ada/hello.c glocluster0:',
      `rank0 ssh glocluster glocluster0 -- "clush -w 'glocluster[1-3]' -p -c ~/hello.c"`,
    ]);
  });

  it('that would be written over are asked about first', async () => {
    const one = await atHome({ having: ['glocluster2'] });
    const state = await asked(one, 'put', 'hello.c', '/scratch/ada/', 'glocluster[1-2]');
    expect(saidBy(state)).toContain('Another file of that name is on glocluster2. It is written over, and nobody can bring it back.');
    expect(bindingFor(state, 'enter')?.label).toBe('write over');
    one.press('back');
    expect(one.state().files?.at).toBe('on');
    expect(calls(one)).toEqual(['there /scratch/ada/hello.c on glocluster1 glocluster2']);
  });

  it('are got from nodes, each under its name', async () => {
    const one = await atHome({ inTheWay: true });
    const plan = saidBy(await asked(one, 'get', 'results.txt'));
    expect(plan).toContain('the same on glocluster[0-3]');
    expect(plan).toContain('Another file of that name is here: /home/ada/work/results.txt.glocluster0');
    one.press('accept');
    const done = saidBy(await over(one));
    expect(calls(one).at(-1)).toBe('get results.txt to /home/ada/work from glocluster0 glocluster1 glocluster2 glocluster3 by force');
    expect(done).toContain('/home/ada/work/results.txt.glocluster3');
  });

  it('that are not there are said where they were typed, and nothing is asked of the nodes', async () => {
    const one = await atHome();
    const state = await asked(one, 'put', 'missing.c');
    expect([state.files?.at, state.fieldProblem]).toEqual(['path', expect.stringContaining('there is no such file here')]);
    expect(state.field.text).toBe('missing.c');
    expect(calls(one)).toEqual([]);
  });

  it('that are nowhere cannot be got, and a node that does not answer is named', async () => {
    const one = await atHome({ silent: ['glocluster1'] });
    const state = await asked(one, 'get', 'nothing.txt');
    expect(saidBy(state)).toContain('There is no such file on glocluster[0,2-3].');
    expect(saidBy(state)).toContain('Not on glocluster1: glocluster1 (203.0.113.12): no answer on port 22');
    expect(bindingFor(state, 'enter')?.disabled).toBe('There is nothing that could be copied');
  });

  it('reach the others where one node fails, and it is said with the next step', async () => {
    const one = await atHome({ silent: ['glocluster3'] });
    await asked(one, 'put', 'hello.c');
    one.press('accept');
    const done = saidBy(await over(one));
    expect(done).toContain('done in part');
    expect(done).toContain('hello.c was copied to glocluster[0-2].');
    expect(done).toContain('Not on glocluster3');
    expect(done).toContain('rank0 status');
  });

  it('are copied node by node before the eyes, and Esc stops it: the plan stands again', async () => {
    const one = await atHome({ hold: 'put/glocluster1' });
    await asked(one, 'put', 'hello.c');
    one.press('accept');
    const under = await one.until((now) => now.files?.ends.length === 1 && now.files.steps['glocluster1'] !== undefined);
    expect(saidBy(under)).toMatch(
      /1 of 4 done[\s\S]*2\.1 MB of 2\.1 MB have left this machine[\s\S]*glocluster1 {2}from glocluster0[\s\S]*glocluster\[2-3\]: waiting/,
    );
    one.press('back');
    const stopped = await one.until((now) => now.running === undefined);
    expect([stopped.screen.at, stopped.files?.at, stopped.notice]).toEqual(['files', 'plan', expect.stringContaining('Stopped')]);
  });

  it('are named with Tab, and the choices shown where there are several', async () => {
    const one = await atHome();
    one.press('files', 'accept');
    type(one, 'h');
    one.press('turn');
    expect([one.state().field.text, one.state().files?.completions]).toEqual(['hello.', ['hello.c', 'hello.txt']]);
    expect(saidBy(one.state())).toContain('hello.c');
    type(one, 'c');
    expect(one.state().field.text).toBe('hello.c');
  });

  it('keep what was typed from line to line, up and down', async () => {
    const one = await atHome();
    one.press('files', 'accept');
    type(one, 'hello.c');
    one.press({ is: 'recall', by: -1 });
    type(one, '/tmp');
    one.press({ is: 'recall', by: 1 });
    expect(one.state().field.text).toBe('hello.c');
    one.press('accept');
    expect(one.state().field.text).toBe('/tmp');
    one.press('back', 'back', 'back');
    expect(one.state().screen.at).toBe('ready');
  });
});

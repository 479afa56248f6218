import { describe, expect, it } from 'vitest';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import { atHome, saidBy, typed, type wizard } from './support.ts';

const opened = async (options: Parameters<typeof wizard>[0] = {}) => {
  const one = await atHome(options);
  one.press('export');
  await one.at('export');
  return one;
};
const exports = ({ services }: { services: { calls: string[] } }) => services.calls.filter((call) => call.startsWith('export'));

describe('an export in the wizard', () => {
  it('is the key x on the last screen, and offers a name that fits the form', async () => {
    const one = await opened();
    one.press({ is: 'move', by: 1 }, 'accept');
    const state = await one.until((now) => now.exporting?.at === 'file');
    expect([state.field.text, state.exporting?.form, exports(one)]).toEqual(['glocluster.html', 'html', []]);
    one.press('back');
    expect((await one.until((now) => now.exporting?.at === 'form')).screen.at).toBe('export');
    one.press('back');
    expect(bindingFor(await one.at('ready'), 'x')?.intent).toEqual({ is: 'export' });
  });

  it('writes the file, and says where it is, how large, and what opens it', async () => {
    const one = await opened();
    one.press('accept', 'accept');
    const state = await one.until((now) => now.exporting?.at === 'over');
    expect(exports(one)).toEqual(['export markdown to /home/ada/glocluster.md']);
    expect(saidBy(state)).toMatch(/\/home\/ada\/glocluster\.md, 162 kB[\s\S]*less \/home\/ada\/glocluster\.md[\s\S]*Left out[\s\S]*simulated/);
    one.press('accept');
    await one.at('ready');
  });

  it('leaves out what names the person unless a is pressed, and says which', async () => {
    const one = await opened();
    const before = await one.until((now) => now.exporting?.at === 'form');
    expect(saidBy(before)).toMatch(/Left out[\s\S]*addresses, ids, your user name/);
    expect(bindingFor(before, 'a')?.intent).toEqual({ is: 'with-addresses' });
    one.press('with-addresses');
    const kept = await one.until((now) => now.exporting?.withAddresses === true);
    expect(saidBy(kept)).toMatch(/Kept: addresses, ids[\s\S]*Whoever gets the file learns them/);
    one.press('accept', 'accept');
    await one.until((now) => now.exporting?.at === 'over');
    expect(exports(one)).toEqual(['export markdown to /home/ada/glocluster.md with addresses']);
  });

  it('asks before it writes over a file, as long as the name is the same', async () => {
    const one = await opened();
    one.press('accept', typed('there.md'), 'accept');
    const asked = await one.until((now) => now.exporting?.asked !== undefined && now.running === undefined);
    expect([saidBy(asked), exports(one)]).toEqual([expect.stringMatching(/there\.md exists, 12 kB\. Enter writes over it/), []]);
    one.press(typed('x'));
    expect(saidBy(await one.until((now) => now.field.text === 'there.mdx'))).not.toContain('writes over it');
    one.press({ is: 'edit', edit: { is: 'rub-out' } }, 'accept');
    await one.until((now) => now.exporting?.at === 'over');
    expect(exports(one)).toEqual(['export markdown to /home/ada/there.md, forced']);
  });

  it('tells at the name what is wrong with it: nothing typed, no room', async () => {
    const one = await opened();
    one.press('accept', { is: 'edit', edit: { is: 'clear-before' } }, 'accept');
    expect((await one.until((now) => now.fieldProblem !== undefined)).fieldProblem).toBe('No file is named yet.');
    one.press(typed('full.md'), 'accept');
    const state = await one.until((now) => now.fieldProblem?.includes('space') === true && now.running === undefined);
    expect([state.exporting?.at, state.problem, state.fieldProblem]).toEqual([
      'file',
      undefined,
      expect.stringMatching(/There is no room for it there\. Name another place/),
    ]);
  });

  it('offers no figures where nothing was measured, and says what measures', async () => {
    const one = await opened();
    one.press({ is: 'move', by: 5 });
    const state = await one.until((now) => now.chosen['export'] === 5);
    expect(saidBy(state)).toMatch(/not measured: b on the last screen measures it/);
    expect(bindingFor(state, 'enter')?.disabled).toMatch(/not measured/);
  });
});

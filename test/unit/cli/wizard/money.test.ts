import { describe, expect, it } from 'vitest';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import { keySaid } from '../../../../src/screens/model/key-names.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf } from '../../../../src/screens/text/line.ts';
import { moneyView } from '../../../../src/screens/views/money.ts';
import { wizard } from './support.ts';

const glyphs = glyphsOf({ unicode: true });
const built = async (options: Parameters<typeof wizard>[0] = {}) => {
  const one = wizard(options);
  await one.enterUntil((now) => now.screen.at === 'ready' && now.live.length > 0);
  one.press('money');
  await one.at('money');
  return one;
};

describe('the page of money', () => {
  it.each([
    ['ethernet', {}],
    ['infiniband', { network: 'infiniband' }],
  ] as const)('names only keys that work there: %s', async (_, options) => {
    const { state } = await built(options);
    const said = moneyView(state(), { width: 76, height: 20, glyphs }).lines.map(textOf).join(' ');
    const named = [...said.matchAll(/\b([a-z]) (?:sets|stops|starts|ends)\b/g)].map(([, key]) => key ?? '');
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((key) => bindingFor(state(), key)?.disabled !== undefined || bindingFor(state(), key) === undefined)).toEqual([]);
  });

  it('leads to what ends the cost', async () => {
    const { press, at, state } = await built();
    press(bindingFor(state(), 'z')?.intent ?? 'back');
    await at('autostop');
    press('back');
    await at('ready');
    press('money');
    press(bindingFor(state(), 'o')?.intent ?? 'back');
    await at('power');
  });

  it('says what ends the cost before the parts, where both do not fit', async () => {
    const { state } = await built();
    const lines = moneyView(state(), { width: 60, height: 9, glyphs }).lines.map(textOf);
    expect(lines.findIndex((text) => text.includes('o stops'))).toBeLessThan(9);
    expect(lines.findIndex((text) => text.includes('$ an hour  '))).toBeGreaterThan(lines.findIndex((text) => text.includes('o stops')));
  });

  it('is said in sentences, without columns, and its key once', async () => {
    const { state } = await built();
    const lines = moneyView(state(), { width: 500, height: 100, glyphs, heard: true }).lines.map(textOf);
    expect(lines.filter((text) => /\S {2,}\S/.test(text))).toEqual([]);
    expect(lines).toContain('4 × Standard_D2s_v5: 0.3840 $ an hour now, 0.0000 $ with all nodes stopped');
    expect([keySaid('$', 'money'), keySaid('z', 'auto-stop')]).toEqual(['money', 'z: auto-stop']);
  });
});

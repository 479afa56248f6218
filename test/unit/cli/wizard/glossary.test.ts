import { expect, it } from 'vitest';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import { listAt } from '../../../../src/screens/model/lists.ts';
import { textOf } from '../../../../src/screens/text/line.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { footerLine } from '../../../../src/screens/views/frame.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { atStage, saidBy, typed, wizard } from './support.ts';

const glossary = { is: 'overlay', overlay: 'glossary' } as const;
const rows = (state: WizardState): readonly string[] => (listAt(state)?.rows ?? []).map(({ label }) => label);

it('is not read before it is opened', async () => {
  const { press, state } = wizard();
  expect(state().glossary).toBeUndefined();
  press(glossary);
  expect(state().glossary?.length).toBeGreaterThan(60);
});

it("has the words of the stage's text first, and each half by alphabet", async () => {
  const { press, state, enterUntil } = wizard();
  await enterUntil(atStage('nodes', 'explained'));
  press(glossary);
  const list = listAt(state())?.rows ?? [];
  const first = list.filter(({ detail }) => detail !== '').map(({ label }) => label);
  expect(first).toEqual(expect.arrayContaining(['PPG (proximity placement group)', 'NSG (network security group)', 'accelerated networking']));
  expect(first).not.toContain('Slurm');
  const others = rows(state()).slice(first.length);
  expect(others).toContain('Slurm');
  for (const part of [first, others]) expect(part).toEqual(part.toSorted((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' })));
});

it("tells a word's meaning with this cluster's own names, whole on its page", async () => {
  const { press, state, enterUntil } = wizard({ given: { name: 'mine' } });
  await enterUntil(atStage('nodes', 'explained'));
  press(glossary, 'filter', typed('nsg'), 'accept');
  expect(rows(state())[0]).toBe('NSG (network security group)');
  expect(saidBy(state())).toMatch(/Yours: mineNSG lets .*198\.51\.100\.24\/32/);
  press('open-term');
  expect(state().overlay).toBe('term');
  expect(saidBy(state())).toMatch(/^NSG \(network security group\)\n.*firewall[\s\S]*mineNSG[\s\S]*In the text of: .*nodes/);
  press('back');
  expect(state()).toMatchObject({ overlay: 'glossary', filter: 'nsg' });
});

it('finds by letters of the name first, then of the meaning; Esc shows all again, and then closes', async () => {
  const { press, state } = wizard();
  press(glossary, 'filter', typed('firewall'));
  expect(rows(state())).toContain('NSG (network security group)');
  press('back');
  expect(state()).toMatchObject({ overlay: 'glossary', filter: '' });
  press('filter', typed('ssh'));
  expect(
    rows(state())
      .slice(0, 2)
      .every((name) => /ssh/i.test(name)),
  ).toBe(true);
  press('filter', typed('zzz'));
  expect(bindingFor({ ...state(), filtering: false }, 'enter')?.disabled).toBe('No word has these letters');
  press('back', 'back');
  expect(state().overlay).toBeUndefined();
});

it('has a filter of its own: that of the list below is as it was', async () => {
  const { press, state, enterUntil } = wizard();
  await enterUntil((now) => now.screen.at === 'location');
  press('filter', typed('west'), 'accept');
  const before = rows(state());
  press(glossary);
  expect(state().filter).toBe('');
  press('filter', typed('rank'), 'back', 'back');
  expect(state().filter).toBe('west');
  expect(rows(state())).toEqual(before);
});

it('while a filter is typed letters are letters, and Enter keeps it', async () => {
  const { press, state } = wizard();
  press(glossary, 'filter', typed('q'));
  expect(bindingFor(state(), 'q')).toBeUndefined();
  expect(bindingFor(state(), 'enter')?.label).toBe('keep filter');
  press('accept');
  expect(bindingFor(state(), 'enter')?.label).toBe('open');
});

it('names no key in the footer that would be typed: not over the glossary, nor where a number is asked for', async () => {
  const { press, state, enterUntil } = wizard();
  await enterUntil((now) => now.screen.at === 'count');
  const footer = (): string => textOf(footerLine(state(), 120, glyphsOf({ unicode: true })));
  expect(footer()).toBe(' Enter accept · Esc back · Ctrl-C leave');
  await enterUntil((now) => now.screen.at === 'review' && now.review !== undefined);
  press(glossary, 'filter');
  expect(footer()).toBe(' Enter keep filter · Esc no filter · Ctrl-C leave');
});

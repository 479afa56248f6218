import { describe, expect, test, vi } from 'vitest';
import { bindingsOf } from '../../../../src/screens/model/keys.ts';
import { textOf } from '../../../../src/screens/text/line.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { viewOf } from '../../../../src/screens/views/view-of.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { atStage, typed, wizard } from './support.ts';

const room = (width: number) => ({ width, height: 20, glyphs: glyphsOf({ unicode: true }) });

/** All that the screen says, but its list. */
function said(state: WizardState, width = 100): string {
  const view = viewOf(state, room(width));
  return [...view.lines, ...view.below].map(textOf).join('\n');
}

/** The rows of the list as they are drawn. */
function rowsOf(state: WizardState, width = 100): readonly string[] {
  const { list } = viewOf(state, room(width));
  return list ? [list.head ?? '', ...list.rows.map((row) => list.draw(row, width))] : [];
}

describe('a size that only quota stands against', () => {
  test('leads by b to the plan, which says how to ask for more', async () => {
    const refused = { code: 'quota-exceeded', message: 'it does not fit', means: 'Your quota is smaller.', next: [] };
    const { press, enterUntil, until, at, state } = wizard({ problems: { 'plan/quota': refused }, exitCode: 3, takesQuotaRequests: true });
    await enterUntil((now) => now.screen.at === 'count');
    await until((now) => now.sizes !== undefined);
    press(typed('20'), 'accept');
    await at('size');
    expect(said(state(), 160)).toContain('needs 40 vCPUs, quota left 20; Esc goes back, and 10 nodes of it fit; b asks for more.');
    expect(bindingsOf(state()).find(({ keys }) => keys[0] === 'b')?.label).toBe('ask for quota');
    press({ is: 'way-on', way: 'quota' });
    await until((now) => now.problem !== undefined);
    expect(state().answers.size).toBe('Standard_D2s_v5');
    // Who took it all the same wants more quota: that is what Enter does.
    expect(state().problem?.ways[state().chosen['problem'] ?? 0]).toMatchObject({ is: 'way-on', way: 'quota' });
  });

  test('has no such key where it fits', async () => {
    const { enterUntil, state } = wizard();
    await enterUntil((now) => now.screen.at === 'size');
    expect(bindingsOf(state()).some(({ keys }) => keys[0] === 'b')).toBe(false);
  });
});

describe('the count', () => {
  test('is judged as one types, in words, and a good one takes the words away', async () => {
    const { press, enterUntil, state } = wizard();
    await enterUntil((now) => now.screen.at === 'count');
    press(typed('1'));
    expect(state().fieldProblem).toContain('2 to 250');
    press(typed('2'));
    expect(state().field.text).toBe('12');
    expect(state().fieldProblem).toBeUndefined();
    press(typed('x'));
    expect(state().fieldProblem).toContain('2 to 250');
  });

  test('moves the bill and the bar of the quota, and says how many would fit', async () => {
    const { press, enterUntil, until, state } = wizard();
    await enterUntil((now) => now.screen.at === 'count');
    await until((now) => now.sizes !== undefined);
    expect(said(state())).toContain('4 nodes of Standard_D2s_v5: 0.38 $ an hour, 9.22 $ a day.');
    expect(said(state())).toMatch(/█{10}░{14} 8 of the 20 vCPUs/);
    press({ is: 'move', by: 1 });
    expect(said(state())).toMatch(/█{12}░{12} 10 of the 20 vCPUs/);
    press(typed('20'));
    expect(said(state())).toMatch(/█{24} 40 of the 20 vCPUs that quota leaves: too few/);
    expect(said(state())).toContain('10 nodes of this size fit');
  });

  test('on one InfiniBand fabric ends at a hundred', async () => {
    const { press, enterUntil, at, state } = wizard();
    await enterUntil((now) => now.screen.at === 'network');
    press({ is: 'move', by: 1 }, 'accept');
    await at('location');
    press('accept');
    await at('count');
    expect(said(state())).toContain('100 the most here');
    press(typed('101'));
    expect(state().fieldProblem).toContain('2 to 100');
    press('accept');
    expect(state().screen.at).toBe('count');
    press({ is: 'move', by: 1 });
    expect(state().field.text).toBe('100');
  });

  test('what is typed and not taken is there again after Esc', async () => {
    const { press, enterUntil, at, state } = wizard();
    await enterUntil((now) => now.screen.at === 'count');
    press(typed('7'), 'back');
    await at('location');
    press('accept');
    expect(state().field).toMatchObject({ text: '7' });
    press({ is: 'move', by: 1 }, 'back', 'accept');
    expect(state().field.text).toBe('8');
    press('accept');
    await at('size');
    press('back');
    expect(state().field.text).toBe('8');
    expect(state().drafts).toEqual({});
  });

  test('a paste is taken without its line end; several lines, and rubbish, are refused in words', async () => {
    const { press, enterUntil, state } = wizard();
    await enterUntil((now) => now.screen.at === 'count');
    press({ is: 'paste', text: '6\r\n' });
    expect(state().field.text).toBe('6');
    expect(state().fieldProblem).toBeUndefined();
    press({ is: 'paste', text: 'one\ntwo\n\nthree' });
    expect(state().fieldProblem).toContain('3 lines');
    expect(state().field.text).toBe('6');
    press({ is: 'edit', edit: { is: 'clear-before' } }, { is: 'paste', text: 'SELECT * FROM nodes' });
    expect(state().fieldProblem).toContain('2 to 250');
    press({ is: 'paste', text: 'x'.repeat(10_000) });
    expect(state().fieldProblem).toContain('10000 characters');
  });
});

describe('the choices one by one', () => {
  test('are judged as one types, and what was typed is kept', async () => {
    const { press, enterUntil, at, state } = wizard();
    await enterUntil((now) => now.screen.at === 'review' && now.review !== undefined);
    press('choices', 'accept');
    await at('choice');
    press(typed('My Cluster'));
    expect(state().fieldProblem).toBeDefined();
    press('back', 'accept');
    expect(state().field.text).toBe('My Cluster');
    expect(state().fieldProblem).toBeDefined();
  });
});

describe('the region', () => {
  test('that the mark rests on is asked for its sizes, once, and says so', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { press, enterUntil, until, services, state, controller } = wizard();
      await enterUntil((now) => now.screen.at === 'location');
      press({ is: 'move', by: 1 });
      expect(said(state())).toContain('Which sizes westeurope has is asked while the mark rests on it');
      vi.advanceTimersByTime(2500);
      await until((now) => 'westeurope' in now.offers);
      expect(said(state())).toContain('westeurope: 3 of 5 sizes fit 4 nodes. Standard_D2s_v5: it fits, 0.38 $ an hour for 4 nodes.');
      expect(rowsOf(state())[2]).toMatch(/0\.38 \$\/h$/);
      vi.advanceTimersByTime(5000);
      press('accept');
      await until((now) => now.sizes !== undefined);
      expect(services.calls.filter((call) => call.startsWith('sizes'))).toEqual(['sizes westeurope']);
      await controller.close();
    } finally {
      vi.useRealTimers();
    }
  });

  test('going back to it and taking it again keeps the marked size', async () => {
    const { press, enterUntil, at, state } = wizard();
    await enterUntil((now) => now.screen.at === 'size' && now.sizes !== undefined);
    press({ is: 'move', by: 1 }, 'back', 'back');
    await at('location');
    press('accept', 'accept');
    await at('size');
    expect(state().chosen['size']).toBe(1);
  });
});

describe('the sizes', () => {
  test('stand as a table with processors, memory, network, price of all nodes, quota, and what is wrong', async () => {
    const { enterUntil, state } = wizard();
    await enterUntil((now) => now.screen.at === 'size' && now.sizes !== undefined);
    const [head = '', first = '', , , old = ''] = rowsOf(state(), 120);
    expect(head).toMatch(/size +vCPUs +GB +network +\$\/h × 4 +quota/);
    expect(first).toMatch(/Standard_D2s_v5 +2 +8 +fast +0\.38 \$ +20 +fits/);
    expect(old).toMatch(/Standard_DS1_v2 +1 +3\.5 +slow +0\.29 \$ +20 +no: closed to new subscriptions/);
    expect(rowsOf(state(), 52)[1]).toMatch(/^D2s_v5 +2 +8 +fast +0\.38 \$ +20 +fits *$/);
  });

  test('digits choose none of them', async () => {
    const { enterUntil, state } = wizard();
    await enterUntil((now) => now.screen.at === 'size' && now.sizes !== undefined);
    expect(bindingsOf(state()).flatMap(({ keys }) => keys.filter((key) => /^\d$/.test(key)))).toEqual([]);
  });
});

describe('what costs more than 5 $ an hour', () => {
  test('is built only after the number of nodes was typed', async () => {
    const { press, enterUntil, at, state, until, services } = wizard({ pricePerHour: 9.6 });
    await enterUntil((now) => now.screen.at === 'review' && now.review !== undefined);
    press('accept');
    await at('expensive');
    press('accept');
    expect(state().fieldProblem).toContain('Nothing was made');
    press(typed('5'), 'accept');
    expect(state().fieldProblem).toContain('That is not 4');
    press('back');
    await at('review');
    press('accept', typed('4'), 'accept');
    await until(atStage('resource-group', 'explained'));
    expect(services.calls.filter((call) => call.startsWith('run'))).toEqual(['run sign-in plan']);
  });

  test('Enter held down builds nothing, and what was typed there is typed anew', async () => {
    const { press, enterUntil, at, state } = wizard({ pricePerHour: 9.6 });
    await enterUntil((now) => now.screen.at === 'review' && now.review !== undefined);
    press('accept', 'accept', 'accept', 'accept', typed('4'), 'back', 'accept');
    await at('expensive');
    expect(state().field.text).toBe('');
  });

  test('5 $ and less ask nothing', async () => {
    const { press, enterUntil, until } = wizard({ pricePerHour: 5 });
    await enterUntil((now) => now.screen.at === 'review' && now.review !== undefined);
    press('accept');
    await until(atStage('resource-group', 'explained'));
  });
});

import { describe, expect, it } from 'vitest';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf } from '../../../../src/screens/text/line.ts';
import { moneyView } from '../../../../src/screens/views/money.ts';
import { atHome } from './support.ts';

const done = ({ services }: { services: { calls: string[] } }) => services.calls.filter((call) => /^(power|set power|end)/.test(call));

describe('stopping and starting in the wizard', () => {
  it('says what it comes to and who is at work, then stops all and comes back to the last screen', async () => {
    const one = await atHome();
    one.press('power');
    const shown = await one.until((now) => now.power !== undefined);
    expect(shown.power).toMatchObject({ way: 'stop', busy: [{ node: 'glocluster2' }], billedOff: [] });
    expect(done(one)).toEqual(['power stop']);
    one.press('accept');
    const ready = await one.at('ready');
    expect([done(one), ready.notice]).toEqual([['power stop', 'set power stop', 'end ready'], expect.stringContaining('o starts them')]);
    expect(Object.values(ready.cluster?.powers ?? {}).map(({ power }) => power)).toEqual(Array(4).fill('deallocated'));
    one.press('money');
    const bill = moneyView({ ...one.state(), live: [] }, { width: 76, height: 40, glyphs: glyphsOf({ unicode: true }) });
    expect(bill.lines.map(textOf)).toContain('All nodes are stopped, and what is left costs on. o starts them; d ends all');
  });

  it('ends the drill of a node that is off and billed: nothing is so any more', async () => {
    const drill = { name: 'stopped-from-inside', title: 'Off and billed', symptom: 'Silence.', hints: ['Two switches.'], shown: 0 };
    const one = await atHome({ drill });
    one.press('power');
    await one.until((now) => now.power !== undefined);
    expect(one.state().drill?.solved).toBeUndefined();
    one.press('accept');
    const ready = await one.at('ready');
    expect([ready.drill?.solved?.cause, ready.notice]).toEqual([expect.any(String), expect.stringContaining('The drill stopped-from-inside is solved')]);
  });

  it('turns to starting by the same key, names what is off and billed, and goes back without a change', async () => {
    const one = await atHome({ odd: { glocluster3: { power: 'stopped', ssh: { state: 'unknown' } } } });
    one.press('power');
    await one.until((now) => now.power !== undefined);
    one.press('power');
    const shown = await one.until((now) => now.power?.way === 'start');
    expect(shown.power).toMatchObject({ changing: ['glocluster3'], billedOff: ['glocluster3'] });
    one.press('back');
    await one.at('ready');
    expect(done(one)).toEqual(['power stop', 'power start']);
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { entryWords, homeGroups } from '../../../../src/screens/model/home.ts';
import { keyLabel } from '../../../../src/screens/model/key-names.ts';
import { screenKeys } from '../../../../src/screens/model/screen-keys.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf, widthOf } from '../../../../src/screens/text/line.ts';
import { readyView } from '../../../../src/screens/views/ready.ts';
import { wizard } from '../../cli/wizard/support.ts';

let ready: WizardState;
let stopped: WizardState;

beforeAll(async () => {
  const to = wizard();
  ready = await to.enterUntil((state) => state.screen.at === 'ready' && state.live.length === 4);
  await to.controller.close();
  const powers = Object.fromEntries(ready.live.map(({ name }) => [name, { power: 'deallocated' as const, since: '2026-11-24T12:00:00Z' }]));
  stopped = {
    ...ready,
    live: ready.live.map((one) => ({ ...one, power: 'deallocated' })),
    ...(ready.cluster ? { cluster: { ...ready.cluster, powers } } : {}),
  };
});

const shown = (state: WizardState, width: number, height: number, heard?: true): string[] =>
  readyView(state, { width, height, glyphs: glyphsOf({ unicode: true }), ...(heard ? { heard } : {}) }).lines.map(textOf);

describe('the last screen', () => {
  test('has each of its keys in the menu once, with words, whatever its size', () => {
    const keys = screenKeys(ready).map(({ keys: [key = ''] }) => key);
    expect(keys.length).toBeGreaterThan(12);
    const menu = homeGroups(ready).flatMap(({ entries }) => entries);
    expect(new Set(menu.map(({ keys: [key] }) => key)).size).toBe(menu.length);
    for (const [width, height] of [
      [58, 11],
      [57, 16],
      [97, 30],
      [177, 50],
    ] as const) {
      const lines = shown(ready, width, height);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      const text = lines.join('\n');
      for (const binding of menu.filter(({ keys: [key = ''] }) => keys.includes(key)))
        expect(text, `${width}×${height}`).toMatch(new RegExp(`(^|\\s)[${keyLabel(binding.keys[0] ?? '')}] +${entryWords(binding)}`, 'm'));
    }
  });

  test('shows the whole menu and the price without scrolling in the smallest terminal', () => {
    const first = shown(ready, 58, 11).slice(0, 9).join('\n');
    expect(first).toContain('0.40 $ an hour now');
    expect(first).toContain('while stopped');
    expect(first).toContain('d delete');
    expect(first).toContain('a my address');
  });

  test('says why an entry does nothing now, and each reason once', () => {
    const text = shown(stopped, 97, 30).join('\n');
    expect(text.match(/All nodes are stopped: o starts them/g)).toHaveLength(1);
    expect(text).toMatch(/Not now \([^)]*r[^)]*\): All nodes are stopped: o starts them/);
    expect(text).toContain('0.02 $ an hour now');
    expect(text).toContain('0.40 $ an hour while the nodes run');
    expect(shown(stopped, 177, 50)).toContainEqual(expect.stringMatching(/r {2}hello again +Not now: All nodes are stopped: o starts them/));
  });

  test('is heard as a sentence for each group, with signs as words', () => {
    const lines = shown(ready, 1000, 1000, true);
    expect(lines).toContainEqual(expect.stringMatching(/^Run things: s, shell; /));
    expect(lines).toContainEqual(expect.stringMatching(/^Know: money; /));
    expect(lines).toContain('End: d, delete.');
  });

  test('has its groups in the order in which one needs them', () => {
    const groups = homeGroups(ready);
    expect(groups.map(({ title }) => title)).toEqual(['Run things', 'Change it', 'Know', 'End']);
    expect(groups.find(({ title }) => title === 'Know')?.entries.map(({ keys: [key] }) => key)).toEqual(expect.arrayContaining(['$', 'w', 'v']));
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { drillAt } from '../../src/cli/drill-life.ts';
import { drills } from '../../src/practice/drills.ts';
import { textOf } from '../../src/screens/text/line.ts';
import { glyphsOf } from '../../src/screens/text/glyphs.ts';
import { viewOf } from '../../src/screens/views/view-of.ts';
import type { WizardState } from '../../src/screens/model/state.ts';
import { drillOf } from '../../src/stages/drill.ts';
import type { Given } from '../../src/stages/questions.ts';
import { seat, type Seat } from './problem-keys-support.ts';

const seats: Seat[] = [];
afterEach(async () => {
  for (const one of seats.splice(0)) await one.close();
});

const shown = (state: WizardState): string => {
  const { title, lines, below } = viewOf(state, { width: 200, height: 60, glyphs: glyphsOf({ unicode: true }) });
  return [title, ...lines.map(textOf), ...below.map(textOf)].join('\n');
};

/** What is pressed at the problem, by the names of keys; undefined where there is none to be met. */
const cures: Readonly<Record<string, (one: Seat) => Promise<void>>> = {
  quota: async ({ press, type, idle }) => {
    press('escape');
    await idle((now) => now.screen.at === 'count');
    type('3');
    await idle((now) => now.screen.at === 'size');
  },
  'no-capacity': async ({ press }) => press('r'),
  provider: async ({ press }) => press('r'),
  'ssh-blocked': async ({ press }) => press('w'),
  'address-changed': async ({ press }) => press('s'),
  'host-key-changed': async ({ press }) => press('a'),
  'cloud-init-degraded': async ({ press }) => press('m'),
  'missing-known-host': async ({ press }) => press('r'),
  'dead-node': async ({ press }) => press('r'),
  'nfs-denied': async ({ press }) => press('r'),
  'locked-group': async ({ press, type, idle, state }) => {
    press('v');
    await idle((now) => now.screen.at === 'delete' && now.deletion?.locks !== undefined);
    type(state().cluster?.choices.name ?? '');
  },
};

/** What has to be chosen so that it is met. */
const chosen: Readonly<Record<string, Given>> = { 'nfs-denied': { sharedFiles: 'head' } };

/** The quota shows in the list of sizes already: no size of what was wanted can be taken. */
const refusedSize = (now: WizardState): boolean => now.screen.at === 'size' && now.sizes !== undefined;

describe('each drill is found and mended in the wizard, with its keys alone', () => {
  // A slow node and one that is off later fail nothing, so there is no problem whose keys mend it: its cure is typed in test/faults/drills.test.ts.
  it.each(drills.flatMap(({ name }) => (name === 'slow-node' || name === 'stopped-from-inside' ? [] : [name])))('%s', async (name) => {
    const text = drillOf(name);
    // As few nodes as show it; four are what the quota is too small for.
    const one = await seat({ drill: name, count: name === 'quota' ? 4 : 2, patience: 60_000, ...(chosen[name] ? { given: chosen[name] } : {}) });
    seats.push(one);
    const { enterUntil, press, state, until } = one;

    const solved = (now: WizardState): boolean => now.drill?.solved !== undefined;
    const later = text.shows === 'rank0 down {cluster}';
    const begun = await enterUntil((now) => solved(now) || (name === 'quota' && refusedSize(now)) || (later && now.screen.at === 'ready'));
    if (later) press('d');
    const met = later ? await one.until((now) => now.problem !== undefined) : begun;
    if (name === 'quota') expect(shown(met)).toMatch(/needs 8 vCPUs, quota left 6/);
    else expect(met.problem?.problem.code).toBe(text.code);

    if (text.code !== undefined) {
      press('h');
      expect(shown(state())).toContain(`there are ${text.hints.length + 1} hints`);
      expect(shown(state())).not.toMatch(/rank0 |Hint 1/);
      for (const [index] of text.hints.entries()) {
        press(' ');
        expect(shown(state())).toContain(`Hint ${index + 1} of ${text.hints.length + 1}`);
        expect(shown(state())).not.toContain(`Hint ${index + 2}`);
      }
      press(' ');
      expect(() => press(' ')).toThrow('That was the last hint');
      press('h');
      await cures[name]?.(one);
    }
    expect(drillAt(one.home)?.name).toBe(text.code === undefined ? undefined : name);

    const over = text.code === undefined ? met : await enterUntil(solved);
    expect([over.problem, over.notice]).toEqual([undefined, expect.stringContaining(`The drill ${name} is solved: h tells`)]);
    press('h');
    for (const part of ['Drill solved', 'What it was', 'How to notice it earlier']) expect(shown(state())).toContain(part);
    expect(shown(state())).not.toContain('{cluster}');
    press('h');
    // The world has forgotten it: the rest of the road is as without it.
    expect(drillAt(one.home)).toBeUndefined();
    if (later) {
      expect(state().screen).toMatchObject({ at: 'deleted', left: [], group: 'gone' });
      return;
    }
    const ready = await enterUntil((now) => now.screen.at === 'ready');
    expect(ready.problem).toBeUndefined();
    await until((now) => now.live.length === now.cluster?.choices.count && now.live.every(({ ssh }) => ssh.state === 'ok'));
  });
});

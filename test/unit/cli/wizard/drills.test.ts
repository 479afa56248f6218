import { describe, expect, test } from 'vitest';
import { drillOf } from '../../../../src/stages/drill.ts';
import { allDrills } from '../../../../src/cli/drill-life.ts';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf } from '../../../../src/screens/text/line.ts';
import { topLine } from '../../../../src/screens/views/frame.ts';
import { viewOf } from '../../../../src/screens/views/view-of.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import type { Problem } from '../../../../src/state/problem.ts';
import { problemView } from '../../../../src/cli/wizard/problem-ways.ts';
import { atStage, wizard } from './support.ts';

const glyphs = glyphsOf({ unicode: true });
const said = (state: WizardState): string => {
  const { title, lines, below } = viewOf(state, { width: 100, height: 40, glyphs });
  return [title, ...lines.map(textOf), ...below.map(textOf)].join('\n');
};
const top = (state: WizardState): string => textOf(topLine(state, 100, glyphs));
const hints = { is: 'overlay', overlay: 'hints' } as const;
const drill = { name: 'no-capacity', title: 'No room', symptom: 'One machine fails.', hints: ['Think of {cluster}.', 'Look.', 'Press r.'], shown: 0 };

describe('the list of drills', () => {
  test('is the last row of the first screen, names what one would see and never the cause', async () => {
    const { press, until } = wizard();
    press({ is: 'move', by: 100 }, 'accept');
    const state = await until((now) => now.drills !== undefined && now.running === undefined);
    const { list } = viewOf(state, { width: 200, height: 40, glyphs });
    expect(list?.rows.map(({ label, detail }) => [label, detail])).toEqual(allDrills().map(({ name, symptom }) => [name, symptom]));
    press('back');
    expect((await until((now) => now.screen.at === 'start')).drill).toBeUndefined();
  });

  test('begins the practice cloud with the one that is chosen, once', async () => {
    const { press, until, services, enterUntil } = wizard();
    press({ is: 'move', by: 100 }, 'accept');
    await until((now) => now.drills !== undefined && now.running === undefined);
    press({ is: 'move', by: allDrills().findIndex(({ name }) => name === 'dead-node') }, 'accept');
    expect((await until(atStage('sign-in', 'explained'))).drill?.name).toBe('dead-node');
    await enterUntil(atStage('sign-in', 'done'));
    press('back', { is: 'move', by: -100 });
    await enterUntil(atStage('sign-in', 'done'));
    expect(services.calls.filter((call) => call.startsWith('open'))).toEqual(['open practice with dead-node', 'open practice']);
  });

  test('is not offered where the cloud is another one', () => {
    expect(viewOf(wizard({ given: { cloud: 'public' } }).state(), { width: 100, height: 40, glyphs }).list?.rows.map(({ key }) => key)).not.toContain('drills');
  });
});

describe('a drill that is on', () => {
  test('stands in the top line, and gives one hint at a time until there are none', async () => {
    const { press, enterUntil, state } = wizard({ drill });
    expect(bindingFor(state(), 'h')).toBeUndefined();
    await enterUntil(atStage('sign-in', 'done'));
    expect(top(state())).toContain('drill no-capacity');
    press(hints);
    expect(said(state())).toContain('there are 3 hints');
    expect(said(state())).not.toContain('Think');
    press('next-hint');
    expect(said(state())).toMatch(/Hint 1 of 3\nThink of glocluster\.\n[\s\S]*2 hints left/);
    expect(said(state())).not.toContain('Look.');
    press('next-hint', 'next-hint');
    expect(bindingFor(state(), ' ')).toMatchObject({ disabled: 'That was the last hint' });
    press('back', hints);
    expect(said(state())).toContain('Hint 3 of 3');
  });

  test('is over when its stage came out well: said once, told whole, and of no later failure', async () => {
    const later: Problem = { code: 'ssh-timeout', message: 'glocluster2 is silent', means: 'It is.', next: [] };
    const { press, enterUntil, state } = wizard({ drill, problems: { 'login/glocluster2': later } });
    await enterUntil((now) => now.drill?.solved !== undefined);
    expect(state().notice).toContain('The drill no-capacity is solved');
    expect(top(state())).not.toContain('drill');
    press(hints);
    expect(said(state())).toMatch(/Drill solved: No room[\s\S]*What it was\nIt was glocluster1\./);
    expect(bindingFor(state(), ' ')?.intent).toEqual({ is: 'scroll', by: 10 });
    press('back');
    const failed = await enterUntil((now) => now.problem !== undefined);
    expect(said(failed)).not.toContain('drill');
  });

  test('is named where something fails', async () => {
    const { enterUntil } = wizard({ drill: { ...drill }, problems: { group: { code: 'X', message: 'no', means: 'It is.', next: [] } } });
    expect(said(await enterUntil((now) => now.problem !== undefined))).toContain('a drill is on: h shows a hint');
  });
});

describe('the ways on that drills need', () => {
  const about = { refused: false, clusterOpen: true, canRetry: true, wanted: {}, machines: ['glocluster0', 'glocluster1', 'glocluster10'] };

  test('a network that is closed in a drill opens at once, for the simulated clock goes on', async () => {
    const problem = { code: 'outgoing-ssh-blocked', message: 'silent', means: '', next: [] };
    expect(problemView(problem, { ...about, opensIn: 600 })).toMatchObject({ wait: 600, jumps: true });
    expect(problemView(problem, about)).toMatchObject({ wait: 60 });
    expect(problemView(problem, about).jumps).toBeUndefined();
  });

  test('the node that is made anew is the one that the message names, whole', () => {
    const view = problemView({ code: 'host-key-mismatch', message: 'glocluster10 (203.0.113.5) shows another', means: '', next: [] }, about);
    expect(view.ways[0]).toMatchObject({ is: 'way-on', way: 'rebuild', label: 'Delete glocluster10 and make it anew', subject: 'glocluster10' });
    const nobody = problemView({ code: 'host-key-mismatch', message: 'somebody', means: '', next: [] }, about);
    expect(nobody.ways.some((way) => way.is === 'way-on' && way.way === 'rebuild')).toBe(false);
  });

  test('what mends it is the line that stands there', () => {
    const next = [{ label: 'Install them', command: "rank0 run glocluster -- 'sudo true'" }];
    const view = problemView({ code: 'packages-missing', message: 'glocluster1 has no mpirun', means: '', next }, about);
    expect(view.ways[0]).toMatchObject({ way: 'mend', subject: "rank0 run glocluster -- 'sudo true'" });
  });
});

test('each drill says the keys last, and they are keys that there are', () => {
  for (const { name, hints: all } of allDrills()) expect(all.at(-1)).toBe(drillOf(name).keys);
});

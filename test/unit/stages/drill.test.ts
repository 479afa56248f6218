import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { drills } from '../../../src/practice/drills.ts';
import { drillOf, parseDrill } from '../../../src/stages/drill.ts';

const names = drills.map(({ name }) => name);

test('each drill has a text, and each text a drill', () => {
  expect(readdirSync(new URL('../../../assets/drills', import.meta.url)).sort()).toEqual(names.map((name) => `${name}.md`).sort());
});

describe.each(names)('the text of %s', (name) => {
  const text = drillOf(name);

  test('has two or three hints, and the first has an idea and no command', () => {
    expect(text.hints.length).toBeGreaterThanOrEqual(2);
    expect(text.hints.length).toBeLessThanOrEqual(3);
    expect(text.hints[0]).not.toMatch(/```|`rank0 |`az /);
    for (const hint of text.hints) expect(hint.indexOf('```')).not.toBe(0);
  });

  test('ends its cure with going on', () => {
    const goingOn = text.shows === undefined ? 'rank0 up --name {cluster} --cloud practice' : text.shows;
    expect(text.commands.at(-1)?.startsWith(goingOn)).toBe(true);
  });
});

test('a text without one of its parts is a broken installation', () => {
  const whole =
    '---\nname: x\ntitle: T\nsymptom: S\nstage: plan\n---\n\n## Hint 1\n\nidea\n\n## Cause\n\nwhy\n\n## Cure\n\nso\n\n## In the wizard\n\nthe key r\n\n## Notice it earlier\n\nlook\n';
  expect(parseDrill(whole, 'x')).toEqual({
    title: 'T',
    symptom: 'S',
    stage: 'plan',
    hints: ['idea'],
    cause: 'why',
    cure: 'so',
    commands: [],
    keys: 'the key r',
    earlier: 'look',
  });
  for (const part of ['## Cause', '## Hint', 'symptom: S', 'stage: plan', '## In the', '## Notice', 'name: x'])
    expect(() => parseDrill(whole.replace(part, ''), 'x')).toThrow('missing');
});

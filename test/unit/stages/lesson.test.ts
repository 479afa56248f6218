import { parse } from 'shell-quote';
import { describe, expect, test } from 'vitest';
import { standardChoices } from '../../../src/stages/choices.ts';
import { lessonOf, parseLesson, withNames } from '../../../src/stages/lesson.ts';
import { road } from '../../../src/stages/road.ts';

const names = { cluster: 'mycluster', group: 'mygroup', location: 'westeurope', size: 'Standard_D4s_v5', count: 6, user: 'ada', source: '203.0.113.7/32' };
const built = road.filter((stage) => stage.built).map(({ id }) => id);

describe.each(built)('the lesson of %s', (stage) => {
  const lesson = lessonOf(stage);

  test('has two to four sentences for the screen and a page of a screenful or two', () => {
    const sentences = lesson.short.split(/(?<=[.?!])\s/).length;
    expect(sentences).toBeGreaterThanOrEqual(2);
    expect(sentences).toBeLessThanOrEqual(4);
    expect(lesson.page.split(/\s+/).length).toBeGreaterThan(150);
    expect(lesson.page.split(/\s+/).length).toBeLessThan(700);
  });

  test('says what the old how-to did, what production does, and how to look for oneself', () => {
    expect(lesson.page).toContain('## What the old how-to did');
    expect(lesson.page).toContain('## What production does instead');
    expect(lesson.page).toContain('## Look for yourself');
  });

  test('names a public source for its facts', () => {
    expect(lesson.facts.length).toBeGreaterThan(0);
    for (const fact of lesson.facts) expect(fact).toMatch(/\(.+\)|measured/);
  });

  test('has all names filled in', () => {
    const whole = withNames(`${lesson.short}\n${lesson.page}`, names);
    expect(whole.replace(/\$?\{[i0].*?\}/g, '').match(/\{[a-z]+\}/g)).toBeNull();
  });

  test('has a command that a shell can read', () => {
    expect(parse(withNames(lesson.look, names)).length).toBeGreaterThan(2);
    expect(withNames(lesson.look, names)).toMatch(/^(az|rank0) /);
  });

  test('does without empty words', () => {
    expect(`${lesson.short} ${lesson.page}`).not.toMatch(/\b(simply|just|easily done|awesome|magic|obviously|of course)\b/i);
  });
});

test('numbers that are facts are those of the code', () => {
  expect(lessonOf('hello-mpi').page).toContain(`Ubuntu`);
  expect(lessonOf('cluster-ssh').page).toContain('from="10.0.0.0/24"');
  expect(withNames(lessonOf('plan').page, { ...names, size: standardChoices.size })).toContain(standardChoices.size);
});

test('a lesson without a part is a bug that is named', () => {
  expect(() => parseLesson('---\ntitle: X\n---\nShort.\n## Page\n', 'x')).toThrow('lesson x');
});

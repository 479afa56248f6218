import { beforeAll, describe, expect, it } from 'vitest';
import { bindingsOf } from '../../../src/screens/model/keys.ts';
import { lessonStage } from '../../../src/screens/model/where.ts';
import type { WizardState } from '../../../src/screens/model/state.ts';
import { keyLabel } from '../../../src/screens/model/key-names.ts';
import { gallery } from '../screens/gallery.ts';
import { codeIn, drillTexts, glossaryText, lessonTexts } from './texts.ts';

let states: readonly WizardState[] = [];
beforeAll(async () => {
  states = Object.values(await gallery());
}, 60_000);

/** Pieces of code that are keys: one letter or sign (digits choose nothing), or a key's name. */
const keysIn = (body: string): string[] => codeIn(body).filter((code) => /^([^\s\d]|Enter|Esc|Tab|Space|Ctrl-[A-Z]|Page(Up|Down))$/.test(code));

/** All keys that a table has, as the screens name them. */
const named = (some: readonly WizardState[]): ReadonlySet<string> => new Set(some.flatMap(bindingsOf).flatMap(({ keys }) => keys.map((key) => keyLabel(key))));

describe('every key that a text names', () => {
  it('exists: lessons, on the screens of their stage or on the last one', () => {
    const texts = lessonTexts().map((text) => ({ ...text, stage: text.where.replace(/^lessons\/|\.md$/g, '') }));
    expect(texts.flatMap(({ body }) => keysIn(body))).toEqual(expect.arrayContaining(['r', 'f']));
    for (const { stage, body } of texts) {
      const table = named(states.filter((state) => lessonStage(state) === stage || state.screen.at === 'ready'));
      expect(table.size, stage).toBeGreaterThan(5);
      for (const key of keysIn(body)) expect(table, `${stage}: ${key}`).toContain(key);
    }
  });

  it('exists: drills and the glossary, on some screen', () => {
    const table = named(states);
    for (const { where, body } of [...drillTexts(), glossaryText()]) for (const key of keysIn(body)) expect(table, `${where}: ${key}`).toContain(key);
    expect(keysIn(glossaryText().body)).toEqual(expect.arrayContaining(['u', 'n']));
  });

  it('is seen by this test', () => {
    expect(keysIn('Press `r` or `Enter`, not `ls` nor `Ctrl-Alt`; `?` lists them.')).toEqual(['r', 'Enter', '?']);
    expect(named(states)).not.toContain('Z');
  });
});

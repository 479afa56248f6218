import { describe, expect, test } from 'vitest';
import { initialState } from '../../../../src/screens/model/initial.ts';
import { reduce } from '../../../../src/screens/model/reduce.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';

const empty = initialState({ answers: {}, standard: {}, clusters: [], ways: [], lessons: {} });
const folded = (...actions: Parameters<typeof reduce>[1][]): WizardState => actions.reduce(reduce, empty);
const at = (stage: 'nodes' | 'log-in', phase: 'running' | 'done') => ({ type: 'show', screen: { at: 'stage', stage, phase } }) as const;
const open = (overlay: WizardState['overlay']) => ({ type: 'overlay', overlay }) as const;

describe('a stage that ends while one reads', () => {
  test('leaves the page open where one was in it, and says that it is done', () => {
    const state = folded(at('nodes', 'running'), open('lesson'), { type: 'scroll', to: 12 }, at('nodes', 'done'));
    expect(state).toMatchObject({ overlay: 'lesson', scroll: 12, screen: { phase: 'done' }, notice: 'The stage nodes is done' });
  });

  test('ends the question whether to leave it', () => {
    expect(folded(at('nodes', 'running'), open('interrupt'), at('nodes', 'done')).overlay).toBeUndefined();
  });

  test('does not go on under a page: another stage closes it', () => {
    expect(folded(at('nodes', 'done'), open('lesson'), at('log-in', 'running')).overlay).toBeUndefined();
  });

  test("leaves the glossary's filter as it is typed, and the screen's own empty", () => {
    const typing = folded(at('nodes', 'running'), open('glossary'), { type: 'filtering', on: true, filter: 'nsg' }, at('nodes', 'done'));
    expect(typing).toMatchObject({ overlay: 'glossary', filter: 'nsg', filtering: true });
    const closed = reduce(typing, open(undefined));
    expect(closed).toMatchObject({ filter: '', field: { text: '' } });
    expect(closed.beneath).toBeUndefined();
  });
});

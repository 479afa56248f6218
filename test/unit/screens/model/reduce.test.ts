import { describe, expect, test } from 'vitest';
import type { TaskEvent } from '../../../../src/state/events.ts';
import { initialState } from '../../../../src/screens/model/initial.ts';
import { reduce } from '../../../../src/screens/model/reduce.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';

const empty = initialState({ answers: {}, standard: {}, clusters: [], ways: [], lessons: {} });
const event = (state: TaskEvent['state'], seconds: number, more: Partial<TaskEvent> = {}): Parameters<typeof reduce>[1] => ({
  type: 'event',
  event: {
    type: 'task',
    cluster: 'glocluster',
    stage: 'nodes',
    task: 'machine/glocluster0',
    title: 'machine glocluster0',
    state,
    time: new Date(Date.parse('2026-11-24T12:00:00Z') + seconds * 1000).toISOString(),
    ...more,
  },
});
const folded = (...actions: Parameters<typeof reduce>[1][]): WizardState => actions.reduce(reduce, empty);

describe('events', () => {
  test('a task runs since it was first looked at, and keeps what it usually takes', () => {
    const state = folded(event('observing', 1, { usualSeconds: [60, 90] }), event('making', 3), event('making', 9, { waitingFor: 'Azure' }));
    expect(state.tasks['machine/glocluster0']).toMatchObject({
      state: 'making',
      since: Date.parse('2026-11-24T12:00:01Z'),
      usualSeconds: [60, 90],
      waitingFor: 'Azure',
    });
  });

  test('a second run of a task begins anew', () => {
    const state = folded(event('observing', 1), event('done', 3), event('observing', 60));
    expect(state.tasks['machine/glocluster0']?.since).toBe(Date.parse('2026-11-24T12:01:00Z'));
  });

  test('looking alone is no entry of the log, and nothing is entered twice in a row', () => {
    const state = folded(event('observing', 1), event('making', 2), event('making', 3), event('done', 4, { message: 'Succeeded' }));
    expect(state.log.map(({ text }) => text)).toEqual(['machine glocluster0: making', 'machine glocluster0: done, Succeeded']);
  });

  test('what could steer the terminal is taken out of what nodes and Azure say', () => {
    const state = folded(event('done', 1, { message: '\x1b[2J\x1b]0;x\x07Hello\nfrom' }));
    expect(state.tasks['machine/glocluster0']?.message).toBe('Hello\nfrom');
    expect(state.log[0]?.text).toBe('machine glocluster0: done, Hello\nfrom');
  });
});

describe('screens', () => {
  test('another screen closes what lies over the one before, and begins at its top', () => {
    const state = folded({ type: 'overlay', overlay: 'log' }, { type: 'scroll', to: 12 }, { type: 'show', screen: { at: 'location' } });
    expect(state).toMatchObject({ screen: { at: 'location' }, scroll: 0, filter: '' });
    expect(state.overlay).toBeUndefined();
  });

  test('answers add up, and a later one wins', () => {
    const state = folded({ type: 'answered', answers: { count: 3, size: 'a' } }, { type: 'answered', answers: { count: 5 } });
    expect(state.answers).toEqual({ count: 5, size: 'a' });
  });

  test('an action leaves the state before it as it was', () => {
    const before = JSON.stringify(empty);
    folded({ type: 'choose', list: 'start', index: 2 }, event('done', 1));
    expect(JSON.stringify(empty)).toBe(before);
  });
});

import { expect, test, vi } from 'vitest';
import { paced } from '../../../../src/cli/wizard/paced-store.ts';
import { storeOf } from '../../../../src/cli/wizard/store.ts';
import { initialState } from '../../../../src/screens/model/initial.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import type { TaskEvent } from '../../../../src/state/events.ts';

const initial = initialState({ answers: {}, standard: {}, clusters: [], ways: [], lessons: {} });
const news = (node: number): TaskEvent => ({
  type: 'task',
  time: '2026-11-24T12:00:00Z',
  cluster: 'glocluster',
  stage: 'log-in',
  task: `cloud-init/glocluster${node}`,
  state: 'making',
});
const running: WizardState = { ...initial, running: { what: 'Stage log-in', stage: 'log-in', stoppable: false } };

test('of very many events in a short time the last are one change, and whoever looks sees them all', () => {
  vi.useFakeTimers();
  try {
    const store = storeOf(initial);
    let changes = 0;
    store.subscribe(() => {
      changes += 1;
    });
    for (let node = 0; node < 1000; node += 1) store.hear(news(node));
    expect(Object.keys(store.getState().tasks)).toHaveLength(1000);
    expect(changes).toBe(200);
    vi.advanceTimersByTime(100);
    expect(changes).toBe(201);
    expect(store.getState().log).toHaveLength(1000);
  } finally {
    vi.useRealTimers();
  }
});

test('progress is shown twice a second in one frame, and anything else at once', () => {
  vi.useFakeTimers();
  try {
    const store = storeOf(running);
    const shown = paced({ ...store, intent: () => store.dispatch({ type: 'overlay', overlay: 'log' }), refused: () => {} });
    let frames = 0;
    shown.subscribe(() => {
      frames += 1;
    });
    for (let node = 0; node < 50; node += 1) store.hear(news(node));
    expect(frames).toBe(0);
    vi.advanceTimersByTime(500);
    expect(frames).toBe(1);
    expect(Object.keys(shown.getState().tasks)).toHaveLength(50);
    store.hear(news(50));
    shown.intent({ is: 'overlay', overlay: 'log' });
    expect(frames).toBe(2);
    expect(shown.getState()).toBe(store.getState());
    store.dispatch({ type: 'known', known: { notice: 'Something else' } });
    expect(frames).toBe(3);
    // The beat goes on while something runs, and ends with it.
    vi.advanceTimersByTime(1000);
    expect(frames).toBe(5);
    store.dispatch({ type: 'running', running: undefined });
    const last = frames;
    vi.advanceTimersByTime(5000);
    expect(frames).toBe(last);
    shown.stop();
  } finally {
    vi.useRealTimers();
  }
});

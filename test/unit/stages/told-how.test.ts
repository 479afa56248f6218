import { describe, expect, it } from 'vitest';
import type { Task } from '../../../src/engine/task.ts';
import { tellingHow } from '../../../src/stages/told-how.ts';
import type { TaskEvent } from '../../../src/state/events.ts';

const task = (id: string, more: Partial<Task> = {}): Task => ({
  ...{ id, stage: 'nodes', title: id, needs: [], lane: 'free', explain: 'Why.', commands: [`az ${id}`] },
  observe: async () => ({ is: 'so' }),
  ...more,
});
const event = (id: string, state: TaskEvent['state'], stage: TaskEvent['stage'] = 'nodes') => ({ time: '2026-11-25T09:00:00.000Z', stage, task: id, state });

describe('what the journal keeps of how a task is done by hand', () => {
  it('is its lines where it was done or tried, and why, once for each text', () => {
    const told = tellingHow([task('a'), task('b')], new Set());
    expect(told(event('a', 'observing')).how).toBeUndefined();
    expect(told(event('a', 'done')).how).toEqual({ commands: ['az a'], explain: 'Why.' });
    expect(told(event('b', 'failed')).how).toEqual({ commands: ['az b'] });
  });

  it('is nothing of a look that changed nothing, but of an open cluster, whose tasks are defined nowhere else', () => {
    const told = tellingHow([task('a'), task('b', { stage: 'your-cluster' })], new Set());
    expect(told(event('a', 'unchanged')).how).toBeUndefined();
    expect(told(event('b', 'unchanged', 'your-cluster')).how).toEqual({ commands: ['az b'], explain: 'Why.' });
  });

  it('is told without lines where these name a node that nobody knows any more', () => {
    const gone = task('a', {});
    Object.defineProperty(gone, 'commands', {
      get: () => {
        throw new Error('glocluster9 is not known yet');
      },
    });
    expect(tellingHow([gone], new Set())(event('a', 'done')).how).toEqual({ commands: [], explain: 'Why.' });
  });
});

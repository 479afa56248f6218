import { expect, test } from 'vitest';
import { carriedOutAgain } from '../../../src/engine/again.ts';
import { fakeTask, ran, states } from './support.ts';

test('a task that is so is made once more, and its result is looked at as ever', async () => {
  const task = fakeTask({ id: 'hello', looks: [{ is: 'so', message: 'as it was' }], make: async () => undefined });
  expect(states((await ran([task])).events)).toEqual(['hello:observing', 'hello:unchanged']);
  const { events, outcome } = await ran([carriedOutAgain(task)]);
  expect(states(events)).toEqual(['hello:observing', 'hello:making', 'hello:done']);
  expect(task.writes).toBe(1);
  expect(outcome.result).toBe('done');
});

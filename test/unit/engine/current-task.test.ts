import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { currentTask } from '../../../src/engine/current-task.ts';
import { fakeTask, ran } from './support.ts';

it('what a task does is done in its name, however many run beside it', async () => {
  const seen: (string | undefined)[] = [];
  const named = (id: string) =>
    fakeTask({
      id,
      looks: [{ is: 'absent' }, { is: 'so' }],
      make: async () => {
        seen.push(currentTask()?.id);
        await pause(1);
        await Promise.all([1, 2].map(async () => seen.push(currentTask()?.title)));
      },
    });
  await ran(['a', 'b', 'c'].map(named));
  expect(seen.toSorted()).toEqual(['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'c']);
  expect(currentTask()).toBeUndefined();
});

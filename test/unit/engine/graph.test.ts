import { expect, it } from 'vitest';
import { criticalPath } from '../../../src/engine/graph.ts';
import { fakeTask } from './support.ts';

it('finds the longest chain', () => {
  const task = (id: string, needs: string[]) => fakeTask({ id, needs, looks: [{ is: 'so' }] });
  const tasks = [task('group', []), task('network', ['group']), task('address', ['group']), task('vm', ['network', 'address'])];
  const seconds: Record<string, number> = { group: 1, network: 5, address: 3, vm: 60 };
  expect(criticalPath(tasks, (one) => seconds[one.id] as number)).toEqual({ seconds: 66, tasks: ['group', 'network', 'vm'] });
});

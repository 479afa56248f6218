import { expect, it } from 'vitest';
import { pairRounds } from '../../../../src/remote/tasks/benchmark-pairs.ts';
import type { Measurement } from '../../../../src/state/measurement.ts';
import { benchmarked, practiceCluster } from '../practice-cluster.ts';

const measured = (microseconds: number): Measurement =>
  ({ series: [{ kind: 'latency', nodes: ['a', 'b'], points: [{ bytes: 8, values: [microseconds] }] }] }) as unknown as Measurement;

it.each([2, 20, 50, 200])('a pair has rounds that end within its 14 s also where it is a hundred times slower than the %i µs of before', (microseconds) => {
  const rounds = pairRounds(measured(microseconds));
  expect(rounds).toBeGreaterThanOrEqual(200);
  expect((rounds * 1.1 * 2 * microseconds * 100) / 1e6).toBeLessThan(14);
});

it('a run that is not over in its time, though all nodes answer, is tried once more with a quarter of its rounds', async () => {
  const cluster = await practiceCluster(2);
  const { access, clock } = cluster;
  const counts: number[] = [];
  const nodes: typeof access.nodes = {
    ...access.nodes,
    exec: async (node, command, options) => {
      const count = Number(/osu_allreduce .* -i (\d+)/.exec(command)?.[1] ?? 0);
      if (count > 10) counts.push(count);
      if (counts.length === 1 && count > 10) return { exitCode: 124, stdout: '# Size\n4  9.00\n8  ', stderr: '' };
      return access.nodes.exec(node, command, options);
    },
  };
  const result = await benchmarked({ access: { ...access, nodes }, clock });
  expect(result.outcome).toEqual({ result: 'done' });
  const [first = 0, ...others] = counts;
  expect(others).toEqual(Array(3).fill(Math.max(10, Math.floor(first / 4))));
  expect(result.last?.series.find(({ kind }) => kind === 'allreduce')?.points.every(({ values }) => values.length === 3)).toBe(true);
});

import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import type { ScaleView } from '../../src/screens/model/scale.ts';
import { type Problem, ProblemError } from '../../src/state/problem.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { price } from './fake-records.ts';

/** What is otherwise with another count of nodes. */
export interface ScalingOptions {
  /** Why Azure refuses it. */
  readonly scalingProblem?: Problem;
  /** Nodes of an earlier model of the scale set. */
  readonly outdated?: readonly string[];
}

/** Its part of the fake walk, and which nodes are of an earlier model. */
export function fakeScaling(
  cluster: FakeCluster,
  run: WizardWalk['run'],
): Pick<WizardWalk, 'scaling' | 'scale' | 'updateNodes' | 'removeNode'> & { readonly isOutdated: (name: string) => boolean } {
  const { world, emit } = cluster;
  const { calls, options, step, time } = world;
  let scaleTo = cluster.choices.count;
  let outdated = options.outdated ?? [];
  return {
    isOutdated: (name) => outdated.includes(name),
    scaling: async (count, signal) => {
      calls.push(`scaling ${count}`);
      await step(signal, 300);
      scaleTo = count;
      if (options.scalingProblem) throw new ProblemError(options.scalingProblem, { exitCode: 3 });
      return { ...scalingOf(cluster.names, count), ...outdatedOf(outdated) };
    },
    updateNodes: async (signal) => {
      calls.push(`update ${outdated.join(' ')}`);
      const task = { id: 'update/1', title: `update ${outdated.join(', ')}`, commands: [], needs: [] };
      const problem = await cluster.runTask('your-cluster', task, signal);
      if (problem) return { result: 'failed', task: 'update/1', problem, exitCode: 1, cause: undefined };
      outdated = [];
      return { result: 'done' };
    },
    scale: async (signal) => {
      calls.push(`scale ${scaleTo}`);
      const { name } = cluster.choices;
      const { going, price: then } = scalingOf(cluster.names, scaleTo);
      const remove = { id: 'remove/instances', title: `remove ${going.join(', ')}`, commands: [], needs: [] };
      const problem = going.length > 0 ? await cluster.runTask('your-cluster', remove, signal) : undefined;
      if (problem) return { result: 'failed', task: remove.id, problem, exitCode: 1, cause: undefined };
      for (const gone of going) emit({ type: 'node-gone', time: time(), cluster: name, name: gone });
      cluster.names = Array.from({ length: scaleTo }, (_, index) => `${name}${index}`);
      cluster.choose({ count: scaleTo });
      emit({ type: 'priced', time: time(), cluster: name, price: then });
      return run(scaleTo === 0 ? [] : ['nodes', 'log-in', 'cluster-ssh', 'hello-mpi'], signal);
    },
    removeNode: async (name) => {
      calls.push(`remove ${name}`);
      emit({ type: 'node-gone', time: time(), cluster: cluster.choices.name, name });
      return { result: 'done' };
    },
  };
}

/** What another count of a fake cluster comes to: the newest go. */
const scalingOf = (names: readonly string[], to: number): ScaleView => ({
  from: names.length,
  to,
  going: names.slice(to).reverse(),
  staying: names.slice(0, to),
  coming: Math.max(0, to - names.length),
  quota: [{ name: 'Total Regional vCPUs', needed: 2 * Math.max(0, to - names.length), left: 12, limit: 20 }],
  price: { ...price, perHour: (price.perHour * to) / 4 },
  nothingToDo: to === names.length,
  ...(to === 0 ? { files: 12 } : {}),
});

/** What an update of these nodes would do to them. */
const outdatedOf = (names: readonly string[]): Partial<ScaleView> =>
  names.length === 0
    ? {}
    : {
        outdated: names,
        update: [`${names.join(', ')}: one is updated first, then the others. What runs on a node may be cut off meanwhile; its disk stays.`],
      };

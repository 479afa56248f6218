import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import type { Measurement } from '../../src/state/measurement.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { measured } from './measurements.ts';

/** What is otherwise with the stages that need not be. */
export interface OptionalOptions {
  /** What the benchmark measures, by how many were measured before. */
  readonly measured?: (before: number) => Measurement;
}

/** Their part of the fake walk. */
export function fakeOptional(cluster: FakeCluster): Pick<WizardWalk, 'choose' | 'shared' | 'contents'> {
  return {
    choose: (part) => {
      cluster.world.calls.push(`choose ${JSON.stringify(part)}`);
      cluster.choose(part);
    },
    shared: async () => {
      const { shared } = cluster.session;
      return shared && shared.kind !== 'none' ? { ...shared, source: `${cluster.choices.name}0:/shared`, bytes: 31e9, free: 27.4e9 } : undefined;
    },
    contents: async () => '12 files, 3.1 MB',
  };
}

/** What a task of theirs leaves in the journal. */
export function optionalEvents({ choices, emit, session, world }: FakeCluster, task: string): void {
  if (task === 'benchmark/pairs') {
    const measurement =
      world.options.measured?.(session.measurements?.length ?? 0) ?? measured({ count: choices.count, network: choices.network, size: choices.size });
    emit({ type: 'measured', time: world.time(), cluster: choices.name, measurement: { ...measurement, at: world.time() } });
  }
  if (task === 'shared/verify') emit({ type: 'shared', time: world.time(), cluster: choices.name, shared: { kind: choices.sharedFiles } });
}

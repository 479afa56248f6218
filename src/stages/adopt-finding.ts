import type { LyingKey } from '../remote/tasks/mend-private-key.ts';
import type { NextStep } from '../state/problem.ts';

export type { Adoptable } from '../azure/adoptable.ts';
export type { StandingCluster } from '../azure/standing-cluster.ts';

/** What can be wrong with a cluster that was made by hand, in the order in which it is mended: what is unsafe first, what stops nodes last. */
export const findingKinds = [
  'open-to-world',
  'private-key',
  'password-login',
  'delete-options',
  'basic-address',
  'leftovers',
  'placement-group',
  'accelerated-networking',
  'infiniband-drivers',
  'old-image',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Those that rank0 can mend, where it is asked to. */
export const mendable: readonly FindingKind[] = findingKinds.filter((kind) => kind !== 'infiniband-drivers' && kind !== 'old-image');

/** One thing that is unsafe, costly or slow about it. */
export interface Finding {
  readonly kind: FindingKind;
  readonly is: 'unsafe' | 'costly' | 'slow' | 'broken' | 'old';
  readonly title: string;
  readonly means: string;
  /** Nodes or resources that it is about. */
  readonly about: readonly string[];
  readonly mendable: boolean;
  /** What mending does, and what that costs in money or in time; absent where only a person can. */
  readonly how?: string;
  /** Mending it takes something for good, or stops nodes: it is never done unless it was named. */
  readonly asks?: 'stops' | 'deletes';
  /** What only the person can do, the first thing first. */
  readonly next: readonly NextStep[];
}

/** What the nodes themselves showed. */
export interface Shown {
  /** Private keys that lie on them. */
  readonly lying: readonly LyingKey[];
  /** Of the person, to say whose a key on the nodes is. */
  readonly ownPublicKeys: readonly string[];
  /** Nodes that were told to let nobody in by password. */
  readonly withoutPasswords?: readonly string[];
  /** Nodes that should have InfiniBand and have no driver for it. */
  readonly withoutDrivers?: readonly string[];
  /** Whether the size can do accelerated networking; undefined where that was not asked. */
  readonly canAccelerate?: boolean;
}

/** What `--mend all` and the key for all mend of these: what neither stops a node nor takes anything away for good. */
export const mendedByAll = (findings: readonly Finding[]): readonly FindingKind[] =>
  findings.filter((one) => one.mendable && one.asks === undefined).map(({ kind }) => kind);

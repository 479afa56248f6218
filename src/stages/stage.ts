import type { Azure } from '../azure/azure.ts';
import type { Blueprint, Owner } from '../azure/blueprint.ts';
import type { PreflightResult } from '../azure/preflight.ts';
import type { Task } from '../engine/task.ts';
import type { World } from '../engine/world.ts';
import type { Access } from '../remote/access.ts';
import type { Autostop } from '../state/autostop.ts';
import type { Choices } from '../state/choices.ts';
import type { ClusterNode, Shared } from '../state/events.ts';
import type { Measurement } from '../state/measurement.ts';
import type { StageId } from '../state/stage-id.ts';
import type { StoreFile } from '../state/store.ts';

/** What the tasks of all stages are made from. Addresses and keys become known on the way, so they are asked for, not held. */
export interface StageContext {
  readonly world: World;
  readonly azure: Azure;
  readonly choices: Choices;
  /** The cluster's folder on this machine. */
  readonly folder: string;
  /** Names of the nodes, head first. */
  readonly names: readonly string[];
  readonly access: Access;
  /** The tag of its resources; undefined before it was fixed. */
  readonly clusterId?: string | undefined;
  /** It was pruned, or is being pruned: nodes that come anew get no public address. */
  readonly pruned?: boolean;
  /** The hard stop that is set, which new nodes get too. */
  readonly autostop?: Autostop | undefined;
  /** A node as it was last observed; undefined before that. */
  known(name: string): ClusterNode | undefined;
  /** All nodes as they were last observed. */
  allKnown(): readonly ClusterNode[];
  /** What the nodes share, as the journal has it. */
  shared(): Shared | undefined;
  readFile(name: StoreFile): string | undefined;
  writeFile(name: StoreFile, content: string): void;
  /** Everything that the plan found out. */
  readonly preflight: Partial<PreflightResult>;
  planned(part: Partial<PreflightResult>): void;
  /** Hello runs with the flags of H18, to compare. */
  readonly transports?: boolean;
  /** Benchmarks of this cluster that are known, oldest first. */
  measurements(): readonly Measurement[];
  /** Whether what was shared another way before is copied to what comes; it is, unless told otherwise. */
  readonly copyShared?: boolean;
  /** The benchmark measures again, though these very nodes were measured. */
  readonly remeasure?: boolean;
  /** What is to be built. @throws Error (a bug) before the plan has run. */
  blueprint(): Blueprint;
}

/** What the stages that only find out need: no folder, no lock, so that `rank0 plan` runs them alone. */
export type FindingContext = Pick<StageContext, 'world' | 'azure' | 'choices' | 'planned'>;

/** A stage that writes nothing anywhere. */
export interface FindingStage extends Stage {
  tasks(context: FindingContext): Task[];
}

/** One stage of the road: which tasks make true what its end promises (design 2). */
export interface Stage {
  readonly id: StageId;
  tasks(context: StageContext): Task[];
}

/** Whose the resources are that its tasks make. @throws Error (a bug) before the cluster has its tag. */
export function ownerOf({ choices, clusterId }: Pick<StageContext, 'choices' | 'clusterId'>): Owner {
  if (clusterId === undefined) throw new Error('the tag of the cluster is not known yet');
  return { choices, clusterId };
}

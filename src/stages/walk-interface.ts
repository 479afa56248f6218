import type { Duplex } from 'node:stream';
import type { PreflightResult } from '../azure/preflight.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import type { World } from '../engine/world.ts';
import type { Contents } from '../remote/tasks/shared-count.ts';
import type { Choices } from '../state/choices.ts';
import type { ClusterNode, JournalEvent } from '../state/events.ts';
import type { Session } from '../state/session.ts';
import type { StageId } from '../state/stage-id.ts';
import type { Autostopper } from './autostop-walk.ts';
import type { Addressing } from './address-walk.ts';
import type { Deleter } from './down-walk.ts';
import type { NodePages } from './node-page.ts';
import type { NodeWork } from './node-work.ts';
import type { Power } from './power-walk.ts';
import type { Adopter } from './adopt.ts';
import type { Pruner } from './prune-walk.ts';
import type { Scaler } from './scale-walk.ts';
import type { SharedNow } from './shared-files.ts';
import type { RunHow } from './walk-options.ts';
import type { NodeLive } from './your-cluster.ts';

/** One cluster's way along the stages, open for its one writer. What happens is told as events: journal first, then the readers. */
export interface Walk {
  readonly world: World;
  readonly choices: Choices;
  readonly folder: string;
  readonly session: Session;
  /** What the plan found out; parts are there as they become known. */
  readonly preflight: Partial<PreflightResult>;
  /** The name under which an unreadable journal was kept. */
  readonly keptDamaged?: string;
  /** The tasks of a stage, to explain them; none of a building stage before the plan has run. */
  tasks(stage: StageId): readonly Task[];
  /** Runs these stages as one plan. Sign-in and plan run first where they have not run in this program. */
  run(stages: readonly StageId[], signal: AbortSignal, how?: RunHow): Promise<RunOutcome>;
  /** Writes how it ended to the journal. */
  end(result: 'ready' | 'failed' | 'planned' | 'interrupted'): void;
  subscribe(listener: (event: JournalEvent) => void): () => void;
  /** The lines that compile, spread and run a person's own program, to be typed on the head. */
  ownProgram(): readonly string[];
  /** One look at all nodes; `told` hears of each as soon as it is known. */
  live(signal: AbortSignal, told?: (node: NodeLive) => void): Promise<readonly NodeLive[]>;
  /** What one can look at of one node. */
  pages(): NodePages;
  /** Dollars so far. */
  spent(): number;
  /** Deletes one machine and forgets its keys, for the stage *nodes* to make it anew. */
  removeNode(name: string, signal: AbortSignal): Promise<RunOutcome>;
  /** How it ends. */
  readonly deleting: Deleter;
  /** Another count of nodes. */
  readonly scaling: Scaler;
  /** Public addresses of all nodes but the head, taken away and given back. */
  readonly pruning: Pruner;
  /** Taking over what was made by hand or by another rank0, and mending it. */
  readonly adopting: Adopter;
  /** All machines, deallocated and started. */
  readonly power: Power;
  /** The hard stop: a time of day at which Azure stops the nodes. */
  readonly autostop: Autostopper;
  /** A command on all nodes, files to them and from them. */
  readonly work: NodeWork;
  /** A connection to a node's port 22, direct or through the head, for a program that speaks SSH itself. */
  reach(node: ClusterNode, signal?: AbortSignal): Promise<Duplex>;
  /** Puts the folder of a cluster away that somebody else deleted. Returns its new place. */
  setAside(): string;
  /** Port 22, opened to another address. */
  readonly addressing: Addressing;
  /** What the nodes share, and how much room is in it, asked of the head; undefined where nothing is mounted. */
  lookAtShared(signal: AbortSignal): Promise<SharedNow | undefined>;
  /** What lies in the shared files, counted on the head; undefined where nothing is mounted or it took too long. */
  countShared(signal: AbortSignal): Promise<Contents | undefined>;
  /** Chooses otherwise what need not be; nothing is changed before its stage runs. */
  choose(part: Partial<Pick<Choices, 'benchmark' | 'sharedFiles' | 'prune' | 'natGateway'>>): void;
  /** Removes the folder of a cluster of which nothing can exist in Azure; of any other it does nothing. */
  forget(): void;
  /** Releases the lock and ends the connections; the world stays open. */
  close(): Promise<void>;
}

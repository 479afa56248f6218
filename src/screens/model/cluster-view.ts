import type { Autostop } from '../../state/autostop.ts';
import type { Choices } from '../../state/choices.ts';
import type { ClusterNode, Price } from '../../state/events.ts';
import type { Spending } from '../../state/money.ts';
import type { NodesOff } from '../../state/power.ts';
import type { StageId } from '../../state/stage-id.ts';

/** A cluster that is remembered here. */
export interface ClusterView {
  readonly name: string;
  readonly cloud: string;
  readonly location: string;
  readonly size: string;
  readonly count: number;
  readonly stage: StageId;
  readonly state: string;
  /** Nodes that were there when it was left. */
  readonly nodes?: number;
  /** With all nodes running. */
  readonly pricePerHour?: number;
  /** As its nodes were last seen. */
  readonly pricePerHourNow?: number;
  /** Nodes that were off when they were last seen. */
  readonly off?: NodesOff;
  /** Dollars so far, by the journal and the plan's price. */
  readonly spent?: number;
  readonly tenant?: string;
}

/** A cluster that is open. */
export interface OpenCluster {
  readonly choices: Choices;
  readonly folder: string;
  readonly createdAt?: number;
  /** Whether anything of it may exist in Azure. */
  readonly begun: boolean;
  readonly price?: Price;
  /** Power of the nodes as it was last observed, which is what they cost by. */
  readonly powers?: Spending['powers'];
  /** When Azure stops the nodes by itself. */
  readonly autostop?: Autostop;
  /** The lines that compile, spread and run a person's own program. */
  readonly ownProgram: readonly string[];
  /** It was made by hand or by another rank0, and taken over. */
  readonly adopted?: boolean;
  readonly nodes: readonly ClusterNode[];
}

import type { OpenCloud } from '../../src/cli/wizard/services.ts';
import type { DrillView } from '../../src/screens/model/depths.ts';
import type { ClusterView } from '../../src/screens/model/cluster-view.ts';
import type { Looked } from '../../src/stages/differences.ts';
import type { NodeLive } from '../../src/stages/your-cluster.ts';
import type { Choices } from '../../src/state/choices.ts';
import type { Problem } from '../../src/state/problem.ts';
import type { Session } from '../../src/state/session.ts';
import type { AdoptOptions } from './fake-adopt.ts';
import type { DownOptions } from './fake-down.ts';
import type { NodePageOptions } from './fake-node-pages.ts';
import type { OptionalOptions } from './fake-optional.ts';
import type { ScalingOptions } from './fake-scaling.ts';
import type { WorkOptions } from './fake-work.ts';

/** What a fake of the wizard's services does differently from all going well. */
export interface FakeOptions extends AdoptOptions, DownOptions, NodePageOptions, OptionalOptions, ScalingOptions, WorkOptions {
  readonly clusters?: readonly ClusterView[];
  readonly azureUser?: string;
  /** Real milliseconds between two events of a run. */
  readonly pace?: number;
  /** A task that never ends: what waits for it can be looked at. */
  readonly hold?: string;
  /** How often it ends before that. */
  readonly holdAfter?: number;
  /** Names of things that come from outside, as a tenant may have them. */
  readonly subscriptionName?: string;
  /** Said by the nodes when hello runs. */
  readonly hello?: string;
  /** What Azure still lists after the deletion. */
  readonly left?: readonly string[];
  /** Problems by task id, each met once. */
  readonly problems?: Readonly<Record<string, Problem>>;
  readonly exitCode?: 1 | 3;
  readonly caller?: string | null;
  readonly subscriptions?: number;
  /** Something that screens cannot draw: a bug. */
  readonly broken?: boolean;
  /** Dollars an hour of the whole cluster, where it is not what four small ones cost. */
  readonly pricePerHour?: number;
  /** What Azure has otherwise than the session says, when somebody comes back. */
  readonly looked?: (choices: Choices, session: Session) => Partial<Looked>;
  /** Why Azure cannot be asked, the first time that somebody comes back. */
  readonly returnProblem?: Problem;
  /** Clusters are of this road, whatever was chosen. */
  readonly network?: Choices['network'];
  /** What the cloud practises. */
  readonly drill?: DrillView;
  /** What went over the wires so far. */
  readonly exchanges?: OpenCloud['exchanges'];
  /** What is otherwise with these nodes, by name. */
  readonly odd?: Readonly<Record<string, Partial<NodeLive>>>;
  /** The cloud takes requests for more quota itself, as a simulated one does. */
  readonly takesQuotaRequests?: boolean;
  /** A sign-in that fails with this. */
  readonly signInProblem?: Problem;
  /** What was chosen of a cluster that is remembered. */
  readonly chosen?: Partial<Choices>;
}

import type { Comparison } from '../../stages/differences.ts';
import type { Term } from '../../stages/glossary.ts';
import type { Lesson } from '../../stages/lesson.ts';
import type { Given } from '../../stages/questions.ts';
import type { NodeLive } from '../../stages/your-cluster.ts';
import type { Autostop } from '../../state/autostop.ts';
import type { Choices, SharedFiles } from '../../state/choices.ts';
import type { ClusterNode, Price, TaskState } from '../../state/events.ts';
import type { WayOn } from '../../state/known-problem.ts';
import type { Spending } from '../../state/money.ts';
import type { StageId } from '../../state/stage-id.ts';
import type { DeletionView, ProofView } from './deletion-view.ts';
import type { DrillView, LookView } from './depths.ts';
import type { DoorView, EntryWords } from './door.ts';
import type { Measurement } from '../../state/measurement.ts';
import type { ExchangeView } from './exchange.ts';
import type { Field } from './field.ts';
import type { NodePageView } from './node-page.ts';
import type { Offered, SharedView } from './offered.ts';
import type { ProblemView } from './problem-view.ts';
import type { ResultsView } from './results.ts';
import type { AutostopPlan } from '../../stages/autostop-walk.ts';
import type { PowerPlan } from '../../stages/power-walk.ts';
import type { ScaleView } from './scale.ts';
import type { Seen } from './seen.ts';

export type { DeletionView, ProofView } from './deletion-view.ts';
export type { ProblemView, ProblemWay } from './problem-view.ts';

/** Ways to sign in, as the first screen offers them. */
export type SignInWay = 'cli' | 'environment' | 'browser' | 'device-code';

export interface WayView {
  readonly way: SignInWay;
  readonly title: string;
  readonly explain: string;
}

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
  readonly pricePerHour?: number;
  /** Dollars so far, by the journal and the plan's price. */
  readonly spent?: number;
  readonly tenant?: string;
}

export interface SubscriptionView {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  readonly state: string;
}

export interface LocationView {
  readonly name: string;
  readonly displayName: string;
}

/** A size of the chosen region, and why it cannot be had where it cannot. */
export interface SizeView {
  readonly name: string;
  readonly vCPUs: number;
  readonly memoryGB: number;
  readonly acceleratedNetworking: boolean;
  /** Whether it has InfiniBand. */
  readonly rdma?: boolean;
  /** Dollars an hour of one machine. */
  readonly pricePerHour?: number;
  readonly quotaLeft?: number;
  readonly problem?: string;
  readonly warnings: readonly string[];
}

/** What the plan found, for the last screen before anything is made. */
export interface Review {
  readonly choices: Choices;
  readonly makes: readonly string[];
  readonly quota: readonly { readonly name: string; readonly needed: number; readonly left: number; readonly limit: number }[];
  readonly price?: Price;
  readonly warnings: readonly string[];
}

/** A task before it runs: what it is for and what one would type. */
export interface PlannedTask {
  readonly id: string;
  readonly title: string;
  readonly explain?: string;
  readonly commands: readonly string[];
  /** Ids of the tasks that it waits for. */
  readonly needs: readonly string[];
}

/** A task as the last event about it says. Times are milliseconds on the world's clock. */
export interface TaskView {
  readonly id: string;
  readonly stage: StageId;
  readonly title: string;
  readonly state: TaskState;
  readonly since: number;
  readonly spentSeconds?: number;
  readonly usualSeconds?: readonly [number, number];
  readonly message?: string;
  readonly waitingFor?: string;
  readonly node?: string;
}

export interface LogLine {
  readonly time: string;
  readonly text: string;
  readonly state: TaskState | 'note';
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
  readonly nodes: readonly ClusterNode[];
}

export type StagePhase = 'explained' | 'running' | 'done';

export type Screen =
  | { readonly at: 'start' }
  /** The failures that can be practised. */
  | { readonly at: 'drills' }
  /** How to sign in, for a cluster in Azure that the CLI's login cannot open. */
  | { readonly at: 'way'; readonly cluster: ClusterView }
  | { readonly at: 'stage'; readonly stage: StageId; readonly phase: StagePhase }
  | { readonly at: 'subscription' }
  | { readonly at: 'network' }
  | { readonly at: 'location' }
  | { readonly at: 'count' }
  | { readonly at: 'size' }
  | { readonly at: 'choices' }
  | { readonly at: 'choice'; readonly key: keyof Given }
  | { readonly at: 'review' }
  /** The number of nodes is typed before something expensive is built. */
  | { readonly at: 'expensive' }
  /** What was true when one left a cluster, and what is true now. */
  | { readonly at: 'returned' }
  /** A stage that need not be; `from` the last screen, where it leads back. */
  | { readonly at: 'offer'; readonly stage: Offered; readonly from?: 'ready' }
  /** What goes before the nodes share something else, to be agreed to by typing. */
  | { readonly at: 'unshare'; readonly to: SharedFiles }
  | { readonly at: 'ready' }
  /** The entry in the person's own ssh configuration. */
  | { readonly at: 'entry' }
  /** How many nodes there shall be, and what that comes to. */
  | { readonly at: 'scale' }
  | { readonly at: 'scale-plan' }
  /** All nodes stopped or started. */
  | { readonly at: 'power' }
  | { readonly at: 'money' }
  | { readonly at: 'autostop' }
  /** `after`: how it goes on then, from a problem; `from` is where that was met. */
  | { readonly at: 'delete'; readonly after?: WayOn; readonly from?: Screen; readonly unlock?: boolean }
  | ({ readonly at: 'deleted'; readonly after?: WayOn } & ProofView);

/** Pages over the screen. `exchange` is one of those that `underneath` lists, `term` one of the glossary's; `look` is what the command of a lesson answers. */
export type Overlay =
  | 'keys'
  | 'lesson'
  | 'log'
  | 'node'
  | 'interrupt'
  | 'underneath'
  | 'exchange'
  | 'glossary'
  | 'term'
  | 'look'
  | 'timeline'
  | 'hints'
  | 'leaving'
  | 'benchmark';

/** Something that is going on, which keys wait for. */
export interface Running {
  readonly what: string;
  /** A stage whose tasks run, or something smaller. */
  readonly stage?: StageId;
  /** Whether Esc stops it; what builds or deletes is left only by leaving. */
  readonly stoppable: boolean;
  /** Words for the person while it runs: where to type a device code. */
  readonly said?: string;
  /** It does nothing but wait until then, in milliseconds on the world's clock; the problem it waits for stays on the screen. */
  readonly until?: number;
}

/** Everything the wizard shows, as data. Screens are views of it and know nothing else. */
export interface WizardState {
  readonly screen: Screen;
  readonly overlay?: Overlay;
  readonly cloud?: { readonly name: string; readonly simulated: boolean };
  readonly way?: SignInWay;
  readonly ways: readonly WayView[];
  readonly lessons: Readonly<Partial<Record<StageId, Lesson>>>;
  /** Those of the InfiniBand road that are not the same. */
  readonly infinibandLessons: Readonly<Partial<Record<StageId, Lesson>>>;
  readonly clusters: readonly ClusterView[];
  /** Who the Azure CLI is signed in as: not known yet, nobody, or a name. */
  readonly azureLogin: 'asking' | 'nobody' | { readonly user: string };
  readonly subscriptions?: readonly SubscriptionView[];
  readonly subscription?: SubscriptionView;
  readonly locations?: readonly LocationView[];
  readonly sizes?: readonly SizeView[];
  /** The sizes of the regions that were asked about so far. */
  readonly offers: Readonly<Record<string, readonly SizeView[]>>;
  /** The caller's own IPv4 address: not asked yet, not to be found, or found. */
  readonly caller?: { readonly address: string | undefined };
  /** What was answered so far; going back takes nothing out. */
  readonly answers: Given;
  /** Dollars an hour of one machine of each road's usual size; there once they are known. */
  readonly networkPrices?: Readonly<Partial<Record<NonNullable<Given['network']>, number>>>;
  /** The defaults of questions that were not answered. */
  readonly standard: Given;
  readonly review?: Review;
  readonly cluster?: OpenCluster;
  /** A cluster that one came back to, until one goes on. */
  readonly returned?: Comparison;
  readonly deletion?: DeletionView;
  /** Port 22 is closed to the address that the person comes from. */
  readonly door?: DoorView;
  /** The entry in the person's own ssh configuration; there once its page was opened. */
  readonly entry?: EntryWords;
  /** Another count of nodes that was asked about. */
  readonly scaling?: ScaleView;
  readonly power?: PowerPlan;
  /** A hard stop that was looked at, and the words that it was asked for with. */
  readonly stopping?: { readonly text: string; readonly plan: AutostopPlan };
  readonly planned: Readonly<Partial<Record<StageId, readonly PlannedTask[]>>>;
  readonly tasks: Readonly<Record<string, TaskView>>;
  /** Stages whose tasks all came out well in this program. */
  readonly finished: readonly StageId[];
  /** The last screen was reached: stages that need not be are offered by keys there, and no more on the way. */
  readonly settled?: boolean;
  readonly running?: Running;
  readonly problem?: ProblemView;
  readonly live: readonly NodeLive[];
  /** Since when each node has been as it is. */
  readonly seen: Readonly<Record<string, Seen>>;
  readonly log: readonly LogLine[];
  /** What went over the wires, newest last; kept fresh while the page that shows it is open. */
  readonly exchanges: readonly ExchangeView[];
  /** The field's words; there once the glossary was opened. */
  readonly glossary?: readonly Term[];
  readonly leaving?: string;
  /** Which page about a node is open, and what was brought for it. */
  readonly nodePage?: NodePageView;
  /** The page whose keys are listed; none: those of the screen. */
  readonly keysOf?: Overlay;
  /** This machine has no ssh program. */
  readonly sshMissing?: boolean;
  /** What the command at the end of a lesson's page answered; there once it was run. */
  readonly look?: LookView;
  /** The failure that is being practised, or that was until it was mended. */
  readonly drill?: DrillView;
  /** All that can be practised; there once their list was opened. */
  readonly drills?: readonly DrillView[];
  /** One line above the keys: what was just done. */
  readonly notice?: string;
  /** Milliseconds on the world's clock, as of the last tick. */
  readonly worldNow: number;
  /** Dollars so far. */
  readonly spent: number;
  /** Benchmarks of this cluster, newest last. */
  readonly measurements: readonly Measurement[];
  /** Which page of them is open; there once it was turned. */
  readonly results?: ResultsView;
  /** What the nodes share; there once something is mounted. */
  readonly shared?: SharedView;
  /** Chosen row of each list. */
  readonly chosen: Readonly<Record<string, number>>;
  readonly field: Field;
  /** What was typed and not taken, by the place where it was typed. */
  readonly drafts: Readonly<Record<string, string>>;
  /** Words that the rows of the list at hand must contain; `filtering` while they are typed. */
  readonly filter: string;
  readonly filtering?: boolean;
  /** Filter and field of the screen, while a page over it has its own. */
  readonly beneath?: { readonly filter: string; readonly field: Field };
  /** Enter was pressed so short a time ago that this screen cannot have been read; until it is let go, Enter does not go on. */
  readonly unread?: boolean;
  /** What is wrong with what is typed. */
  readonly fieldProblem?: string;
  readonly scroll: number;
}

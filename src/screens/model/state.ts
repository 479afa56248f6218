import type { Comparison } from '../../stages/differences.ts';
import type { Term } from '../../stages/glossary.ts';
import type { Lesson } from '../../stages/lesson.ts';
import type { Given } from '../../stages/questions.ts';
import type { NodeLive } from '../../stages/your-cluster.ts';
import type { Choices } from '../../state/choices.ts';
import type { Price } from '../../state/events.ts';
import type { StageId } from '../../state/stage-id.ts';
import type { ClusterView, OpenCluster } from './cluster-view.ts';
import type { LogLine, PlannedTask, TaskView } from './task-view.ts';
import type { DeletionView } from './deletion-view.ts';
import type { AdoptView } from './adopt.ts';
import type { DrillView, LookView } from './depths.ts';
import type { DoorView, EntryWords } from './door.ts';
import type { Measurement } from '../../state/measurement.ts';
import type { ExchangeView } from './exchange.ts';
import type { Field } from './field.ts';
import type { ExportView } from './exporting.ts';
import type { FilesView } from './files.ts';
import type { NodePageView } from './node-page.ts';
import type { SharedView } from './offered.ts';
import type { ProblemView } from './problem-view.ts';
import type { ResultsView } from './results.ts';
import type { AutostopPlan } from '../../stages/autostop-walk.ts';
import type { PowerPlan } from '../../stages/power-walk.ts';
import type { RunView } from './run.ts';
import type { ScaleView } from './scale.ts';
import type { Screen, Overlay } from './screen.ts';
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
  /** A cluster that is being taken over. */
  readonly adopting?: AdoptView;
  /** A command on the nodes, and files to and from them; there once their pages were opened. */
  readonly run?: RunView;
  readonly files?: FilesView;
  /** What ran, written to a file; there once its page was opened. */
  readonly exporting?: ExportView;
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

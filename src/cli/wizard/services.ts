import type { RunOutcome } from '../../engine/run.ts';
import type { AdoptableView } from '../../screens/model/adopt.ts';
import type { ClusterView } from '../../screens/model/cluster-view.ts';
import type { DeletionView, LocationView, ProofView, Review, SignInWay, SizeView, SubscriptionView, WayView } from '../../screens/model/state.ts';
import type { PlannedTask } from '../../screens/model/task-view.ts';
import type { DrillView } from '../../screens/model/depths.ts';
import type { DoorView, EntryWords } from '../../screens/model/door.ts';
import type { ExchangeView } from '../../screens/model/exchange.ts';
import type { WrittenExport } from '../../screens/model/exporting.ts';
import type { Finding, FindingKind, StandingCluster } from '../../stages/adopt-finding.ts';
import type { ExportForm } from '../../stages/export/forms.ts';
import type { Term } from '../../stages/glossary.ts';
import type { Given } from '../../stages/questions.ts';
import type { Comparison } from '../../stages/differences.ts';
import type { NodeWork } from '../../stages/node-work.ts';
import type { NodeResource } from '../../stages/node-page.ts';
import type { RunHow } from '../../stages/walk-options.ts';
import type { NodeLive } from '../../stages/your-cluster.ts';
import type { Choices } from '../../state/choices.ts';
import type { JournalEvent } from '../../state/events.ts';
import type { SharedView } from '../../screens/model/offered.ts';
import type { AddressPlan } from '../../stages/address-walk.ts';
import type { AutostopPlan } from '../../stages/autostop-walk.ts';
import type { PowerPlan, PowerWay } from '../../stages/power-walk.ts';
import type { ScaleView } from '../../screens/model/scale.ts';
import type { Session } from '../../state/session.ts';
import type { StageId } from '../../state/stage-id.ts';
import type { KeptRun } from './kept-run.ts';
import type { LocalPaths } from './local-paths.ts';
import type { ShellLine } from '../shell.ts';

/** Everything that the wizard does outside itself. The real ones open worlds and walks; tests bring their own. */
export interface WizardServices {
  /** Clusters that are remembered here, without asking Azure. */
  clusters(): readonly ClusterView[];
  readonly ways: readonly WayView[];
  /** Whom the Azure CLI is signed in as; undefined where it is not there or nobody is. */
  azureLogin(signal: AbortSignal): Promise<string | undefined>;
  /** Whether this machine has the ssh program that a shell on a node needs. */
  sshInstalled(): boolean;
  /** The field's words. */
  glossary(): readonly Term[];
  /** The failures that the practice cloud can practise. */
  drills(): Promise<readonly DrillView[]>;
  /** Keeps the stack of what nobody expected, for a report of it. */
  bug(error: unknown): void;
  open(request: CloudRequest): Promise<OpenCloud>;
}

export interface CloudRequest {
  readonly cloud: string;
  readonly way?: SignInWay;
  readonly tenant?: string;
  /** A failure to practise on, to be injected as the cloud opens. */
  readonly drill?: string;
  /** Lines for the person while signing in (a device code). */
  say(text: string): void;
}

/** A line of a lesson that is to be run. */
export interface LookRequest {
  readonly command: string;
  /** Which subscription it is about. */
  readonly subscription?: string;
  /** What it prints, as it comes. */
  tell(text: string): void;
  readonly signal: AbortSignal;
}

/** How it ended, and who answered where that is not the program that the line names. */
export interface LookAnswer {
  readonly exitCode: number;
  readonly by?: string;
}

/** What a plan needs of a region's quota. */
export interface QuotaWanted {
  readonly location: string;
  readonly size: string;
  readonly count: number;
}

/** Limits that were asked to be raised, and in how many seconds of the cloud's clock the last of them is. */
export interface QuotaAsked {
  readonly limits: readonly { readonly name: string; readonly limit: number }[];
  readonly seconds: number;
}

/** A cloud with a sign-in: what is asked of it before there is a cluster. */
export interface OpenCloud {
  readonly name: string;
  readonly simulated: boolean;
  /** Milliseconds since 1970 on its clock. */
  now(): number;
  subscriptions(signal: AbortSignal): Promise<readonly SubscriptionView[]>;
  locations(subscription: string, signal: AbortSignal): Promise<readonly LocationView[]>;
  sizes(subscription: string, location: string, signal: AbortSignal): Promise<readonly SizeView[]>;
  callerAddress(signal: AbortSignal): Promise<string | undefined>;
  /** Waits on its clock. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Registers the subscription for these kinds of resources, and waits until it is. @throws ProblemError. */
  register(subscription: string, namespaces: readonly string[], signal: AbortSignal): Promise<void>;
  /** Dollars an hour of one machine of a size; undefined where it is not known. */
  hourly(size: string, location: string, signal: AbortSignal): Promise<number | undefined>;
  /**
   * Every default filled in.
   * @throws ProblemError exit code 2.
   */
  choices(given: Given, subscription: SubscriptionView, caller: string | undefined): Choices;
  /** What the plan's tasks are, to explain them before they run. */
  planTasks(choices: Choices): readonly PlannedTask[];
  /** Opens a new cluster's walk, or one of which nothing is built. @throws ProblemError `cluster-in-use` and others of the home. */
  begin(choices: Choices): WizardWalk;
  /** What looks like clusters in these subscriptions. @throws ProblemError where Azure refuses to show it. */
  adoptable(subscriptions: readonly SubscriptionView[], signal: AbortSignal): Promise<readonly AdoptableView[]>;
  /** A cluster as it stands in a group. @throws ProblemError where there is none, several, or one that rank0 could not manage. */
  standing(subscription: SubscriptionView, group: string, name: string | undefined, signal: AbortSignal): Promise<StandingCluster>;
  /** Opens the walk of a cluster that is to be taken over. @throws ProblemError where it cannot be now, or its name is taken here. */
  beginAdoption(standing: StandingCluster, subscription: SubscriptionView): WizardWalk;
  /** Opens a cluster that was begun. */
  resume(cluster: ClusterView): WizardWalk;
  /** An `az` line as it is to be run: for the subscription that pays. */
  lookLine(command: string, subscription: string | undefined): string;
  /** Runs an `az` line of a lesson. @throws ProblemError `az-missing`. */
  look(request: LookRequest): Promise<LookAnswer>;
  /** What went over the wires so far, newest last; old ones are dropped. */
  exchanges(): readonly ExchangeView[];
  /** The failure that this cloud practises, if it does. */
  drill(): DrillView | undefined;
  /**
   * Asks a simulated cloud for as much quota as a plan needs, and returns what was asked for and when it is granted. Azure is asked by
   * a person, on a page in a browser: a real cloud has no such function.
   */
  askForQuota?(wanted: QuotaWanted): QuotaAsked;
  /** Lets so many milliseconds of a simulated cloud go by at once. */
  passTime(milliseconds: number): void;
  /** Told that stages came out well: the drill that is over by this, with all that there is to say of it. The cloud has forgotten it then. */
  drillMended(stages: readonly StageId[]): DrillView | undefined;
  close(): Promise<void>;
}

/** What ran, written to a file on this machine. */
export interface Exporting {
  /** What stands there already and would be lost. @throws ProblemError where it is a folder. */
  standing(path: string): Promise<{ readonly bytes: number } | undefined>;
  /** Writes it, whole or not at all. @throws ProblemError where there is nothing to tell, or it cannot be written there. */
  write(wanted: { readonly form: ExportForm; readonly path: string; readonly withAddresses: boolean; readonly force: boolean }): Promise<WrittenExport>;
}

/** A cluster's walk along the stages, as the wizard drives it. */
export interface WizardWalk {
  readonly choices: Choices;
  readonly folder: string;
  readonly session: Session;
  tasks(stage: StageId): readonly PlannedTask[];
  /** What the plan found; undefined before it has run. */
  review(): Review | undefined;
  run(stages: readonly StageId[], signal: AbortSignal, how?: RunHow): Promise<RunOutcome>;
  end(result: 'ready' | 'failed' | 'interrupted'): void;
  subscribe(listener: (event: JournalEvent) => void): () => void;
  /** The lines that compile, spread and run a person's own program, on the head. */
  ownProgram(): readonly string[];
  /** One look at all nodes; `told` hears of each as soon as it is known. */
  live(signal: AbortSignal, told?: (node: NodeLive) => void): Promise<readonly NodeLive[]>;
  /** A node's serial console, by ARM; '' while there is none. @throws ProblemError, as the next two. */
  serialLog(node: string, signal: AbortSignal): Promise<string>;
  /** The end of what cloud-init printed on a node, by SSH. */
  cloudInitLog(node: string, signal: AbortSignal): Promise<string>;
  /** What belongs to a node in Azure, with its state. */
  nodeResources(node: string, signal: AbortSignal): Promise<readonly NodeResource[]>;
  /** The lines that show the same by hand. */
  nodeCommands(node: string): Readonly<Record<'serialLog' | 'cloudInitLog' | 'resources', string>>;
  /** The line that logs in to a node, open until it is closed. @throws ProblemError where its keys are not known. */
  shell(node: string): Promise<ShellLine>;
  /** Runs a `rank0` line of a lesson. @throws ProblemError where no node can be asked. */
  look(request: LookRequest): Promise<LookAnswer>;
  /** A command on nodes, files to them and from them. */
  readonly work: NodeWork;
  /** Paths on this machine. */
  readonly here: LocalPaths;
  /** What ran, written to a file. */
  readonly exporting: Exporting;
  /** Keeps what a command prints on these nodes. */
  keepRun(nodes: readonly string[]): KeptRun;
  spent(): number;
  /** What was true when one left, before anybody is asked. */
  remembered(): Comparison;
  /** … and what is true now. @throws ProblemError where Azure cannot be asked. */
  differences(signal: AbortSignal): Promise<Comparison>;
  /** Puts the session of a cluster away that is gone. Returns its new place. */
  setAside(): string;
  /** The cluster as it stands, of one that is being taken over. */
  standing(signal: AbortSignal): Promise<StandingCluster>;
  /** Takes it over. Cut off anywhere, the same again goes on. */
  adopt(signal: AbortSignal): Promise<RunOutcome>;
  /** What is unsafe, costly or slow about it now. */
  findings(signal: AbortSignal): Promise<readonly Finding[]>;
  /** Mendings that were cut off. */
  unfinishedMending(): readonly FindingKind[];
  /** What mending these would do, by what `findings` found last. */
  mendTasks(kinds: readonly FindingKind[]): readonly PlannedTask[];
  mend(kinds: readonly FindingKind[], signal: AbortSignal): Promise<RunOutcome>;
  /** What another count of nodes comes to. @throws ProblemError where Azure would refuse it. */
  scaling(count: number, signal: AbortSignal): Promise<ScaleView>;
  /** What stopping or starting all nodes comes to; nothing is changed. */
  power(way: PowerWay, signal: AbortSignal): Promise<PowerPlan>;
  /** Carries out what `power` said last. */
  setPower(signal: AbortSignal): Promise<RunOutcome>;
  /** What a hard stop comes to: `23:00`, `in 3h`, `at 5$` or `off`, by the clocks here; nothing is changed. @throws ProblemError for what cannot be. */
  autostop(when: string, signal: AbortSignal): Promise<AutostopPlan>;
  /** Carries out what `autostop` said last. */
  setAutostop(signal: AbortSignal): Promise<RunOutcome>;
  /** Carries out what `scaling` said last. */
  scale(signal: AbortSignal): Promise<RunOutcome>;
  /** Brings the nodes that `scaling` named last as outdated to the latest model of their scale set. */
  updateNodes(signal: AbortSignal): Promise<RunOutcome>;
  /** Deletes one machine, for the stage *nodes* to make it anew. */
  removeNode(name: string, signal: AbortSignal): Promise<RunOutcome>;
  /** What would go. @throws ProblemError `ScopeLocked` where a lock forbids it, unless that is to be taken away with it. */
  deletion(signal: AbortSignal, how?: { readonly unlock?: boolean }): Promise<DeletionView>;
  /** What lies in the shared files that would go, in a sentence; empty where nothing is shared. */
  doomedContents(signal: AbortSignal): Promise<string>;
  /** Deletes what `deletion` named last, and asks Azure again; no proof where it was cut off. */
  down(signal: AbortSignal): Promise<{ readonly outcome: RunOutcome; readonly proof?: ProofView }>;
  /** Opens port 22 to the address that one comes from now, where it does not let that in already, and to no other. */
  followAddress(signal: AbortSignal): Promise<AddressPlan>;
  /** Whom port 22 is open to and where one comes from, where the one does not let the other in; undefined where it does, or that is not known. */
  door(signal: AbortSignal): Promise<DoorView | undefined>;
  /** The entry in the person's own ssh configuration; with `wanted` it is put there or taken out first. @throws ProblemError where the file cannot be read or written. */
  entry(wanted?: boolean): EntryWords;
  /** Chooses otherwise what need not be; nothing is changed before its stage runs. */
  choose(part: Partial<Pick<Choices, 'benchmark' | 'sharedFiles' | 'prune' | 'natGateway'>>): void;
  /** How full the shared files are, asked of the head; undefined where nothing is mounted. */
  shared(signal: AbortSignal): Promise<SharedView | undefined>;
  /** What lies in them, in words; undefined where it could not be counted. */
  contents(signal: AbortSignal): Promise<string | undefined>;
  close(): Promise<void>;
}

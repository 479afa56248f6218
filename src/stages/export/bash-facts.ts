import { isBlob } from '../../azure/blob-account.ts';
import type { Blueprint } from '../../azure/blueprint.ts';
import { isAzure } from '../../azure/clouds.ts';
import { type MpiStack, mpiStackOf } from '../../remote/mpi-stack.ts';
import { openMpiVersion } from '../../remote/open-mpi.ts';
import type { JournalEvent, TaskEvent } from '../../state/events.ts';
import type { Session } from '../../state/session.ts';
import type { StageId } from '../../state/stage-id.ts';
import { foundByChoices } from '../found.ts';
import { lessonOf, withNames } from '../lesson.ts';
import { blueprintOf, type Remembered } from './definitions.ts';
import { v } from './bash-lines.ts';

/** The stages that make a cluster, and those that came beside where they ran. */
const road = ['resource-group', 'nodes', 'log-in', 'cluster-ssh', 'hello-mpi'] as const satisfies readonly StageId[];

/** All that the script follows from. */
export interface ScriptFacts {
  readonly remembered: Remembered;
  /** As it was built, with stand-ins for what the script has variables for. */
  readonly blueprint: Blueprint;
  readonly mpi: MpiStack;
  /** Open MPI's major version: from 5 on, the settings of its launcher have other names. */
  readonly major: number;
  /** As it printed its version; undefined where nobody asked. */
  readonly mpiVersion: string | undefined;
  readonly vCPUs: number;
  /** What `latest` was. */
  readonly imageVersion: string;
  readonly simulated: boolean;
  readonly infiniBand: boolean;
  /** Whether the session came to a stage. */
  has(stage: StageId): boolean;
  /** Stages of the plan that it never came to. */
  readonly missing: readonly StageId[];
  /** Why it came no further, in one line. */
  readonly ended: string | undefined;
  readonly shared: 'none' | 'head' | 'blob' | 'blob-premium';
  readonly pruned: boolean;
  /** The image brings the benchmarks. */
  readonly benchmarksOfImage: boolean;
  readonly withAddresses: boolean;
  /** What a stage is for, in the words of its lesson. */
  why(stage: StageId): string;
}

/** How a script is made. */
export interface ScriptOptions {
  /** The program and its version. */
  readonly madeBy: string;
  /** With what is the person's own: subscription, address, public keys, the name of the user on the nodes. */
  readonly withAddresses: boolean;
  /** Takes out of a text of others what names the person or their machines. */
  redact(text: string): string;
}

export function factsOf(remembered: Remembered, events: readonly JournalEvent[], { withAddresses, redact }: ScriptOptions): ScriptFacts {
  const { choices, session } = remembered;
  const built = blueprintOf(remembered);
  const mpi = mpiStackOf(choices.image);
  const tasks = events.filter((event): event is TaskEvent => event.type === 'task');
  const said = (task: string): string => tasks.findLast((event) => event.task === task && event.message !== undefined)?.message ?? '';
  const version = /Open MPI (\d[\w.]*)/.exec(`${said('hello/compile')} ${said('osu/look')}`)?.[1];
  const ran = new Set<StageId>(Object.values(session.tasks).flatMap(({ stage, state }) => (state === 'skipped' ? [] : [stage])));
  // Each stage of the road stands on those before it; of a cluster that was taken over, not all of them ran here.
  const reached = new Set<StageId>([...ran, ...road.slice(0, road.findLastIndex((stage) => ran.has(stage)) + 1)]);
  const wanted: readonly StageId[] = [
    ...road,
    ...(choices.benchmark ? (['benchmark'] as const) : []),
    ...(choices.sharedFiles === 'none' ? [] : (['shared-files'] as const)),
    ...(choices.prune ? (['prune'] as const) : []),
  ];
  const infiniBand = choices.network === 'infiniband';
  return {
    remembered,
    blueprint: { ...built, clusterId: v('id'), choices: { ...choices, ...standIns, publicKeys: withAddresses ? choices.publicKeys : [] } },
    mpi,
    major: version === undefined ? (mpi.fabric ? 5 : 4) : openMpiVersion(`(Open MPI) ${version}.0`).major,
    mpiVersion: version,
    vCPUs: (session.found ?? foundByChoices(choices)).vCPUs,
    imageVersion: session.found?.exactVersion ?? built.imageReference.version,
    simulated: choices.cloud === 'practice',
    infiniBand,
    has: (stage) => reached.has(stage),
    missing: wanted.filter((stage) => !reached.has(stage)),
    ended: endOf(session, tasks, redact),
    shared: reached.has('shared-files') ? (session.shared?.kind ?? 'none') : 'none',
    pruned: prunedNow(session),
    benchmarksOfImage: /not needed: the image/.test(said('osu/build')),
    withAddresses,
    why: (stage) =>
      withNames(lessonOf(stage === 'nodes' && infiniBand ? 'nodes-infiniband' : stage).short, {
        cluster: choices.name,
        group: choices.resourceGroup,
        location: choices.location,
        size: choices.size,
        count: choices.count,
        user: choices.adminUsername,
        source: 'your own address',
        ...(session.nodes[0] ? { head: headOf(session) } : {}),
      }),
  };
}

/** Names in the place of values: the script says each value once, at its top. */
const standIns = {
  name: v('cluster'),
  resourceGroup: v('group'),
  location: v('region'),
  size: v('size'),
  adminUsername: v('user'),
  sshSource: v('ssh_source'),
} as const;

const headOf = ({ nodes }: Session): string => (nodes.find(({ role }) => role === 'head') ?? nodes[0])?.name ?? '';

const prunedNow = ({ nodes }: Session): boolean => nodes.length > 1 && nodes.every(({ role, publicAddress }) => role === 'head' || publicAddress === undefined);

function endOf({ result }: Session, tasks: readonly TaskEvent[], redact: (text: string) => string): string | undefined {
  if (result === 'ready' || result === 'deleted') return undefined;
  const last = tasks.findLast(({ state }) => state === 'failed');
  if (result !== 'failed' || !last) return result === undefined ? 'it is not over yet' : `it was ${result}`;
  return redact(`${last.title ?? last.task} failed: ${(last.error?.message ?? last.message ?? '').split('\n')[0]}`);
}

/** The kinds of resources that a subscription has to be registered for. */
export const providersOf = ({ shared }: ScriptFacts): readonly string[] => [
  'Microsoft.Compute',
  'Microsoft.Network',
  ...(isBlob(shared) ? ['Microsoft.Storage'] : []),
];

/** Azure's own name of a cloud, where it is not the public one. */
export const azureCloudOf = (cloud: string): string | undefined => ({ china: 'AzureChinaCloud', usgov: 'AzureUSGovernment' })[cloud];

/** Whether the script can know where to go: another ARM endpoint has to be registered with `az cloud register` first. */
export const isElsewhere = (cloud: string): boolean => cloud !== 'practice' && !isAzure(cloud);

import { findingRows, groupRows, placeRows } from './adopt.ts';
import { azureRows, type StartRow } from './azure-rows.ts';
import { dollars } from './format.ts';
import { plainText } from '../../terminal/status.ts';
import type { ClusterNode } from '../../state/events.ts';
import { countRange, questionOf, type Given } from '../../stages/questions.ts';
import { exchangeRows } from './exchanges.ts';
import { exportRows } from './exporting.ts';
import { filesRows } from './files-rows.ts';
import { fits } from './fits.ts';
import { clusterWords } from './cluster-words.ts';
import { offerRows } from './offers.ts';
import { returnRows } from './returned.ts';
import type { DrillView } from './depths.ts';
import { termRows } from './terms.ts';
import type { OpenCluster } from './cluster-view.ts';
import type { ProblemWay, SizeView, WizardState } from './state.ts';

/** A row of a list: what it says, what stands beside it, why it cannot be taken. */
export interface Row<V> {
  readonly key: string;
  readonly label: string;
  readonly detail: string;
  readonly value: V;
  readonly disabled?: string;
}

/** The first screen's rows: clusters that exist, then where a new one can be built. The practice cloud stands before Azure. */
export function startRows(state: WizardState): readonly Row<StartRow>[] {
  const fixed = state.answers.cloud;
  const unfinishedFirst = [...state.clusters].sort((a, b) => Number(a.state === 'ready') - Number(b.state === 'ready'));
  const clusters = unfinishedFirst
    .filter(({ cloud }) => fixed === undefined || cloud === fixed)
    .map(
      (cluster): Row<StartRow> => ({
        key: `cluster/${cluster.cloud}/${cluster.name}`,
        label: cluster.state === 'ready' ? `Open ${cluster.name}` : `Go on with ${cluster.name}`,
        detail: clusterWords(cluster),
        value: { is: 'cluster', cluster },
      }),
    );
  const practice: Row<StartRow> = {
    key: 'practice',
    label: 'Practice cloud (simulated)',
    detail: 'No subscription, no cost: the same steps on an Azure inside this program',
    value: { is: 'practice' },
  };
  const drills: Row<StartRow> = {
    key: 'drills',
    label: 'A drill: find a failure and mend it',
    detail: 'One thing goes wrong in the practice cloud, and h gives hints',
    value: { is: 'drills' },
  };
  const azure = azureRows(state);
  if (fixed?.includes('://')) return [...clusters, { key: fixed, label: 'Build a cluster here', detail: fixed, value: { is: 'azure', way: undefined } }];
  if (fixed === 'practice') return [...clusters, { ...practice, label: clusters.length > 0 ? 'A new practice cluster' : practice.label }, drills];
  return fixed === undefined ? [...clusters, practice, ...azure, drills] : [...clusters, ...azure];
}

/** An answer, or the default where none was given. */
export function answerOf<K extends keyof Given>(state: WizardState, key: K): Given[K] {
  return state.answers[key] ?? state.standard[key];
}

/** Why a size cannot be taken for so many nodes. */
export function sizeProblem(size: SizeView, count: number): string | undefined {
  if (size.problem !== undefined) return size.problem;
  const needed = size.vCPUs * count;
  if (size.quotaLeft === undefined || needed <= size.quotaLeft) return undefined;
  const most = Math.floor(size.quotaLeft / size.vCPUs);
  return `needs ${needed} vCPUs, quota left ${size.quotaLeft}${most >= countRange.least ? `; Esc goes back, and ${most} nodes of it fit` : ''}`;
}

/** Whether nothing but quota stands against a size for so many nodes: more of it can be asked for. */
export const lacksQuota = (size: SizeView, count: number): boolean =>
  size.problem === undefined && size.quotaLeft !== undefined && size.vCPUs * count > size.quotaLeft;

export function locationRows(state: WizardState): readonly Row<string>[] {
  return (state.locations ?? [])
    .filter(({ name, displayName }) => fits(state.filter, `${name} ${displayName}`))
    .map(({ name, displayName }) => ({ key: name, label: name, detail: displayName, value: name }));
}

/** The two roads: what a message travels over. */
export function networkRows({ networkPrices = {} }: WizardState): readonly Row<NonNullable<Given['network']>>[] {
  const money = (network: NonNullable<Given['network']>): string =>
    networkPrices[network] === undefined ? '' : `${dollars(networkPrices[network])} an hour for each node`;
  return [
    { key: 'ethernet', label: 'Ethernet', detail: money('ethernet'), value: 'ethernet' },
    { key: 'infiniband', label: 'InfiniBand', detail: money('infiniband'), value: 'infiniband' },
  ];
}

export function sizeRows(state: WizardState): readonly Row<SizeView>[] {
  const count = answerOf(state, 'count') ?? 4;
  const infiniband = answerOf(state, 'network') === 'infiniband';
  return (state.sizes ?? [])
    .filter(({ name, rdma = false }) => rdma === infiniband && fits(state.filter, name))
    .map((size): Row<SizeView> => {
      const problem = sizeProblem(size, count);
      return { key: size.name, label: size.name, detail: size.warnings[0] ?? '', value: size, ...(problem === undefined ? {} : { disabled: problem }) };
    });
}

/** Choices that a person may want to change and that the road does not ask for. */
const otherChoices = [
  'name',
  'resourceGroup',
  'network',
  'location',
  'count',
  'size',
  'image',
  'adminUsername',
  'sshSource',
  'sshKey',
  'packageUpgrade',
  'benchmark',
  'sharedFiles',
] as const satisfies readonly (keyof Given)[];

export function choiceRows(state: WizardState): readonly Row<keyof Given>[] {
  return otherChoices.map((key) => {
    const { help, standard } = questionOf(key);
    const resolved = state.review?.choices as Partial<Record<keyof Given, unknown>> | undefined;
    return { key, label: help, detail: String(resolved?.[key] ?? state.answers[key] ?? standard), value: key };
  });
}

export function drillRows(state: WizardState): readonly Row<DrillView>[] {
  return (state.drills ?? []).map((drill) => ({ key: drill.name, label: drill.name, detail: drill.symptom, value: drill }));
}

export function problemRows(state: WizardState): readonly Row<ProblemWay>[] {
  return (state.problem?.ways ?? []).map((way, index) => ({ key: `${index}`, label: way.label, detail: way.is === 'way-on' ? way.detail : '', value: way }));
}

export function subscriptionRows(state: WizardState): readonly Row<string>[] {
  return (state.subscriptions ?? []).map(
    ({ id, name, tenantId, state: is }): Row<string> => ({
      key: id,
      label: plainText(name),
      detail: `${id}, tenant ${tenantId}`,
      value: id,
      ...(is === 'Enabled' || is === 'Warned' || is === 'PastDue' ? {} : { disabled: `it is ${is}` }),
    }),
  );
}

/** The list at hand, by its name in `chosen`; undefined where the screen has none. */
export function listAt(state: WizardState): { readonly id: string; readonly rows: readonly Row<unknown>[] } | undefined {
  if (state.overlay === 'node' && (state.nodePage?.page ?? 'facts') === 'facts')
    return { id: 'node', rows: nodeNames(state).map((name) => ({ key: name, label: name, detail: '', value: name })) };
  if (state.overlay === 'underneath') return { id: 'underneath', rows: exchangeRows(state) };
  if (state.overlay === 'glossary') return { id: 'glossary', rows: termRows(state) };
  if (state.overlay !== undefined) return undefined;
  if (state.problem) return { id: 'problem', rows: problemRows(state) };
  if (state.running) return undefined;
  switch (state.screen.at) {
    case 'start':
      return { id: 'start', rows: startRows(state) };
    case 'adopt-place':
      return { id: 'adopt-place', rows: placeRows(state) };
    case 'adopt':
      return state.adopting?.groups ? { id: 'adopt', rows: groupRows(state) } : undefined;
    case 'findings':
      return state.adopting?.findings ? { id: 'findings', rows: findingRows(state) } : undefined;
    case 'drills':
      return { id: 'drills', rows: drillRows(state) };
    case 'way':
      return { id: 'way', rows: azureRows(state) };
    case 'subscription':
      return { id: 'subscription', rows: subscriptionRows(state) };
    case 'network':
      return { id: 'network', rows: networkRows(state) };
    case 'location':
      return { id: 'location', rows: locationRows(state) };
    case 'size':
      return { id: 'size', rows: sizeRows(state) };
    case 'choices':
      return { id: 'choices', rows: choiceRows(state) };
    case 'export':
      return state.exporting?.at === 'form' ? { id: 'export', rows: exportRows(state) } : undefined;
    case 'files':
      return state.files?.at === 'way' ? { id: 'files', rows: filesRows(nodeNames(state)) } : undefined;
    case 'offer':
      return { id: `offer ${state.screen.stage}`, rows: offerRows(state, state.screen.stage) };
    case 'returned': {
      const rows = returnRows(state);
      return rows.length > 0 ? { id: 'returned', rows } : undefined;
    }
    default:
      return undefined;
  }
}

/** The chosen row of a list; the default where nobody moved yet. */
export function chosenIndex(state: WizardState, list: { readonly id: string; readonly rows: readonly Row<unknown>[] }): number {
  const moved = state.chosen[list.id];
  const standard = list.id === 'location' || list.id === 'size' || list.id === 'network' ? answerOf(state, list.id) : undefined;
  const named = list.rows.findIndex(({ key }) => key === standard);
  // A default that cannot be taken gives way to the first row that can, if there is one.
  const first = list.rows[named]?.disabled === undefined ? named : list.rows.findIndex(({ disabled }) => disabled === undefined);
  const index = moved ?? Math.max(0, first < 0 ? named : first);
  return Math.max(0, Math.min(list.rows.length - 1, index));
}

const namesKept = new WeakMap<OpenCluster, readonly string[]>();

/** Names of the nodes, head first. */
export function nodeNames({ cluster }: WizardState): readonly string[] {
  if (!cluster) return [];
  const kept = namesKept.get(cluster);
  if (kept) return kept;
  const { choices, nodes } = cluster;
  // In a scale set Azure gives the names; before that there are none.
  const names =
    choices.network === 'infiniband'
      ? [...nodes].sort(headFirst).map(({ name }) => name)
      : Array.from({ length: choices.count }, (_, index) => `${choices.name}${index}`);
  namesKept.set(cluster, names);
  return names;
}

const headFirst = (a: ClusterNode, b: ClusterNode): number => Number(b.role === 'head') - Number(a.role === 'head') || (a.name < b.name ? -1 : 1);

/** Nodes that have a pane: those of a cluster of which something may exist. */
export const paneNodes = (state: WizardState): readonly string[] =>
  // Coming back, what is remembered of them must not stand there as if it were so.
  state.cluster?.begun && state.screen.at !== 'deleted' && state.screen.at !== 'returned' ? nodeNames(state) : [];

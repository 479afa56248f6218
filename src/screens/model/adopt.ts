import { type Adoptable, type Finding, type FindingKind, mendedByAll, type StandingCluster } from '../../stages/adopt-finding.ts';
import type { ClusterView } from './cluster-view.ts';
import { counted } from './format.ts';
import { azureRows } from './azure-rows.ts';
import type { Row } from './lists.ts';
import type { SignInWay, SubscriptionView, WizardState } from './state.ts';

/** What looks like a cluster, where it is, and whether it is remembered here. */
export interface AdoptableView extends Adoptable {
  readonly subscription: SubscriptionView;
  /** It was adopted here already: it is opened, and looked at again. */
  readonly here?: ClusterView;
}

/** Taking over a cluster that was made by hand, as far as one has come. */
export interface AdoptView {
  /** There once Azure answered. */
  readonly groups?: readonly AdoptableView[];
  readonly subscriptions?: readonly SubscriptionView[];
  /** The one that is looked at. */
  readonly standing?: StandingCluster;
  readonly subscription?: SubscriptionView;
  /** What is wrong with it; there once it was looked at. */
  readonly findings?: readonly Finding[];
  /** Mendings that were cut off: they are ended with the next. */
  readonly unfinished?: readonly FindingKind[];
  /** When what runs was begun, in milliseconds on the world's clock. */
  readonly began?: number;
}

/** Where to look for clusters: a cloud and how to sign in to it. */
export interface AdoptPlace {
  readonly cloud: string;
  readonly way: SignInWay | undefined;
}

/** The clouds that can be looked in; the one that was named where one was. */
export function placeRows(state: WizardState): readonly Row<AdoptPlace>[] {
  const { cloud } = state.answers;
  if (cloud?.includes('://')) return [{ key: cloud, label: cloud, detail: '', value: { cloud, way: undefined } }];
  const practice: Row<AdoptPlace> = {
    key: 'practice',
    label: 'Practice cloud (simulated)',
    detail: 'rank0 practice --by-hand builds one there, as the old how-to does',
    value: { cloud: 'practice', way: undefined },
  };
  const azure = azureRows(state).map((row): Row<AdoptPlace> => ({ ...row, value: { cloud: cloud ?? 'public', way: row.value.way } }));
  return cloud === 'practice' ? [practice] : cloud === undefined ? [practice, ...azure] : azure;
}

/** A cluster that was seen, or a group that is typed. */
export type GroupRow = { readonly is: 'seen'; readonly cluster: AdoptableView } | { readonly is: 'typed' };

/** What could be adopted, each with what was seen of it; then any other group. */
export function groupRows({ adopting }: WizardState): readonly Row<GroupRow>[] {
  if (!adopting?.groups) return [];
  const several = new Set(adopting.groups.map(({ subscription }) => subscription.id)).size > 1;
  return [
    ...adopting.groups.map((cluster): Row<GroupRow> => {
      const { group, name, network, size, location, count, byRank0, problem, here, subscription } = cluster;
      const made = here ? 'adopted here: look at it again' : byRank0 ? 'made by another rank0' : 'made by hand';
      return {
        key: `${subscription.id}/${group}/${name}`,
        label: `${group}: ${name}`,
        detail: `${count} × ${size}, ${network === 'infiniband' ? 'a scale set' : 'machines'} in ${location}, ${made}${several ? `, ${subscription.name}` : ''}`,
        value: { is: 'seen', cluster },
        ...(problem === undefined ? {} : { disabled: `It cannot be adopted: ${problem}` }),
      };
    }),
    { key: 'typed', label: 'Another group', detail: 'type its name', value: { is: 'typed' } },
  ];
}

/** A finding to be mended, or on to the cluster. */
export type FindingRow = { readonly is: 'finding'; readonly finding: Finding } | { readonly is: 'on' };

const signs: Readonly<Record<Finding['is'], string>> = { unsafe: 'unsafe', costly: 'costs', slow: 'slow', broken: 'broken', old: 'old' };

/** What is wrong, the unsafe first; then on. */
export function findingRows({ adopting, cluster }: WizardState): readonly Row<FindingRow>[] {
  const name = cluster?.choices.name ?? 'the cluster';
  const findings = adopting?.findings ?? [];
  return [
    ...findings.map((finding): Row<FindingRow> => ({ key: finding.kind, label: signs[finding.is], detail: finding.title, value: { is: 'finding', finding } })),
    { key: 'on', label: 'go on', detail: findings.length === 0 ? `to ${name}` : `to ${name}; these stay as they are`, value: { is: 'on' } },
  ];
}

/** What the key for all mends. */
export const allKinds = ({ adopting }: WizardState): readonly FindingKind[] => mendedByAll(adopting?.findings ?? []);

/** Whether rank0 mends this one; of one that is not found any more, its mending was cut off and goes on. */
export const isMendable = ({ adopting }: WizardState, kind: FindingKind): boolean => adopting?.findings?.find((one) => one.kind === kind)?.mendable !== false;

/** Whether a cluster is remembered here as adopted, and open. */
export const isAdopted = ({ cluster }: WizardState): boolean => cluster?.adopted === true;

/** In a few words what stands in a group. */
export const standingWords = ({ nodes, size, network }: StandingCluster): string =>
  `${counted(nodes.length, 'node')} of ${size}, ${network === 'infiniband' ? 'a scale set' : 'machines of their own'}`;

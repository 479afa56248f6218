import { perHourNow } from '../state/money.ts';
import { nodesOff, type NodesOff } from '../state/power.ts';
import type { KnownCluster } from './cluster-choice.ts';

/** One cluster as `list` and `status` give it (design 4). */
export interface ClusterSummary {
  readonly name: string;
  readonly cloud: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly network: string;
  readonly size: string;
  readonly count: number;
  readonly stage: string;
  /** `planned` nothing was made yet · `building` · `ready` · `failed` · `interrupted`; `status` adds `stopped` and `gone`, as observed. */
  readonly state: 'planned' | 'building' | 'ready' | 'failed' | 'interrupted';
  readonly pricePerHour: number | null;
  readonly createdAt: string | null;
}

/** What is remembered of a cluster, without asking Azure. */
export function summaryOf({ name, session }: KnownCluster): ClusterSummary {
  const { choices } = session;
  return {
    name,
    cloud: choices?.cloud ?? '',
    resourceGroup: choices?.resourceGroup ?? '',
    location: choices?.location ?? '',
    network: choices?.network ?? '',
    size: choices?.size ?? '',
    count: choices?.count ?? 0,
    stage: session.stage,
    state: stateOf(session),
    pricePerHour: session.price?.perHour ?? null,
    createdAt: session.createdAt ?? null,
  };
}

/** What it costs an hour as its nodes were last seen, and which of them were off. */
export function powerOf({ session }: KnownCluster): { readonly pricePerHourNow: number | null; readonly off: NodesOff } {
  const begun = session.price !== undefined && session.billedSince !== undefined;
  return { pricePerHourNow: begun ? perHourNow(session) : null, off: nodesOff(session.nodes, session.powers) };
}

function stateOf({ result, stage }: KnownCluster['session']): ClusterSummary['state'] {
  if (result === 'ready' || result === 'failed' || result === 'interrupted') return result;
  return stage === 'sign-in' || stage === 'plan' ? 'planned' : 'building';
}

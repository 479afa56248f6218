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

function stateOf({ result, stage }: KnownCluster['session']): ClusterSummary['state'] {
  if (result === 'ready' || result === 'failed' || result === 'interrupted') return result;
  return stage === 'sign-in' || stage === 'plan' ? 'planned' : 'building';
}

import type { ClusterView } from '../../screens/model/state.ts';
import { knownClusters } from '../cluster-choice.ts';
import { summaryOf } from '../summary.ts';

/** The clusters that are remembered here, as the first screen shows them. */
export function rememberedClusters(home: string): readonly ClusterView[] {
  return knownClusters(home).map((cluster): ClusterView => {
    const { name, cloud, location, size, count, state, pricePerHour } = summaryOf(cluster);
    return { name, cloud, location, size, count, stage: cluster.session.stage, state, ...(pricePerHour === null ? {} : { pricePerHour }) };
  });
}

import type { ClusterView } from '../../screens/model/cluster-view.ts';
import { spentBy } from '../../stages/spent.ts';
import { practiceTime } from '../../practice/time-now.ts';
import { knownClusters } from '../cluster-choice.ts';
import { powerOf, summaryOf } from '../summary.ts';
import { practiceFolder } from '../practice-folder.ts';

/** The clusters that are remembered here, as the first screen shows them; nobody is asked. */
export function rememberedClusters(home: string): readonly ClusterView[] {
  return knownClusters(home).map((cluster): ClusterView => {
    const { session } = cluster;
    const { name, cloud, location, size, count, state, pricePerHour } = summaryOf(cluster);
    const { pricePerHourNow, off } = powerOf(cluster);
    const now = (cloud === 'practice' ? practiceTime(practiceFolder(home)) : undefined) ?? Date.now();
    const tenant = session.choices?.tenant;
    return {
      name,
      cloud,
      location,
      size,
      count,
      stage: session.stage,
      state,
      nodes: session.nodes.length,
      ...(pricePerHour === null ? {} : { pricePerHour }),
      ...(pricePerHourNow === null ? {} : { pricePerHourNow }),
      off,
      ...(session.billedSince === undefined ? {} : { spent: spentBy(session, now) }),
      ...(tenant === undefined ? {} : { tenant }),
    };
  });
}

import { cloudFolder } from '../../state/home.ts';
import { knownClusters } from '../cluster-choice.ts';
import { summaryOf } from '../summary.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 list`: the clusters that are remembered here. Asks nobody. */
export async function list({ home, output, words }: Surroundings): Promise<number> {
  const cloud = words.choices.cloud;
  const clusters = knownClusters(home)
    .map(summaryOf)
    .filter((one) => cloud === undefined || cloudFolder(one.cloud) === cloudFolder(cloud));
  output.object({ clusters });
  if (output.json) return 0;
  if (clusters.length === 0) output.say('No cluster is remembered here. Build one: rank0 up. Rehearse one: rank0 practice.');
  for (const one of clusters) {
    const price = one.pricePerHour === null ? 'price not known' : `${one.pricePerHour.toFixed(2)} $/h while it runs`;
    output.say(`${one.name} · ${one.count} × ${one.size} · ${one.location} · ${one.cloud} · ${one.state} at ${one.stage} · ${price}`);
  }
  return 0;
}

import { offWords } from '../../state/power.ts';
import { dollars, timeWords } from '../../state/words.ts';
import { type KnownCluster, knownClusters } from '../cluster-choice.ts';
import { powerOf, summaryOf } from '../summary.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 list`: the clusters that are remembered here. Asks nobody. */
export async function list({ home, output, words }: Surroundings): Promise<number> {
  const cloud = words.choices.cloud;
  const known = knownClusters(home, cloud);
  output.object({ clusters: known.map(asAnswer) });
  if (output.json) return 0;
  if (known.length === 0) output.say('No cluster is remembered here. Build one: rank0 up. Rehearse one: rank0 practice.');
  for (const one of known) output.say(listLine(one));
  return 0;
}

/** A cluster as design 4 gives it, with what its nodes were when they were last seen. */
function asAnswer(cluster: KnownCluster): object {
  const { pricePerHourNow, off } = powerOf(cluster);
  const { of, stopped, billedOff } = off;
  const summary = summaryOf(cluster);
  const isOff = summary.state === 'ready' && of > 0 && stopped + billedOff === of;
  return { ...summary, state: isOff ? 'stopped' : summary.state, nodesStopped: stopped, nodesBilledOff: billedOff, pricePerHourNow };
}

/** One line for eyes: what it is, where it stands, what its nodes did when they were last seen, what it costs so. */
export function listLine(cluster: KnownCluster): string {
  const { name, count, size, location, cloud, state, stage, pricePerHour } = summaryOf(cluster);
  const { pricePerHourNow, off } = powerOf(cluster);
  const seen = offWords(off);
  const is = state !== 'ready' ? `${state} at ${stage}${seen === undefined ? '' : `, ${seen}`}` : (seen ?? 'ready');
  const price =
    pricePerHour === null
      ? 'price not known'
      : pricePerHourNow === null
        ? `${dollars(pricePerHour)}/h once built`
        : pricePerHourNow < pricePerHour
          ? `${dollars(pricePerHourNow)}/h now, ${dollars(pricePerHour)}/h with all running`
          : `${dollars(pricePerHour)}/h now`;
  const { autostop } = cluster.session;
  return [name, `${count} × ${size}`, location, cloud, is, price, ...(autostop ? [`stops by itself at ${timeWords(autostop)}`] : [])].join(' · ');
}

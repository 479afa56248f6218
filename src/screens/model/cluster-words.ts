import { road } from '../../stages/road.ts';
import { offWords } from '../../state/power.ts';
import { dollars } from './format.ts';
import type { ClusterView } from './cluster-view.ts';

/** A cloud in words. */
export const cloudWords = (cloud: string): string =>
  cloud === 'practice'
    ? 'practice cloud (simulated)'
    : cloud === 'public'
      ? 'Azure'
      : cloud === 'china'
        ? 'Azure China'
        : cloud === 'usgov'
          ? 'Azure US Government'
          : cloud;

/** Where a remembered cluster stands, in words: `ready`, `stopped`, `failed at 5, log in, 1 of 4 nodes stopped`. */
export function standing({ off, ...cluster }: Pick<ClusterView, 'state' | 'stage' | 'off'>): string {
  const seen = off && offWords(off);
  if (seen === undefined) return progress(cluster);
  return cluster.state === 'ready' ? seen : `${progress(cluster)}, ${seen}`;
}

function progress({ state, stage }: Pick<ClusterView, 'state' | 'stage'>): string {
  const about = road.find(({ id }) => id === stage);
  const at = about ? `at ${about.number}, ${about.title}` : `at ${stage}`;
  switch (state) {
    case 'ready':
      return 'ready';
    case 'planned':
      return 'planned, nothing made';
    case 'failed':
      return `failed ${at}`;
    case 'interrupted':
      return `left ${at}`;
    default:
      return at;
  }
}

/** A remembered cluster in one line: where it stands, its nodes, what it costs, what it is. */
export function clusterWords(cluster: ClusterView): string {
  const { count, nodes, pricePerHour, pricePerHourNow, spent, size, location, cloud } = cluster;
  const money =
    pricePerHour === undefined
      ? []
      : spent === undefined
        ? [`${dollars(pricePerHour)} an hour once built`]
        : [`${dollars(pricePerHourNow ?? pricePerHour)} an hour now, ${dollars(spent)} so far`];
  return [
    standing(cluster),
    ...(nodes === undefined || spent === undefined ? [] : [`${nodes} of ${count} nodes`]),
    ...money,
    `${count} × ${size} in ${location}, ${cloudWords(cloud)}`,
  ].join('; ');
}

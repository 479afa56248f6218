import { road } from '../../stages/road.ts';
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

/** Where a remembered cluster stands, in words: `ready`, `failed at 5, log in`. */
export function standing({ state, stage }: Pick<ClusterView, 'state' | 'stage'>): string {
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
  const { count, nodes, pricePerHour, spent, size, location, cloud } = cluster;
  const money =
    pricePerHour === undefined
      ? []
      : spent === undefined
        ? [`${dollars(pricePerHour)} an hour once built`]
        : [`${dollars(pricePerHour)} an hour, ${dollars(spent)} so far`];
  return [
    standing(cluster),
    ...(nodes === undefined || spent === undefined ? [] : [`${nodes} of ${count} nodes`]),
    ...money,
    `${count} × ${size} in ${location}, ${cloudWords(cloud)}`,
  ].join('; ');
}

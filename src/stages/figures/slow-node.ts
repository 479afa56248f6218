import type { Pair } from '../../state/measurement.ts';
import { lowest, median, noiseOf } from './statistics.ts';

/** What the pairs say of the nodes. */
export interface PairsSaid {
  /** Microseconds of a small message between two nodes with nothing against them. */
  readonly usual: number;
  /** Nodes that are slow with whomever they speak, the slowest first, and how many times as slow as usual. */
  readonly slow: readonly { readonly node: string; readonly times: number }[];
  /** Nodes of which no pair gave a figure. */
  readonly silent: readonly string[];
  /** Pairs that are slow though neither of their nodes is. */
  readonly odd: readonly { readonly nodes: readonly [string, string]; readonly times: number }[];
  /** Of two slow nodes nobody can tell which it is. */
  readonly undecided: boolean;
}

/** From so many times the usual on, a figure is not like the others. */
const slowFrom = 1.25;
/** … and only where it stands out of the noise by this many deviations. */
const outOfNoise = 3;
/** A single pair must be further off: of many pairs some are always unlucky. */
const oddFrom = 1.5;

/**
 * Which node is slow, told from all pairs. A slow node is slow with everybody, so even the better quarter of its pairs is; a node
 * that is well has its good figures with all others that are well. The usual is what the best sixth of all pairs has, so that of four nodes
 * two may be slow. Parts and not means, so that no wild pair moves the scale, and no lucky one hides a slow node. Undefined where no pair gave a figure.
 */
export function readPairs(pairs: readonly Pair[]): PairsSaid | undefined {
  if (!kept.has(pairs)) kept.set(pairs, read(pairs));
  return kept.get(pairs);
}

/** Screens ask again and again, and a hundred nodes have thousands of pairs. */
const kept = new WeakMap<readonly Pair[], PairsSaid | undefined>();

function read(pairs: readonly Pair[]): PairsSaid | undefined {
  const names = [...new Set(pairs.flatMap(({ nodes }) => nodes))];
  const measured = pairs.filter(({ latencies }) => latencies.length > 0).map(({ nodes, latencies }) => ({ nodes, value: median(latencies) }));
  if (measured.length === 0) return undefined;
  const usual = lowest(
    6,
    measured.map(({ value }) => value),
  );
  const noise = median(pairs.flatMap(({ latencies }) => (latencies.length > 2 ? [noiseOf(latencies)] : [])));
  const limit = Math.max(usual * slowFrom, usual + outOfNoise * (Number.isNaN(noise) ? 0 : noise));
  const byNode = new Map<string, number[]>(names.map((name) => [name, []]));
  for (const { nodes, value } of measured) for (const name of nodes) byNode.get(name)?.push(value);
  const ofNode = (name: string): readonly number[] => byNode.get(name) ?? [];
  const silent = names.filter((name) => ofNode(name).length === 0);
  const slow = names
    .filter((name) => names.length > 2 && ofNode(name).length > 1)
    .map((node) => ({ node, times: lowest(4, ofNode(node)) / usual }))
    .filter(({ times }) => times * usual > limit)
    .sort((a, b) => b.times - a.times);
  const known = new Set(slow.map(({ node }) => node));
  const odd = measured
    .filter(({ nodes, value }) => value > Math.max(limit, usual * oddFrom) && !nodes.some((name) => known.has(name)))
    .map(({ nodes, value }) => ({ nodes, times: value / usual }))
    .sort((a, b) => b.times - a.times);
  return { usual, slow, silent, odd, undecided: names.length === 2 };
}

/** How the pair between two nodes came out; undefined where it was not tried. */
export const pairOf = (pairs: readonly Pair[], one: string, other: string): Pair | undefined =>
  pairs.find(({ nodes }) => nodes.includes(one) && nodes.includes(other) && one !== other);

/** What the pairs say, in sentences. */
export function pairWords(said: PairsSaid | undefined, pairs: readonly Pair[]): string {
  if (!said) return pairs.length === 0 ? 'No pairs were measured.' : 'No pair gave a figure.';
  const { slow, silent, odd, usual, undecided } = said;
  const base = `Between two nodes a small message usually takes ${usual.toFixed(1)} µs.`;
  const times = (factor: number): string => `${factor.toFixed(1)} times`;
  const parts = [
    ...slow.map(({ node, times: factor }) => `${node} is slow: ${times(factor)} as much with whichever node it speaks.`),
    ...(silent.length > 0 ? [`${silent.join(', ')} gave no figure with any other node.`] : []),
    ...(odd.length > 0 ? [oddWords(odd, times)] : []),
  ];
  if (parts.length > 0) return [base, ...parts].join(' ');
  return undecided ? `${base} With two nodes there is one pair, so nothing to compare it with.` : `${base} No node stands out.`;
}

function oddWords(odd: PairsSaid['odd'], times: (factor: number) => string): string {
  const [first] = odd;
  if (odd.length === 1 && first) return `The pair ${first.nodes.join(' and ')} takes ${times(first.times)} as much, and neither of the two with others.`;
  return `${odd.length} pairs take longer though none of their nodes is slow with all others: as if the nodes stood in two places.`;
}

import type { ClusterNode } from '../state/events.ts';
import { expandNames, foldNames, splitOutside } from '../state/node-set.ts';
import { usageError } from '../state/problem.ts';

/** Those that can be logged in to: their host keys are known. */
export const withHostKeys = <Node extends Pick<ClusterNode, 'hostKeys'>>(nodes: readonly Node[]): Node[] => nodes.filter(({ hostKeys }) => hostKeys.length > 0);

/** Words for all nodes: ClusterShell's, and ours. */
const all = /^(@all|@\*|\*|all)?$/i;

/**
 * The nodes that somebody means, in the order in which they are known: a set as clush writes it (`node[1-3]`, `node0,node2`), what is left of it
 * without others (`@all!node0`), numbers alone (`0-2`), `head`; nothing or `@all` is every node.
 * @throws ProblemError exit code 2, `node-unknown` or `node-set`.
 */
export function chooseNodes<Node extends Pick<ClusterNode, 'name' | 'role'>>(text: string, cluster: string, nodes: readonly Node[]): readonly Node[] {
  const [taken = '', ...left] = splitOutside(text, '!');
  const named = (set: string): ReadonlySet<string> =>
    new Set(all.test(set) ? nodes.map(({ name }) => name) : splitOutside(set, ',').flatMap((word) => namesOf(word, cluster, nodes)));
  const wanted = named(text.trim().startsWith('!') ? '' : taken);
  const without = new Set((text.trim().startsWith('!') ? [taken, ...left] : left).flatMap((set) => [...named(set)]));
  const unknown = [...wanted, ...without].filter((name) => !nodes.some((node) => node.name === name));
  const there = `Its nodes: ${foldNames(nodes.map(({ name }) => name)) || 'none yet'}.`;
  if (unknown.length > 0) throw usageError('node-unknown', `no node of ${cluster} is called ${foldNames(unknown)}`, there);
  const chosen = nodes.filter(({ name }) => wanted.has(name) && !without.has(name));
  if (chosen.length === 0 && nodes.length > 0) throw usageError('node-set', `${text} leaves no node`, there);
  return chosen;
}

function namesOf(word: string, cluster: string, nodes: readonly Pick<ClusterNode, 'name' | 'role'>[]): readonly string[] {
  if (word === 'head') return nodes.filter(({ role }) => role === 'head').map(({ name }) => name);
  try {
    // A number alone is one of this cluster's.
    if (/^\d+(-\d+)?$/.test(word) && !nodes.some(({ name }) => name === word)) return expandNames(`${cluster}[${word}]`);
    return expandNames(word);
  } catch (error) {
    throw usageError('node-set', (error as Error).message, 'Nodes are named as clush names them: node1, node[1-3], node[0,2-4], @all!node0.');
  }
}

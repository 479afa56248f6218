import { byNumber, foldNames } from '../state/node-set.ts';

/** What a command printed on one node. */
export interface NodeOutput {
  readonly node: string;
  readonly stdout: string;
}

/** How what nodes print is shown: as it comes, node by node, or equal output once. */
export type Gathering = 'live' | 'each' | 'gather';

const rule = '---------------';

/**
 * Output under the names of the nodes that printed it, as `clush -b` shows it: nodes that printed nothing are left out.
 * @param fold equal output once, under all its nodes, those of most nodes first; else each node's by itself, in the order of the nodes.
 */
export function gatheredText(outputs: readonly NodeOutput[], fold: boolean): string {
  const blocks: { readonly nodes: string[]; readonly text: string }[] = [];
  for (const { node, stdout } of [...outputs].sort((one, other) => byNumber(one.node, other.node))) {
    const text = stdout.replace(/\n+$/, '');
    if (text === '') continue;
    const same = fold ? blocks.find((block) => block.text === text) : undefined;
    if (same) same.nodes.push(node);
    else blocks.push({ nodes: [node], text });
  }
  // A sort that keeps the order of equals: blocks of as many nodes stand by their first node.
  blocks.sort((one, other) => other.nodes.length - one.nodes.length);
  return blocks.map(({ nodes, text }) => `${rule}\n${foldNames(nodes)}${nodes.length > 1 ? ` (${nodes.length})` : ''}\n${rule}\n${text}\n`).join('');
}

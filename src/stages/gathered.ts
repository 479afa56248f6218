import { byNumber, foldNames } from '../state/node-set.ts';

/** What a command printed on one node. */
export interface NodeOutput {
  readonly node: string;
  readonly stdout: string;
}

/** How what nodes print is shown: as it comes, node by node, or equal output once. */
export type Gathering = 'live' | 'each' | 'gather';

/** Nodes that printed the same. */
export interface Gathered<Output> {
  readonly nodes: readonly string[];
  readonly output: Output;
}

const rule = '---------------';

/**
 * Outputs under the names of the nodes that they are from, in the order of the nodes.
 * @param sameAs what is equal where outputs are, where these are to stand once, under all their nodes, those of most nodes first.
 */
export function gathered<Output>(
  outputs: readonly { readonly node: string; readonly output: Output }[],
  sameAs?: (output: Output) => string,
): Gathered<Output>[] {
  const blocks: { readonly nodes: string[]; readonly output: Output; readonly key: string | undefined }[] = [];
  for (const { node, output } of [...outputs].sort((one, other) => byNumber(one.node, other.node))) {
    const key = sameAs?.(output);
    const same = key === undefined ? undefined : blocks.find((block) => block.key === key);
    if (same) same.nodes.push(node);
    else blocks.push({ nodes: [node], output, key });
  }
  // A sort that keeps the order of equals: blocks of as many nodes stand by their first node.
  return blocks.sort((one, other) => other.nodes.length - one.nodes.length).map(({ nodes, output }) => ({ nodes, output }));
}

/** `glocluster[0-2] (3)`: the head of such a block. */
export const nodesWords = (nodes: readonly string[]): string => `${foldNames(nodes)}${nodes.length > 1 ? ` (${nodes.length})` : ''}`;

/**
 * Output under the names of the nodes that printed it, as `clush -b` shows it: nodes that printed nothing are left out.
 * @param fold equal output once; else each node's by itself.
 */
export function gatheredText(outputs: readonly NodeOutput[], fold: boolean): string {
  const printed = outputs.map(({ node, stdout }) => ({ node, output: stdout.replace(/\n+$/, '') })).filter(({ output }) => output !== '');
  return gathered(printed, fold ? (text) => text : undefined)
    .map(({ nodes, output }) => `${rule}\n${nodesWords(nodes)}\n${rule}\n${output}\n`)
    .join('');
}

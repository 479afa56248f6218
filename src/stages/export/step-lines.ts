import type { ToldStep, ToldTask } from './schema.ts';

/** Lines of a step as one would type them, the same for several nodes once: each group with the nodes that it is typed for. */
export interface TypedLines {
  readonly lines: readonly string[];
  /** What to say above them; nothing where it is clear. */
  readonly note?: string;
}

/** From this many lines on, what is the same for all nodes is shown for one. */
const mostLines = 6;

/** The lines of all tasks of a step. */
export function typedLines({ tasks, where }: ToldStep, cluster: string): readonly TypedLines[] {
  const given = tasks.filter(({ commands }) => commands.length > 0);
  const all = given.flatMap(({ commands }) => commands);
  if (all.length <= mostLines && where === 'here') return all.length === 0 ? [] : [{ lines: all }];
  const groups = new Map<string, ToldTask[]>();
  for (const task of given) {
    const pattern = task.commands.map((line) => patternOf(line, task.node, cluster)).join('\n');
    groups.set(pattern, [...(groups.get(pattern) ?? []), task]);
  }
  return [...groups.values()].map((same) => {
    const [first, ...others] = same as [ToldTask, ...ToldTask[]];
    const note = noteOf(where, first, others);
    return { lines: first.commands, ...(note === undefined ? {} : { note }) };
  });
}

function noteOf(where: ToldStep['where'], first: ToldTask, others: readonly ToldTask[]): string | undefined {
  const nodes = [first, ...others].flatMap(({ node }) => node ?? []);
  if (where === 'nodes') return nodes.length === 0 ? undefined : `on ${listed(nodes)}`;
  return others.length === 0 ? undefined : `and the same for ${listed(others.flatMap(({ node }) => node ?? []))}`;
}

/** Names with the numbers of their resources taken out: what differs between nodes and means nothing. */
function patternOf(line: string, node: string | undefined, cluster: string): string {
  if (node === undefined) return line;
  const index = node.startsWith(cluster) ? node.slice(cluster.length) : node;
  const escaped = cluster.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return line
    .replaceAll(node, '{node}')
    .replace(new RegExp(`(${escaped}[A-Za-z]*)${index}(?![0-9A-Za-z])`, 'g'), '$1{node}')
    .replace(/(?:INNER-)?ADDRESS-OF-\{node\}|\b\d+(?:\.\d+){3}\b(?!\/)/g, '{address}');
}

/** `glocluster1, glocluster2 and glocluster3`; of many the first and the last. */
export function listed(names: readonly string[]): string {
  if (names.length > 8) return `${names.slice(0, 2).join(', ')}, … ${names.at(-1)} (${names.length} in all)`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

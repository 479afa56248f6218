import { nodeNames } from '../azure/blueprint.ts';
import type { Choices } from '../state/choices.ts';
import type { Session } from '../state/session.ts';
import type { StageId } from '../state/stage-id.ts';

/**
 * Names of a cluster's nodes, head first. On the Ethernet road they are chosen; in a scale set Azure gives them, so they are those
 * that were last observed, and none before that.
 */
export function namesOf({ network, name, count }: Choices, { nodes }: Pick<Session, 'nodes'>): readonly string[] {
  if (network === 'ethernet') return nodeNames(name, count);
  const head = (role: 'head' | 'node'): number => (role === 'head' ? 0 : 1);
  return [...nodes].sort((a, b) => head(a.role) - head(b.role) || (a.name < b.name ? -1 : 1)).map((node) => node.name);
}

/**
 * Stages that can be one plan. In a scale set the nodes have names only after theirs, so what is done to each node is a plan after it.
 * Addresses are taken away when all else is done that may need them.
 */
export function plansOf(stages: readonly StageId[], { network }: Pick<Choices, 'network'>): readonly (readonly StageId[])[] {
  const before: readonly StageId[] = stages.filter((stage): boolean => stage === 'resource-group' || stage === 'nodes');
  const last: readonly StageId[] = stages.filter((stage): boolean => stage === 'prune');
  const after = stages.filter((stage) => !before.includes(stage) && !last.includes(stage));
  return (network === 'ethernet' ? [[...before, ...after], last] : [before, after, last]).filter((part) => part.length > 0);
}

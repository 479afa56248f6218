import type { ClusterMember } from '../azure/members.ts';
import type { Choices } from '../state/choices.ts';
import { ProblemError, usageError } from '../state/problem.ts';

/** An instance that is not of the latest model of its scale set. */
export interface Outdated {
  readonly name: string;
  readonly instanceId: string;
  readonly head: boolean;
  /** Another size: it is restarted by the update. */
  readonly restarts: boolean;
  /** Another image: its disk would be replaced. */
  readonly replaced: boolean;
  /** The model gives no public address: it loses its own. */
  readonly unaddressed: boolean;
}

/**
 * Instances of an earlier model, the head last. A head whose cluster was pruned is of an earlier one on purpose: the latest would take its
 * address, and with it the only way in.
 */
export function outdatedAmong(members: readonly ClusterMember[], headId: string | undefined): readonly Outdated[] {
  const found = members.flatMap(({ name, number, machineId, provisioning, behind }): Outdated[] => {
    const head = machineId.toLowerCase() === headId?.toLowerCase();
    if (!behind || (head && behind.address) || /^delet/i.test(provisioning)) return [];
    return [{ name, instanceId: String(number), head, restarts: behind.size, replaced: behind.image, unaddressed: behind.address }];
  });
  return [...found.filter(({ head }) => !head), ...found.filter(({ head }) => head)];
}

/** In which order instances are updated: one first, so that a bad model costs one node; then the others; the head last, if at all. */
export function updateRounds(outdated: readonly Outdated[]): readonly (readonly Outdated[])[] {
  const others = outdated.filter(({ head }) => !head);
  return [others.slice(0, 1), others.slice(1), outdated.filter(({ head }) => head)].filter((round) => round.length > 0);
}

/** What an update does to nodes that run, in sentences. */
export function updateWords(outdated: readonly Outdated[]): readonly string[] {
  const names = (ones: readonly Outdated[]): string => ones.map(({ name }) => name).join(', ');
  const restarted = outdated.filter(({ restarts }) => restarts);
  const unaddressed = outdated.filter(({ unaddressed: is }) => is);
  return [
    `${names(outdated)}: one is updated first, then the others${outdated.some(({ head }) => head) ? ', the head last' : ''}. What runs on a node may be cut off meanwhile; its disk stays.`,
    ...(restarted.length > 0 ? [`The model has another size: ${names(restarted)} will be restarted.`] : []),
    ...(unaddressed.length > 0
      ? [
          `The model gives no public address: ${names(unaddressed)} will lose ${unaddressed.length === 1 ? 'its own' : 'theirs'}, and be reached through the head.`,
        ]
      : []),
    'Then all are looked at, and hello runs again.',
  ];
}

/** Virtual machines of their own have no model. @throws ProblemError exit code 2 on the Ethernet road. */
export function checkHasModel({ name, network, count }: Pick<Choices, 'name' | 'network' | 'count'>): void {
  if (network === 'infiniband') return;
  throw usageError(
    'no-model',
    `${name} has nothing to update: its nodes are virtual machines of their own`,
    'Only instances of a scale set have a model that they can be behind.',
    [{ label: 'Another count of nodes', command: `rank0 scale ${name} ${count}` }],
  );
}

/** Nothing is updated that would lose its disk by it. @throws ProblemError exit code 3. */
export function checkKeepsDisks({ name, count }: Pick<Choices, 'name' | 'count'>, outdated: readonly Outdated[]): void {
  const replaced = outdated.filter((one) => one.replaced);
  if (replaced.length === 0) return;
  throw new ProblemError(
    {
      code: 'update-replaces-disks',
      message: `the model of ${name} has another image than ${replaced.map((one) => one.name).join(', ')}`,
      means: 'An update would replace the disk of each, and with it homes, keys and programs. Nothing was changed.',
      next: [
        { label: 'New nodes are of the new image: take all but the head away', command: `rank0 scale ${name} 1` },
        { label: 'And have them again', command: `rank0 scale ${name} ${count}` },
        { label: 'Or build another cluster, and copy what is needed', command: `rank0 up --name ${name}2 --network infiniband` },
      ],
    },
    { exitCode: 3 },
  );
}

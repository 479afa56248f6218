import type { DownPlan } from '../azure/down.ts';
import { waves } from '../azure/down-kinds.ts';
import { lockWords } from '../azure/locks.ts';
import type { ResourceRef } from '../azure/live.ts';
import { contentsWords } from '../remote/tasks/shared-count.ts';
import { byNumber } from '../state/node-set.ts';
import { few, momentWords, recoverableWords } from '../state/words.ts';
import type { Deletion, Proof } from '../stages/deletion.ts';
import type { SharedContents } from '../stages/down-walk.ts';

/** How many names of a kind are listed. */
const most = 8;

/** Resources by kind: `  4 virtualMachines: glocluster0, glocluster1 …`. */
export function kindLines(resources: readonly Pick<ResourceRef, 'type' | 'name'>[]): string[] {
  const kinds = new Map<string, string[]>();
  for (const { type, name } of resources) {
    const kind = type.split('/').at(-1) ?? type;
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  const turns = waves(resources.map(({ type, name }) => ({ type, name, id: '', group: '' }))).flat();
  const turn = (kind: string): number => turns.findIndex(({ type }) => type.endsWith(`/${kind}`));
  return [...kinds].sort(([one], [other]) => turn(one) - turn(other)).map(([kind, names]) => `  ${names.length} ${kind}: ${few(names.sort(byNumber), most)}`);
}

/** What is in the shared files, in a sentence; nothing where nothing is shared. */
export function sharedSentence(contents: SharedContents): string {
  switch (contents.is) {
    case 'counted':
      return contents.files === 0 ? '/scratch is empty.' : `/scratch holds ${contentsWords(contents)}. All of it goes, and nobody can bring it back.`;
    case 'not-counted':
      return `/scratch could not be counted (${contents.why}). What is in it goes all the same.`;
    case 'nothing':
      return '';
    default: {
      const never: never = contents;
      return never;
    }
  }
}

/** What deleting comes to, for eyes, before it is asked for. */
export function downText(name: string, plan: DownPlan, contents: SharedContents, { simulated, unlock }: { simulated: boolean; unlock: boolean }): string {
  const { resources, foreign, locks = [], whole, resourceGroup } = plan;
  if (resources.length === 0 && !whole) return '';
  return [
    `${simulated ? 'Simulated. ' : ''}This will be deleted of ${name}, with everything on its disks:`,
    ...kindLines(resources),
    whole ? `  and the resource group ${resourceGroup} itself: nothing else is in it` : '',
    sharedSentence(contents),
    resources.some(({ type }) => /virtualMachine/i.test(type))
      ? "Not counted: files in home directories and elsewhere on the nodes' own disks. They go with the disks."
      : '',
    foreign.length > 0
      ? `Left alone, because not of this cluster: ${few(
          foreign.map((one) => one.name),
          most,
        )}. So the group ${resourceGroup} stays.`
      : '',
    locks.length > 0 && unlock ? `Taken away first, though somebody put it there: ${locks.map(lockWords).join('; ')}.` : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** The proof, for eyes. */
export function proofText(name: string, { left, group, others, askedAt, recoverable = [] }: Proof, resourceGroup: string, simulated: boolean): string {
  const clock = momentWords(askedAt);
  if (left.length > 0) {
    return `Azure still has ${left.length} of ${name}, asked at ${clock}:\n${left.map(({ id }) => `  ${id}`).join('\n')}\nThey may cost. Run the same command again.`;
  }
  const groups = {
    gone: `The resource group ${resourceGroup} does not exist.`,
    deleting: `Azure is still clearing the resource group ${resourceGroup} away.`,
    kept: `The resource group ${resourceGroup} stays${
      others.length > 0
        ? `, with what is not of this cluster: ${few(
            others.map((one) => one.name),
            most,
          )}`
        : ', empty: rank0 did not make it'
    }.`,
  };
  return `${simulated ? 'Simulated: ' : ''}0 resources, 0.00 $/h: Azure was asked again at ${clock}, and nothing of ${name} is left.\n  ${groups[group]} Nothing in the subscription carries its tag.${recoverable.length > 0 ? `\n  ${recoverableWords(recoverable)}` : ''}`;
}

/** What a deletion came to, for programs. */
export function downSummary(name: string, { outcome, left, group, others = [], askedAt, recoverable, putAway }: Deletion, more: object): object {
  const done = outcome.result === 'done' && left.length === 0;
  return {
    result: done ? 'deleted' : outcome.result === 'interrupted' ? 'interrupted' : 'failed',
    cluster: name,
    left,
    ...(group === undefined ? {} : { group, others, askedAt }),
    ...(recoverable === undefined ? {} : { recoverable }),
    ...(done ? { pricePerHour: 0 } : {}),
    ...(putAway === undefined ? {} : { putAway }),
    ...more,
  };
}

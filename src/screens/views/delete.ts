import { byNumber } from '../../state/node-set.ts';
import { momentWords, recoverableWords } from '../../state/words.ts';
import { counted, dollars, span } from '../model/format.ts';
import type { DeletionView, ProofView, WizardState } from '../model/state.ts';
import type { Screen } from '../model/screen.ts';
import { afterWords } from '../model/ways-on.ts';
import { cut, empty, type Line, line, paragraph } from '../text/line.ts';
import { rowsLines } from './stage.ts';
import type { Room, View } from './view.ts';

/** Asks for the name before everything goes. */
export function deleteView(state: WizardState, screen: Extract<Screen, { at: 'delete' }>, room: Room): View {
  const { width, height } = room;
  const { deletion, cluster } = state;
  const name = cluster?.choices.name ?? '';
  if (deletion && state.running?.stoppable === false) {
    const below = paragraph(`q leaves at any moment: Azure goes on deleting, and rank0 down ${name} says what came of it.`, width, 'dim');
    return { title: `Deleting ${name}`, lines: rowsLines(downTasks(state), state.worldNow, room, height - below.length - 1), below };
  }
  if (!deletion) return { title: `Delete ${name}`, lines: [line('Asking Azure what there is', 'dim')], below: [] };
  const gap = height > 14 ? [empty] : [];
  return {
    title: `Delete ${name}: ${counted(deletion.resources.length, 'resource')}`,
    lines: [
      ...paragraph(scopeWords(deletion, cluster?.choices.resourceGroup ?? ''), width),
      ...contentsLines(deletion, width),
      ...(screen.after === undefined ? [] : paragraph(`Then ${afterWords(screen.after)}.`, width)),
      ...(deletion.locks === undefined ? [] : paragraph(`Taken away first, though somebody put it there: ${deletion.locks.join('; ')}.`, width, 'bad')),
      ...(state.running ? [] : paragraph(`To delete, type ${name} and press Enter. Esc keeps it.`, width, 'strong')),
      ...gap,
      ...kindLines(deletion.resources, width),
      ...gap,
    ],
    field: { label: 'Name: ' },
    below: state.fieldProblem ? paragraph(state.fieldProblem, width, 'bad') : [],
  };
}

const scopeWords = ({ whole, foreign }: DeletionView, group: string): string =>
  whole
    ? `The whole resource group ${group} goes, with everything in it. It cannot be undone.`
    : `Only what rank0 made goes; the group stays, because it holds what is not rank0's: ${foreign.map((one) => one.split('/').at(-1)).join(', ') || 'it was there before'}.`;

/** What lies on the disks, as far as it can be counted. */
function contentsLines({ contents, resources }: DeletionView, width: number): readonly Line[] {
  if (contents === undefined) return paragraph('Counting what lies in /scratch', width, 'dim');
  const disks = resources.some((one) => /virtualMachine/i.test(one))
    ? "Files in home directories and on the nodes' own disks are not counted; they go, too."
    : '';
  return [contents, disks].flatMap((text) => (text === '' ? [] : paragraph(text, width, text.includes(' holds ') ? 'bad' : undefined)));
}

/** What matters most first: what computes, what holds data, what costs. */
const weights = ['virtualMachines', 'virtualMachineScaleSets', 'disks', 'storageAccounts', 'publicIPAddresses', 'natGateways', 'loadBalancers'];
const weight = (kind: string): number => (weights.includes(kind) ? weights.indexOf(kind) : weights.length);

/** Resources by kind: `4 virtualMachines: glocluster0, glocluster1 …`. */
function kindLines(resources: readonly string[], width: number): readonly Line[] {
  const kinds = new Map<string, string[]>();
  for (const one of resources) {
    const [type = '', name = ''] = one.split(' ');
    const kind = type.split('/').at(-1) ?? type;
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  return [...kinds]
    .sort(([one], [other]) => weight(one) - weight(other))
    .flatMap(([kind, names]) => paragraph(`${names.length} ${kind}: ${names.sort(byNumber).join(', ')}`, width, 'code', 2));
}

const downTasks = (state: WizardState) => Object.values(state.tasks).filter(({ id }) => id.startsWith('down/'));

/** The proof: what Azure still has after the deletion, when it was asked, and what costs on. */
export function deletedView(state: WizardState, screen: Extract<Screen, { at: 'deleted' }>, { width }: Room): View {
  const { left, askedAt, putAway, after } = screen;
  const clock = momentWords(askedAt);
  if (left.length > 0) {
    return {
      title: 'Not everything is gone',
      lines: [
        ...paragraph(`Asked again at ${clock}, Azure still has ${counted(left.length, 'resource')}, which may cost:`, width, 'bad'),
        ...left.map((one) => line(`  ${cut(one, width - 2)}`, 'code')),
      ],
      below: paragraph(`Some of it may only be slow: rank0 down ${state.cluster?.choices.name ?? ''}, in a while, deletes what is left and asks again.`, width),
    };
  }
  const took = downTasks(state).reduce((sum, task) => sum + (task.spentSeconds ?? 0), 0);
  return {
    title: 'Deleted: nothing is left',
    lines: [
      ...paragraph(`${state.cloud?.simulated ? 'Simulated: ' : ''}0 resources, 0.00 $/h`, width, 'strong'),
      ...paragraph(`Azure was asked again at ${clock}${took > 0 ? `, after a deletion that took ${span(took)}` : ''}:`, width),
      ...proofLines(screen, state.cluster?.choices.resourceGroup ?? '', width),
      empty,
      ...(state.spent > 0 ? paragraph(`It came to ${dollars(state.spent)} in all, by the prices of its parts; the invoice of Azure counts.`, width) : []),
      ...(putAway === undefined
        ? []
        : paragraph(`Its journal, which tells all that ran, and its keys were put away, not thrown away: ${putAway}`, width, 'dim')),
    ],
    below: after === undefined ? [] : paragraph(`Enter goes on: ${afterWords(after)}.`, width),
  };
}

/** What was asked, and each answer. */
function proofLines({ group, others, recoverable = [] }: ProofView, name: string, width: number): readonly Line[] {
  const named = others.map((one) => one.split(' ').at(-1));
  const answers = {
    gone: 'does not exist any more',
    deleting: 'is still being cleared away by Azure, with nothing of the cluster in it',
    kept: named.length > 0 ? `stays, with what is not the cluster's: ${named.join(', ')}` : 'stays, empty: rank0 did not make it',
  };
  return [
    ...paragraph(`- resource group ${name}: ${answers[group]}`, width, undefined, 2),
    ...paragraph('- with the tag of the cluster, anywhere in the subscription: nothing', width, undefined, 2),
    ...paragraph('- each machine, disk, card and address that was to go: gone', width, undefined, 2),
    ...(recoverable.length > 0 ? paragraph(`- ${recoverableWords(recoverable)}`, width, undefined, 2) : []),
  ];
}

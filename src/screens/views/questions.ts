import { questionOf } from '../../stages/questions.ts';
import { cloudWords } from '../model/cluster-words.ts';
import { chosenIndex, listAt } from '../model/lists.ts';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Screen } from '../model/screen.ts';
import type { WizardState } from '../model/state.ts';
import { cell, empty, paragraph } from '../text/line.ts';
import type { Room, View } from './view.ts';
import { plainListView, wholeDetail } from './start.ts';

/** How to sign in, for a cluster that is already in Azure. */
export const wayView = (state: WizardState, cluster: ClusterView, room: Room): View =>
  plainListView(state, room, {
    title: `Sign in to open ${cluster.name}`,
    text: `${cluster.name} is in ${cloudWords(cluster.cloud)}, and the Azure CLI is not signed in. No sign-in is kept after rank0 ends.`,
    waiting: '',
    loaded: true,
  });

/** Which subscription pays, where there are several. */
export const subscriptionView = (state: WizardState, room: Room): View =>
  plainListView(state, room, {
    title: 'Which subscription pays?',
    text: 'The sign-in sees several subscriptions. The one you take is billed for everything that follows; its tenant is the directory that knows you.',
    waiting: 'Asking Azure for the subscriptions',
    loaded: state.subscriptions !== undefined,
  });

/** Choices that the road does not ask for. */
export function choicesView(state: WizardState, room: Room): View {
  const list = listAt(state);
  const chosen = list?.rows[chosenIndex(state, list)];
  // Both halves of the marked row whole: its question is longer than the column.
  const rows = list?.rows.map((row) => ({ ...row, detail: `${row.label}: ${row.detail}` })) ?? [];
  return {
    title: 'Plan: change a choice',
    lines: [...paragraph('Everything that can be chosen, as it stands. Esc goes back to the plan.', room.width), empty],
    ...(list ? { list: { ...list, draw: (row, width) => `${cell(row.label, Math.min(width, 44))} ${row.detail}` } } : {}),
    below: wholeDetail(rows, chosen && { ...chosen, detail: `${chosen.label}: ${chosen.detail}` }, 44, room.width),
  };
}

/** One choice as a line of text. */
export function choiceView(state: WizardState, screen: Extract<Screen, { at: 'choice' }>, { width }: Room): View {
  const question = questionOf(screen.key);
  const unknownSource = screen.key === 'sshSource' && state.caller !== undefined && state.caller.address === undefined;
  return {
    title: `Plan: ${question.help}`,
    lines: [
      ...(unknownSource
        ? [
            ...paragraph(
              'Port 22 of the nodes is opened to one address alone: yours. It could not be found out, because no service that tells it could be asked, or two of them disagreed. Type the IPv4 address that you come from.',
              width,
            ),
            empty,
          ]
        : []),
      ...paragraph(
        `Default: ${question.standard}.${question.values ? ` Allowed: ${question.values.join(', ')}.` : ''} On the command line: ${question.flag}.`,
        width,
        'dim',
      ),
      empty,
    ],
    field: { label: question.placeholder ? `${question.placeholder}: ` : 'true or false: ' },
    below: state.fieldProblem ? paragraph(state.fieldProblem, width, 'bad') : [],
  };
}

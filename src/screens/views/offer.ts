import { withNames } from '../../stages/lesson.ts';
import { road } from '../../stages/road.ts';
import type { SharedFiles } from '../../state/choices.ts';
import { chosenIndex, listAt } from '../model/lists.ts';
import { lessonNames } from '../model/names.ts';
import { type OfferRow, sharedTitles } from '../model/offers.ts';
import type { Row } from '../model/lists.ts';
import type { Screen } from '../model/screen.ts';
import type { WizardState } from '../model/state.ts';
import { lessonOn } from '../model/where.ts';
import { cell, empty, type Line, paragraph, widthOf } from '../text/line.ts';
import { markdownLines } from '../text/markdown.ts';
import { progressLines } from './stage.ts';
import type { Room, View } from './view.ts';

/** A stage that need not be: what it is for, and the ways to go on, each with what it costs. */
export function offerView(state: WizardState, { stage, from }: Extract<Screen, { at: 'offer' }>, room: Room): View {
  const about = road.find(({ id }) => id === stage);
  const lesson = lessonOn(state, stage);
  const list = listAt(state);
  const { shared } = state;
  const rows = (list?.rows ?? []) as readonly Row<OfferRow>[];
  const chosen = list ? rows[chosenIndex(state, list)] : undefined;
  const labels = Math.min(Math.max(0, ...rows.map(({ label }) => widthOf(label))), Math.max(20, room.width - 28));
  return {
    title: `${about?.number ?? ''}  ${lesson?.title ?? about?.title ?? stage}: ${from === undefined ? 'if you like' : stage === 'shared-files' && shared ? sharedTitles[shared.kind] : 'not there yet'}`,
    lines: [...(lesson ? markdownLines(withNames(lesson.short, lessonNames(state)), room.width) : []), empty],
    ...(list ? { list: { ...list, draw: (row, width) => `${cell(row.label, Math.min(labels, width))}  ${row.detail}` } } : {}),
    below: chosen ? characterLines(chosen.value, room) : [],
  };
}

/** What the marked row is like; what its accesses cost is on the page of the stage, too, so it gives way where it is low. */
function characterLines({ character, access = '' }: OfferRow, { width, height }: Room): readonly Line[] {
  const lines = paragraph(character, width, 'dim');
  if (height < 12) return lines;
  return [empty, ...lines, ...(access === '' ? [] : paragraph(access, width, 'dim'))];
}

/** What goes before the nodes share something else, to be agreed to by typing the cluster's name. */
export function unshareView(state: WizardState, to: SharedFiles, room: Room): View {
  const { shared, cluster, running } = state;
  const { width } = room;
  const name = cluster?.choices.name ?? '';
  const kind = shared?.kind ?? 'none';
  if (running?.stage !== undefined) return { title: running.what, lines: progressLines(state, 'shared-files', room, room.height), below: [] };
  const inIt = shared?.contents === undefined ? '' : ` In it: ${shared.contents}.`;
  return {
    title: to === 'none' ? 'Nothing shared any more' : `Instead of ${before[kind]}: ${sharedTitles[to]}`,
    lines: [
      ...paragraph(
        `Every node lets go of /scratch.${inIt} ${goingWords(kind, to, shared?.account)}`,
        width,
        kind !== 'head' && to === 'none' ? 'bad' : undefined,
      ),
      ...paragraph('Programs that have files open there must have ended, or it is refused.', width),
      empty,
      ...paragraph(`If you mean it, type ${name} and press Enter. Esc keeps it as it is.`, width, 'strong'),
      empty,
    ],
    field: { label: 'Name: ' },
    below: state.fieldProblem ? paragraph(state.fieldProblem, width, 'bad') : [],
  };
}

/** What is there now, in a word or two. */
const before: Readonly<Record<SharedFiles, string>> = { none: 'none', head: 'the head', blob: 'Blob NFS', 'blob-premium': 'premium' };

/** What becomes of the files. */
function goingWords(kind: SharedFiles, to: SharedFiles, account: string | undefined): string {
  const named = account === undefined ? 'The storage account' : `The storage account ${account}`;
  if (kind === 'head') {
    return to === 'none'
      ? 'The files stay in /shared on the disk of the head, for as long as the head exists.'
      : 'The files are copied into the new one, and stay in /shared on the disk of the head, too.';
  }
  return to === 'none'
    ? `${named} is deleted with everything in it. What you want to keep has to be copied before: it cannot be brought back.`
    : `The files are copied into the new one. Then ${named.replace(/^T/, 't')} is deleted with everything in it, which cannot be taken back.`;
}

import { countRange } from '../../stages/questions.ts';
import { mostNodes } from '../../stages/roads.ts';
import { counted, dollars } from '../model/format.ts';
import { answerOf } from '../model/lists.ts';
import type { SizeView, WizardState } from '../model/state.ts';
import { empty, type Line, line, paragraph } from '../text/line.ts';
import { quotaLines } from './sizes.ts';
import type { Room, View } from './view.ts';

/** How many nodes: bill and quota move as the number does. */
export function countView(state: WizardState, room: Room): View {
  const { width } = room;
  const count = Number(state.field.text);
  const name = answerOf(state, 'size');
  const size = state.sizes?.find((one) => one.name === name);
  const most = mostNodes(answerOf(state, 'network'));
  const known = Number.isInteger(count) && count >= countRange.least && count <= most;
  return {
    title: 'Plan: how many nodes?',
    lines: [
      ...paragraph(
        `Each node is a virtual machine, and each runs ranks of your program. Node 0 is the head, the one you log in to. Two are the least that a message can travel between; ${most} the most here.`,
        width,
      ),
      empty,
    ],
    field: { label: 'Nodes: ' },
    below: state.fieldProblem
      ? paragraph(state.fieldProblem, width, 'bad')
      : !state.sizes
        ? paragraph(`Prices and quota of ${answerOf(state, 'location') ?? 'the region'} are being asked for.`, width, 'dim')
        : known && size
          ? [empty, ...bill(size, count, room), ...quotaLines(size, count, room), ...fewer(size, count, room)]
          : [],
  };
}

function bill(size: SizeView, count: number, { width }: Room): readonly Line[] {
  const what = `${counted(count, 'node')} of ${size.name}`;
  if (size.pricePerHour === undefined) return paragraph(`${what}: the price is not known.`, width, 'dim');
  const perHour = size.pricePerHour * count;
  return [
    ...paragraph(`${what}: ${dollars(perHour)} an hour, ${dollars(perHour * 24)} a day.`, width, 'strong'),
    line('Disks and addresses come to it.', 'dim'),
  ];
}

/** How many would fit where these do not; another size may do. */
function fewer(size: SizeView, count: number, { width }: Room): readonly Line[] {
  if (size.quotaLeft === undefined || size.vCPUs * count <= size.quotaLeft) return [];
  const fit = Math.floor(size.quotaLeft / size.vCPUs);
  if (size.quotaLeft === 0) {
    return paragraph('This size has no quota here, as in most subscriptions. The next screen shows the others, and b there asks for more.', width, 'bad');
  }
  return paragraph(
    `${fit >= countRange.least ? `${counted(fit, 'node')} of this size fit` : 'Not even two of this size fit'}; a size with fewer vCPUs may do. The next screen shows them all.`,
    width,
    'bad',
  );
}

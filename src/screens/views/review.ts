import { dollars } from '../model/format.ts';
import type { Review, WizardState } from '../model/state.ts';
import { progressLines } from './stage.ts';
import { command, empty, type Line, line, paragraph } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** The last screen before anything is made: everything that will be, what it costs, what cannot be undone. */
export function reviewView(state: WizardState, room: Room): View {
  const title = 'Plan: everything that will be made';
  if (!state.review)
    return {
      title,
      lines: [
        ...paragraph('Azure is asked whether all of it is possible. Nothing is made.', room.width),
        empty,
        ...progressLines(state, 'plan', room, room.height - 4),
      ],
      below: [],
    };
  return { title, lines: reviewLines(state.review, state.cloud?.simulated ?? false, room), below: [] };
}

/** Quota that is worth a word: less than ten times what is needed is left. */
const tight = ({ needed, left }: Review['quota'][number]): boolean => left < needed * 10;

function reviewLines(review: Review, simulated: boolean, { width, glyphs }: Room): readonly Line[] {
  const { choices, price } = review;
  const pair = (name: string, value: string): readonly Line[] =>
    paragraph(value, width - 10).map((one, index): Line => [{ text: (index === 0 ? name : '').padEnd(10), tone: 'dim' }, ...one]);
  return [
    ...(price
      ? paragraph(
          `${dollars(price.perHour)} an hour, ${dollars(price.perHour * 24)} a day${simulated ? ' (simulated: nothing is really paid)' : ', from the moment it exists until it is deleted'}`,
          width,
          'strong',
        )
      : [line('The price is not known', 'bad')]),
    ...review.warnings.flatMap((warning) => paragraph(`Note: ${warning}`, width, 'busy')),
    empty,
    ...pair('cluster', `${choices.name}: ${choices.count} × ${choices.size} in ${choices.location}`),
    ...pair('image', choices.image),
    ...pair('user', `${choices.adminUsername}, with a key made for this cluster${choices.publicKeys.length > 0 ? ' and your own public key beside it' : ''}`),
    ...pair('open', choices.sshSource === '*' ? 'port 22 to everybody' : `port 22 to ${choices.sshSource} alone`),
    ...pair(
      'quota',
      review.quota
        .filter(tight)
        .map((one) => `${one.name}: ${one.needed} of ${one.left} left`)
        .join('; ') || 'fits',
    ),
    empty,
    line(`Made in the resource group ${choices.resourceGroup}:`, 'strong'),
    ...review.makes.flatMap((one) => paragraph(`${glyphs.dot} ${one}`, width, undefined, 2)),
    empty,
    line('What cannot be changed or taken back:', 'strong'),
    ...paragraph(
      `${glyphs.dot} Name, region, size, image and user stay as they are: another of these is another cluster. The count can be changed later.`,
      width,
      undefined,
      2,
    ),
    ...paragraph(`${glyphs.dot} What was spent is spent. Stopping the machines is not enough; only deleting ends it.`, width, undefined, 2),
    ...paragraph(
      `${glyphs.dot} Deleting takes all of it, files on the nodes, too, and nothing else of yours. It is one command, or d on the last screen:`,
      width,
      undefined,
      2,
    ),
    ...command(`rank0 down ${choices.name}`, width),
    ...(price
      ? [
          empty,
          ...pair('price', `${price.parts.map((part) => `${part.count} × ${part.what} at ${dollars(part.perHour)}`).join('; ')} an hour (${price.source})`),
        ]
      : []),
  ];
}

import { chosenIndex, drillRows } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import { cell, empty, line, paragraph } from '../text/line.ts';
import { wholeDetail } from './start.ts';
import type { Room, View } from './view.ts';

/** All drills: what one would see of each, not what it is. */
export function drillsView(state: WizardState, { width }: Room): View {
  const rows = drillRows(state);
  const label = Math.max(0, ...rows.map((row) => row.label.length)) + 2;
  return {
    title: 'A drill: find a failure and mend it',
    lines: [
      ...paragraph(
        'Each drill puts one failure into the practice cloud, and you build a cluster there. Something will go wrong: find out what, and mend it with the keys of the moment. h gives a hint, one at a time.',
        width,
      ),
      empty,
      rows.length > 0 ? line('What shall go wrong?', 'strong') : line('Looking which drills there are', 'dim'),
    ],
    list: { id: 'drills', rows, draw: (row, room) => cell(row.label, Math.min(label, room)) + (room > label + 20 ? row.detail : '') },
    below: wholeDetail(rows, rows[chosenIndex(state, { id: 'drills', rows })], width - 2 - label, width),
  };
}

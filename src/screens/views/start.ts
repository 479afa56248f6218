import { chosenIndex, listAt, type Row, startRows } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import { cell, empty, type Line, line, paragraph, widthOf } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** The first screen: clusters that are remembered, and where a new one can be built. */
export function startView(state: WizardState, { width }: Room): View {
  const rows = startRows(state);
  const known = rows.some(({ value }) => value.is === 'cluster');
  const chosen = rows[chosenIndex(state, { id: 'start', rows })];
  const label = Math.max(...rows.map((row) => row.label.length)) + 2;
  const longest = Math.max(...rows.map((row) => widthOf(row.detail)));
  return {
    title: known ? 'Welcome back' : 'From nothing to MPI on several nodes',
    lines: [
      ...paragraph(
        known
          ? 'These clusters are remembered here. Going on asks Azure first what really exists, and starts from there.'
          : 'Step by step to a cluster that runs MPI: each step says why it exists, shows the command a person would type, does it, and shows what changed. Nothing is made, and nothing costs, before a screen that lists all of it.',
        width,
      ),
      empty,
      line(known ? 'Where to?' : 'Where shall it be built?', 'strong'),
    ],
    // Words that are cut say less than none: those of the marked row stand below, whole.
    list: { id: 'start', rows, draw: (row, room) => (label + longest <= room ? `${cell(row.label, label)}${row.detail}` : row.label) },
    below: chosen ? [empty, ...paragraph(chosen.disabled ?? chosen.detail, width, chosen.disabled ? 'bad' : 'dim')] : [],
  };
}

/** A plain list: subscriptions, regions. */
export function plainListView(state: WizardState, room: Room, words: { title: string; text: string; waiting: string; loaded: boolean }): View {
  const list = listAt(state);
  const lines = [...paragraph(words.text, room.width), empty];
  if (!list || !words.loaded) return { title: words.title, lines: [...lines, line(words.waiting, 'dim')], below: [] };
  const label = Math.min(Math.max(12, ...list.rows.map((row) => row.label.length)) + 2, room.width);
  const chosen = list.rows[chosenIndex(state, list)];
  return {
    title: words.title,
    lines,
    list: { ...list, draw: (row, width) => cell(row.label, label) + (width > label ? row.detail : '') },
    below: chosen?.disabled === undefined ? wholeDetail(list.rows, chosen, room.width - 2 - label, room.width) : paragraph(chosen.disabled, room.width, 'bad'),
  };
}

/** What stands beside the marked row, once more below the list and whole: where `beside` cells are too few for that of any row. */
export function wholeDetail(rows: readonly Row<unknown>[], chosen: Row<unknown> | undefined, beside: number, width: number): readonly Line[] {
  if (!chosen || rows.every(({ detail }) => widthOf(detail) <= beside)) return [];
  return [empty, ...paragraph(chosen.detail, width, 'dim')];
}

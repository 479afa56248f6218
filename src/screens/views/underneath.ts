import { chosenIndex, exchangeRows, listAt } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import { cell, empty, line, type Line, paragraph, wrapped } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** What went over the wires, newest first. */
export function underneathView(state: WizardState, { width }: Room): View {
  const list = listAt(state);
  return {
    title: `Underneath: ${state.exchanges.length} calls and commands`,
    lines: state.exchanges.length === 0 ? [line('Nothing was sent yet', 'dim')] : [],
    ...(list ? { list: { ...list, draw: (row, room) => `${cell(row.detail, Math.min(28, room))}${row.label}` } } : {}),
    below: state.exchanges.length === 0 ? [] : [empty, ...paragraph('Newest first. Enter opens one: what was sent, what was answered.', width, 'dim')],
  };
}

/** One of them, whole. */
export function exchangeView(state: WizardState, { width }: Room): View {
  const rows = exchangeRows(state);
  const id = rows[chosenIndex(state, { id: 'underneath', rows })]?.value;
  const found = state.exchanges.find((one) => one.id === id);
  if (!found) return { title: 'Underneath', lines: [line('This is no longer kept', 'dim')], below: [] };
  const text = (content: string): readonly Line[] => content.split('\n').flatMap((one) => wrapped(one, width).map((part) => line(part, 'code')));
  return {
    title: found.title,
    lines: [
      ...(found.documentation ? paragraph(`${found.documentation.name}: ${found.documentation.url}`, width) : []),
      line('Sent:', 'strong'),
      ...text(found.sent),
      empty,
      line(`Answered${found.status === undefined ? ': nothing' : ` ${found.status}`}, after ${found.ms} ms:`, 'strong'),
      ...text(found.answered),
    ],
    below: [],
  };
}

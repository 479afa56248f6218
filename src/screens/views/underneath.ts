import { chosenExchange, exchangeRows, repeatsOf, resultOf } from '../model/exchanges.ts';
import type { ExchangeView } from '../model/exchange.ts';
import type { Row } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import { titleOf } from '../model/where.ts';
import { cell, empty, type Line, line, paragraph, widthOf } from '../text/line.ts';
import { exchangeLines, purposeOf } from './exchange.ts';
import type { Room, View } from './view.ts';

/** Columns of the list; how often it was asked stands on the right where there is room for it. */
const columns = { clock: 10, answer: 9, stage: 16 } as const;

/** What went over the wires, newest first. */
export function underneathView(state: WizardState, room: Room): View {
  const { width } = room;
  const rows = exchangeRows(state);
  const all = state.exchanges.length;
  const draw = ({ label, value }: Row<unknown>, columnsLeft: number): string => {
    const one = value as ExchangeView;
    const left = `${cell(one.time.slice(11, 19), columns.clock)}${cell(resultOf(one), columns.answer)}`;
    const often = width < 70 || repeatsOf(one) === '' ? '' : `  ${repeatsOf(one)}`;
    const stage = width < 110 ? '' : `  ${cell(one.task ? titleOf(one.task.stage) : '', columns.stage)}`;
    return `${left}${cell(label, Math.max(8, columnsLeft - widthOf(left + often + stage)))}${often}${stage}`;
  };
  const head = `${cell(state.cloud?.simulated ? 'simulated' : 'UTC', columns.clock)}${cell('answer', columns.answer)}call or command`;
  const none = all === 0 ? 'Nothing was sent yet' : 'Nothing has these letters';
  return {
    title: `Underneath: ${state.filter === '' ? all : `${rows.length} of ${all}`} calls and commands`,
    lines: rows.length === 0 ? [line(none, 'dim')] : [],
    ...(rows.length > 0 ? { list: { id: 'underneath', rows, draw, head } } : {}),
    below: [...(state.filter === '' || state.filtering ? [] : [line(`Filter: ${state.filter}`, 'dim')]), ...belowList(state, room)],
  };
}

/** Of the marked one: how often, and what it was for. Always as many lines, so that the list stays where it is. */
function belowList(state: WizardState, { width, height }: Room): readonly Line[] {
  const one = chosenExchange(state);
  if (!one) return [];
  const words = [repeatsOf(one), purposeOf(one)].filter((part) => part !== '').join(', ');
  const [first = empty, second = empty] = words === '' ? [] : paragraph(words, width);
  return height < 14 ? [first, second] : [empty, first, second, ...paragraph('Newest first; y copies one as a line for the shell', width, 'dim')];
}

/** One of them, whole. */
export function exchangeView(state: WizardState, { width }: Room): View {
  const one = chosenExchange(state);
  if (!one) return { title: 'Underneath', lines: [line('This is no longer kept', 'dim')], below: [] };
  const title = one.kind === 'rest' ? 'Underneath: a REST call' : 'Underneath: a command by SSH';
  return { title, lines: exchangeLines(one, state.cloud?.simulated ?? false, width), below: [] };
}

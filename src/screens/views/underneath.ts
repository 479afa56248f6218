import { chosenExchange, exchangeRows, repeatsOf, resultOf } from '../model/exchanges.ts';
import type { ExchangeView } from '../model/exchange.ts';
import type { Row } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import { titleOf } from '../model/where.ts';
import { cell, empty, line, paragraph } from '../text/line.ts';
import { exchangeLines } from './exchange.ts';
import type { Room, View } from './view.ts';

/** Columns of the list: clock, answer, and how often on the right where there is room for it. */
const columns = { clock: 10, answer: 9, often: 20, stage: 16 } as const;

/** What went over the wires, newest first. */
export function underneathView(state: WizardState, { width }: Room): View {
  const rows = exchangeRows(state);
  const all = state.exchanges.length;
  const wide = { often: width >= 76, stage: width >= 110 };
  const draw = ({ label, value }: Row<unknown>, room: number): string => {
    const one = value as ExchangeView;
    const right = `${wide.often ? `  ${cell(repeatsOf(one), columns.often, true)}` : ''}${wide.stage ? `  ${cell(one.task ? titleOf(one.task.stage) : '', columns.stage)}` : ''}`;
    return `${cell(one.time.slice(11, 19), columns.clock)}${cell(resultOf(one), columns.answer)}${cell(label, Math.max(8, room - columns.clock - columns.answer - right.length))}${right}`;
  };
  const head = `${cell(state.cloud?.simulated ? 'simulated' : 'UTC', columns.clock)}${cell('answer', columns.answer)}call or command`;
  return {
    title: `Underneath: ${state.filter === '' ? all : `${rows.length} of ${all}`} calls and commands${state.filter === '' ? '' : ` with ${state.filter}`}`,
    lines: all === 0 ? [line('Nothing was sent yet', 'dim')] : rows.length === 0 ? [line('Nothing has these letters', 'dim')] : [],
    ...(rows.length > 0 ? { list: { id: 'underneath', rows, draw, head } } : {}),
    below:
      rows.length === 0
        ? []
        : [
            empty,
            ...paragraph('Newest first; the mark stays where it is while more comes in. Enter opens one: what was sent, what was answered.', width, 'dim'),
          ],
  };
}

/** One of them, whole. */
export function exchangeView(state: WizardState, { width }: Room): View {
  const one = chosenExchange(state);
  if (!one) return { title: 'Underneath', lines: [line('This is no longer kept', 'dim')], below: [] };
  return {
    title: exchangeRows({ exchanges: [one], filter: '' })[0]?.label ?? '',
    lines: exchangeLines(one, state.cloud?.simulated ?? false, width),
    below: [],
  };
}

import { counted, dollars } from '../model/format.ts';
import { answerOf, chosenIndex, locationRows, sizeProblem } from '../model/lists.ts';
import type { SizeView, WizardState } from '../model/state.ts';
import { cell, empty, type Line, paragraph } from '../text/line.ts';
import { plainListView } from './start.ts';
import type { Room, View } from './view.ts';

/** The region, with the sizes that are there: known for those that the mark rested on. */
export function locationView(state: WizardState, room: Room): View {
  const base = plainListView(state, room, {
    title: 'Plan: which region?',
    text: `A region is a group of datacentres. Prices, sizes and quota differ between them; near you means quicker typing, not a quicker cluster.${state.filter ? ` Filter: ${state.filter}` : ''}`,
    waiting: 'Asking Azure for the regions',
    loaded: state.locations !== undefined,
  });
  if (!base.list) return base;
  const rows = locationRows(state);
  const marked = rows[chosenIndex(state, { id: 'location', rows })];
  const label = Math.max(12, ...rows.map((row) => row.label.length)) + 2;
  const detail = Math.max(12, ...rows.map((row) => row.detail.length)) + 2;
  return {
    ...base,
    list: {
      ...base.list,
      draw: (row, width) => {
        const offers = state.offers[row.value as string];
        const said = offers ? verdict(state, offers) : '';
        const left = cell(row.label, label) + (width > label ? cell(row.detail, Math.min(detail, width - label)) : '');
        return width > label + detail + 10 ? `${left}${said}` : left;
      },
    },
    below: marked ? offerLines(state, marked.value, room) : base.below,
  };
}

/** Whether the size that is chosen so far can be had there, in few words. */
function verdict(state: WizardState, offers: readonly SizeView[]): string {
  const count = answerOf(state, 'count') ?? 4;
  const wanted = answerOf(state, 'size');
  const size = offers.find(({ name }) => name === wanted);
  if (!size) return `no ${wanted}`;
  const problem = sizeProblem(size, count);
  if (problem !== undefined) return `${wanted}: no`;
  return size.pricePerHour === undefined ? `${wanted} is there` : `${dollars(size.pricePerHour * count)}/h`;
}

/** What the marked region has. */
function offerLines(state: WizardState, location: string, { width }: Room): readonly Line[] {
  const offers = state.offers[location];
  if (!offers) return [empty, ...paragraph(`Which sizes ${location} has is asked while the mark rests on it.`, width, 'dim')];
  const count = answerOf(state, 'count') ?? 4;
  const wanted = answerOf(state, 'size');
  const size = offers.find(({ name }) => name === wanted);
  const possible = offers.filter((one) => sizeProblem(one, count) === undefined);
  const about = size
    ? (sizeProblem(size, count) ??
      `it fits${size.pricePerHour === undefined ? '' : `, ${dollars(size.pricePerHour * count)} an hour for ${counted(count, 'node')}`}`)
    : 'this region does not have it';
  return [
    empty,
    ...paragraph(`${location}: ${possible.length} of ${counted(offers.length, 'size')} fit ${counted(count, 'node')}. ${wanted}: ${about}.`, width, 'dim'),
  ];
}

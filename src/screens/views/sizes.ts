import { counted, dollars } from '../model/format.ts';
import { answerOf, chosenIndex, lacksQuota, listAt, sizeProblem, sizeRows } from '../model/lists.ts';
import type { SizeView, WizardState } from '../model/state.ts';
import { barLine } from '../text/bar.ts';
import { cell, empty, type Line, line, paragraph, widthOf } from '../text/line.ts';
import { plainListView } from './start.ts';
import type { Room, View } from './view.ts';

/** The width that the table needs to say in each row what is wrong with it. */
const wide = 84;

/** The sizes as a table: what each is, what so many of it cost, what the quota leaves of it, and what is wrong with it. */
export function sizeView(state: WizardState, room: Room): View {
  const count = answerOf(state, 'count') ?? 4;
  const base = plainListView(state, room, {
    title: 'Plan: which size?',
    text: `A size fixes processors, memory, network and price of each node. Prices are for ${counted(count, 'node')} an hour.${state.filter ? ` Filter: ${state.filter}` : ''}`,
    waiting: 'Asking Azure for the sizes of the region, their prices and your quota',
    loaded: state.sizes !== undefined,
  });
  const list = listAt(state);
  if (!base.list || !list || list.id !== 'size') return base;
  const rows = sizeRows(state);
  const chosen = rows[chosenIndex(state, list)];
  const short = room.width < wide;
  const label = (name: string): string => (short ? name.replace(/^Standard_/, '') : name);
  const name = Math.min(short ? 14 : 40, Math.max(9, ...rows.map((row) => widthOf(label(row.label)))));
  const columns = (texts: readonly [string, string, string, string, string, string, string], width: number): string => {
    const [size, cpus, memory, network, price, quota, verdict] = texts;
    const left = `${cell(size, name)} ${cell(cpus, 5, true)}${cell(memory, 6, true)}  ${cell(network, short ? 4 : 7)}${cell(price, 10, true)}${cell(quota, 6, true)}  `;
    return left + cell(verdict, Math.max(0, width - widthOf(left)));
  };
  return {
    ...base,
    list: {
      ...list,
      head: columns([short ? 'Standard_' : 'size', 'vCPUs', 'GB', short ? 'net' : 'network', `$/h × ${count}`, 'quota', ''], room.width - 2),
      draw: (row, width) => {
        const size = row.value as SizeView;
        const verdict = row.disabled === undefined ? (row.detail === '' ? 'fits' : short ? 'note' : row.detail) : short ? 'no' : `no: ${row.disabled}`;
        return columns([label(size.name), String(size.vCPUs), String(size.memoryGB), networkWord(size), priceOf(size, count), quotaOf(size), verdict], width);
      },
    },
    below: chosen ? chosenLines(chosen.value, count, room) : [line('No size has these letters', 'dim')],
  };
}

const networkWord = (size: SizeView): string => (size.rdma ? 'RDMA' : size.acceleratedNetworking ? 'fast' : 'slow');
const priceOf = (size: SizeView, count: number): string => (size.pricePerHour === undefined ? '?' : dollars(size.pricePerHour * count));
const quotaOf = (size: SizeView): string => (size.quotaLeft === undefined ? '?' : String(size.quotaLeft));

/** The marked size whole: what its row has no room for. */
function chosenLines(size: SizeView, count: number, room: Room): readonly Line[] {
  const problem = sizeProblem(size, count);
  const good = [...(size.acceleratedNetworking ? ['accelerated networking'] : []), ...size.warnings];
  const said =
    problem === undefined
      ? `${size.name}: ${good.length > 0 ? good.join('; ') : 'it fits'}.`
      : `${size.name} is not possible: ${problem}${lacksQuota(size, count) ? '; b asks for more' : ''}.`;
  return [empty, ...quotaLines(size, count, room), ...paragraph(said, room.width, problem === undefined ? 'dim' : 'bad')];
}

/** How much of the quota so many take, as a bar and in words. */
export function quotaLines(size: SizeView, count: number, { width, glyphs }: Room): readonly Line[] {
  if (size.quotaLeft === undefined) return [];
  const needed = size.vCPUs * count;
  const over = needed > size.quotaLeft;
  const words = `${needed} of the ${counted(size.quotaLeft, 'vCPU')} that quota leaves${over ? ': too few' : ''}`;
  const cells = Math.max(4, Math.min(24, width - widthOf(words) - 3));
  return [barLine(needed, size.quotaLeft, words, { cells, tone: over ? 'bad' : needed * 10 > size.quotaLeft * 8 ? 'busy' : 'good', glyphs })];
}

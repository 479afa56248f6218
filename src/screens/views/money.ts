import type { Price } from '../../state/events.ts';
import { kindOf } from '../../state/money.ts';
import { counted, dollars } from '../model/format.ts';
import { timeWords } from '../../state/words.ts';
import { billOf, endsOfCost, stopWord } from '../model/money.ts';
import type { WizardState } from '../model/state.ts';
import { cut, empty, type Line, line, paragraph } from '../text/line.ts';
import { rowsLines } from './stage.ts';
import type { Room, View } from './view.ts';

const simulated = ({ cloud }: WizardState): string => (cloud?.simulated ? 'Simulated: nothing is really paid. ' : '');

/** What it costs: by part, so far, tonight, this month. */
export function moneyView(state: WizardState, { width, height, heard }: Room): View {
  const { cluster } = state;
  const bill = billOf(state);
  if (!cluster?.price || !bill) return { title: 'What it costs', lines: [line('No price is known', 'dim')], below: [] };
  const figures: readonly (readonly [string, number])[] = [
    ['an hour, as the nodes are now', bill.perHour],
    ['an hour with all nodes stopped', bill.stopped],
    ['so far, since the first machine was begun', bill.spent],
    ['by midnight', bill.tonight],
    ['by the end of the month', bill.month],
  ];
  const label = Math.max(...figures.map(([words]) => words.length));
  const low = height < 18;
  const parts = heard ? heardTable(cluster.price, bill.off) : table(cluster.price, bill.off, width);
  const ends = paragraph(endsOfCost(state), width, cluster.autostop ? undefined : 'strong');
  return {
    title: `What ${cluster.choices.name} costs`,
    lines: [
      ...figures.map(([words, amount], index) =>
        heard ? line(`${words}: ${dollars(amount)}`) : line(`${words.padEnd(label)} ${dollars(amount).padStart(10)}`, index === 0 ? 'strong' : undefined),
      ),
      ...(low ? [] : [empty]),
      // Where it is low the table is what has to be scrolled to, and not what ends the cost.
      ...(low ? [...ends, ...parts] : [...parts, empty, ...ends]),
      ...paragraph(
        `${simulated(state)}Prices: ${cluster.price.source}. Spent is counted by the states that were seen of the machines; traffic and what is stored by the GB come on top.`,
        width,
        'dim',
      ),
    ],
    below: [],
  };
}

/** Each part an hour, in dollars: what it is, as things are now, and with all nodes stopped. */
function partRows({ parts }: Price, off: number): readonly (readonly [string, string, string])[] {
  return parts.map((part) => {
    const machine = kindOf(part) === 'machine';
    const billed = machine ? Math.max(0, part.count - off) : part.count;
    return [`${part.count} × ${part.what}`, (billed * part.perHour).toFixed(4), (machine ? 0 : part.count * part.perHour).toFixed(4)] as const;
  });
}

/** The same for ears: a sentence each. */
const heardTable = (price: Price, off: number): readonly Line[] =>
  partRows(price, off).map(([what, now, stopped]) => line(`${what}: ${now} $ an hour now, ${stopped} $ with all nodes stopped`));

function table(price: Price, off: number, width: number): readonly Line[] {
  const rows = [['$ an hour', 'now', 'stopped'] as const, ...partRows(price, off)].map(
    ([what, now, stopped]) => [what, now.padStart(9), stopped.padStart(9)] as const,
  );
  const label = Math.min(width - 20, Math.max(...rows.map(([what]) => what.length)));
  return rows.map(([what, now, stopped], index) => line(`${cut(what, label).padEnd(label)} ${now} ${stopped}`, index === 0 ? 'dim' : undefined));
}

/** When Azure stops the nodes by itself: typed, looked at, set. */
export function autostopView(state: WizardState, room: Room): View {
  const { cluster, fieldProblem, stopping, running } = state;
  const { width, height } = room;
  const name = cluster?.choices.name ?? '';
  if (cluster?.choices.network === 'infiniband') {
    return {
      title: `Auto-shutdown of ${name}`,
      lines: [
        ...paragraph('A scale set has none: Azure keeps these schedules for virtual machines of their own.', width, 'strong'),
        ...paragraph(
          'A shutdown from the head would end nothing, as a machine that is off from inside is billed on, and what could deallocate from there needs a credential that rank0 does not leave on the head. o stops all nodes when you leave.',
          width,
        ),
      ],
      below: [],
    };
  }
  if (running?.stoppable === false) {
    const tasks = Object.values(state.tasks).filter(({ id }) => /^(no-)?autostop\//.test(id));
    return { title: running.what, lines: rowsLines(tasks, state.worldNow, room, height), below: [] };
  }
  const set = cluster?.autostop;
  const low = height < 16;
  // What a typed time comes to, or why it cannot be, stands where it is explained else: both have no room where it is small.
  const said = fieldProblem ? paragraph(fieldProblem, width, 'bad') : stopping ? planLines(state, stopping, width, low) : [];
  return {
    title: `Auto-shutdown of ${name}: ${set ? `set to ${timeWords(set)}` : 'none'}`,
    lines: [
      ...(low && said.length > 0
        ? []
        : paragraph(
            'Azure itself deallocates all nodes at a time of day, each day, this program and this laptop on or off. It takes no date, so it is always less than 24 hours ahead.',
            width,
          )),
      ...paragraph(
        low
          ? '23:00 · in 3h · at 5$ · off'
          : '23:00 · in 3h · at 5$ (what it has cost in all by then) · off. By the clocks here; another zone: rank0 autostop --time-zone.',
        width,
        'dim',
      ),
      ...(said.length > 0 && !low ? [empty] : []),
      ...said,
    ],
    field: { label: 'When: ' },
    below: [],
  };
}

function planLines(state: WizardState, { plan }: NonNullable<WizardState['stopping']>, width: number, low: boolean): readonly Line[] {
  const word = stopWord(state);
  if (word === 'look') return paragraph('Enter looks at what that comes to.', width, 'dim');
  const { wanted, nothingToDo, spentThen, perHourStopped: rate } = plan;
  if (nothingToDo) return paragraph('It is so already. Enter goes back.', width, 'strong');
  if (!wanted) return paragraph('Enter takes it away: the nodes run, and cost, until somebody stops them.', width, 'strong');
  const minutes = Math.max(0, Math.round((Date.parse(wanted.first) - state.worldNow) / 60_000));
  return [
    ...paragraph(
      `${timeWords(wanted)}, ${Math.floor(minutes / 60)} h ${minutes % 60} min from now, and each day after: ${counted(wanted.nodes.length, 'node')} deallocated. By then it has cost about ${dollars(spentThen ?? state.spent)}.`,
      width,
      'strong',
    ),
    ...paragraph(
      `What runs then is cut off, without a question. Disks stay, and cost on with the addresses: ${dollars(rate)} an hour, ${dollars(rate * 24)} a day.`,
      width,
    ),
    ...(low ? [] : paragraph('Enter sets it. Esc changes nothing.', width, 'strong')),
  ];
}

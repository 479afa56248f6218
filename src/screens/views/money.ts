import { kindOf } from '../../state/money.ts';
import { counted, dollars } from '../model/format.ts';
import { timeWords } from '../../state/words.ts';
import { billOf, stopWord } from '../model/money.ts';
import { isStopped } from '../model/power.ts';
import type { WizardState } from '../model/state.ts';
import { cut, empty, type Line, line, paragraph } from '../text/line.ts';
import { rowsLines } from './stage.ts';
import type { Room, View } from './view.ts';

const simulated = ({ cloud }: WizardState): string => (cloud?.simulated ? 'Simulated: nothing is really paid. ' : '');

/** What it costs: by part, so far, tonight, this month. */
export function moneyView(state: WizardState, { width, height }: Room): View {
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
  return {
    title: `What ${cluster.choices.name} costs`,
    lines: [
      ...figures.map(([words, amount], index) => line(`${words.padEnd(label)} ${dollars(amount).padStart(10)}`, index === 0 ? 'strong' : undefined)),
      ...(low ? [] : [empty]),
      ...table(cluster.price, bill.off, width),
      ...(low ? [] : [empty]),
      ...paragraph(
        cluster.autostop
          ? `Azure stops the nodes at ${timeWords(cluster.autostop)} each day; the figures above reckon with the next time (z).`
          : isStopped(state)
            ? 'All nodes are stopped, and what is left costs on. o starts them; d ends all of it.'
            : 'No auto-shutdown is set: it costs through the night. z sets one; o stops all nodes now; d ends all of it.',
        width,
        cluster.autostop ? undefined : 'strong',
      ),
      ...paragraph(
        `${simulated(state)}Prices: ${cluster.price.source}. Spent is counted by the states that were seen of the machines; traffic and what is stored by the GB come on top.`,
        width,
        'dim',
      ),
    ],
    below: [],
  };
}

/** Each part an hour as things are now, and with all nodes stopped. */
function table({ parts }: NonNullable<NonNullable<WizardState['cluster']>['price']>, off: number, width: number): readonly Line[] {
  const figure = (amount: number): string => amount.toFixed(4).padStart(9);
  const rows: readonly (readonly [string, string, string])[] = [
    ['$ an hour', '      now', '  stopped'],
    ...parts.map((part) => {
      const machine = kindOf(part) === 'machine';
      const billed = machine ? Math.max(0, part.count - off) : part.count;
      return [`${part.count} × ${part.what}`, figure(billed * part.perHour), figure(machine ? 0 : part.count * part.perHour)] as const;
    }),
  ];
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

import type { PowerPlan } from '../../stages/power-walk.ts';
import { counted, dollars } from '../model/format.ts';
import { billedOff, isStopped } from '../model/power.ts';
import type { WizardState } from '../model/state.ts';
import { cut, empty, type Line, line, paragraph } from '../text/line.ts';
import { rowsLines } from './stage.ts';
import type { Room, View } from './view.ts';

/** What stopping or starting all nodes comes to, with what still costs; then how it goes. */
export function powerView(state: WizardState, room: Room): View {
  const { power, cluster, running } = state;
  const { width, height } = room;
  const name = cluster?.choices.name ?? '';
  if (!power) return { title: `Stop or start ${name}`, lines: [line('Asking Azure and the nodes how they are', 'dim')], below: [] };
  if (running?.stoppable === false) {
    return { title: `${power.way === 'stop' ? 'Stopping' : 'Starting'} ${name}`, lines: rowsLines(underWay(state), state.worldNow, room, height), below: [] };
  }
  const other = power.way === 'stop' ? 'start' : 'stop';
  const last = power.nothingToDo
    ? `Nothing to do. Enter goes back; o looks at how to ${other} instead.`
    : `Enter ${power.way === 'stop' ? 'stops' : 'starts'} them. Esc changes nothing; o looks at how to ${other} instead.`;
  return {
    title: power.way === 'stop' ? `Stop ${name}: all nodes deallocated` : `Start ${name}`,
    lines: [
      ...(power.way === 'stop' ? stopping(power, cluster?.choices.network === 'infiniband', room) : starting(power, width)),
      empty,
      ...paragraph(last, width, 'strong'),
    ],
    below: [],
  };
}

function stopping({ nodes, changing, billedOff, busy, costs, perHour }: PowerPlan, set: boolean, { width, height }: Room): readonly Line[] {
  const low = height < 16;
  return [
    ...paragraph(
      changing.length === 0
        ? `All ${counted(nodes.length, 'node')} are deallocated already.`
        : `${changing.length} of ${counted(nodes.length, 'node')} are shut down and give up their hardware. Disks, addresses and quota stay; what is in memory and in /tmp is lost.`,
      width,
    ),
    ...billedLines(billedOff, width),
    ...busy
      .slice(0, low ? 1 : 4)
      .flatMap(({ node, load, programs }) =>
        paragraph(
          `At work now, and cut off by it: ${node}, load ${load.toFixed(2)}${programs.length > 0 ? `: ${programs.slice(0, 5).join(', ')}` : ''}`,
          width,
          'bad',
        ),
      ),
    ...(set && !low ? paragraph('The scale set keeps its count. A count of 0 (c) frees the quota too, but deletes all disks.', width, 'dim') : []),
    ...(low ? [] : paragraph('Nobody keeps room for them: a start may find none for a while.', width, 'dim')),
    ...(perHour ? [...(low ? [] : [empty]), ...table(costs, perHour, width)] : []),
  ];
}

function starting({ nodes, changing, billedOff, perHour, nothingToDo }: PowerPlan, width: number): readonly Line[] {
  return [
    ...paragraph(changing.length === 0 ? `All ${counted(nodes.length, 'node')} run.` : `These start: ${changing.join(', ')}.`, width),
    ...billedLines(billedOff, width),
    ...(nothingToDo
      ? []
      : paragraph('Then it is checked: addresses, host keys, logins, SSH among the nodes, clocks, and /scratch where there is one.', width, 'dim')),
    ...(perHour
      ? paragraph(`With all of them running it costs ${dollars(perHour.running)} an hour, with all deallocated ${dollars(perHour.deallocated)}.`, width)
      : []),
  ];
}

const billedLines = (names: readonly string[], width: number): readonly Line[] =>
  names.length === 0 ? [] : paragraph(`Off, and billed as if running: ${names.join(', ')}. Shut down from inside, a machine keeps its hardware.`, width, 'bad');

/** What each part costs an hour while the nodes run, and while they are stopped. */
function table(costs: PowerPlan['costs'], perHour: NonNullable<PowerPlan['perHour']>, width: number): readonly Line[] {
  const figure = (amount: number): string => amount.toFixed(4).padStart(9);
  const rows: readonly (readonly [string, string, string])[] = [
    ['$ an hour', '  running', '  stopped'],
    ...costs.map(({ what, count, running, deallocated }) => [`${count} × ${what}`, figure(running), figure(deallocated)] as const),
    ['together', figure(perHour.running), figure(perHour.deallocated)],
  ];
  const label = Math.min(width - 20, Math.max(...rows.map(([what]) => what.length)));
  return rows.map(([what, one, other], index) =>
    line(`${cut(what, label).padEnd(label)} ${one} ${other}`, index === 0 ? 'dim' : index === rows.length - 1 ? 'strong' : undefined),
  );
}

/** Tasks that are under way, failed, or were done by this stop or start. */
const underWay = ({ tasks, power }: WizardState) =>
  Object.values(tasks).filter(({ id, state }) => state === 'making' || state === 'failed' || id.startsWith(`${power?.way ?? 'stop'}/`));

/** On the last screen: nodes that are off and billed, and a cluster that is stopped as a whole. */
export function powerLines(state: WizardState, { width }: Room): readonly Line[] {
  const billed = billedOff(state);
  if (billed.length > 0)
    return paragraph(
      `Off, and billed as if running: ${billed.join(', ')}. Shut down from inside, a machine keeps its hardware: o starts it, or stops all.`,
      width,
      'bad',
    );
  return isStopped(state) ? paragraph('All nodes are stopped: only disks and addresses cost. o starts them.', width, 'strong') : [];
}

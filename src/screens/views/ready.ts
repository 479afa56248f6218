import { outcomeWords, verdictsOf } from '../../stages/figures/verdict.ts';
import { perHourNow } from '../../state/money.ts';
import { counted, dollars } from '../model/format.ts';
import { summariesOf } from '../model/panes.ts';
import type { SharedView } from '../model/offered.ts';
import { sharedTitles } from '../model/offers.ts';
import { isStopped } from '../model/power.ts';
import type { WizardState } from '../model/state.ts';
import { command, cut, empty, type Line, line, paragraph } from '../text/line.ts';
import { doorLines } from './entry.ts';
import { outdatedLines } from './outdated.ts';
import { powerLines } from './power.ts';
import { progressLines } from './stage.ts';
import type { Room, View } from './view.ts';

/** The last screen: what there is, what it says, what it costs, and what to do with it. */
export function readyView(state: WizardState, room: Room): View {
  const { cluster } = state;
  if (!cluster) return { title: 'Your cluster', lines: [line('Opening it', 'dim')], below: [] };
  const { name, count } = cluster.choices;
  if (count === 0) return { title: '11  Your cluster: no nodes', lines: [...emptyLines(room), empty, ...costLines(state, room)], below: [] };
  const hello = state.tasks['hello/run'];
  const running = state.running?.stage !== undefined && state.running.stage !== 'your-cluster' ? progressLines(state, state.running.stage, room, 6) : [];
  const said = (hello?.message ?? '').split('\n').filter((text) => text !== '');
  const gap = room.height > 20 ? [empty] : [];
  const more = moreLines(state, room);
  // Where both have no room, what is new has it.
  const ranks = more.length > 0 && room.height <= 20 ? 2 : 8;
  const door = doorLines(state, room);
  return {
    title: `11  Your cluster: ${counted(count, 'node')}${standingWords(state)}`,
    lines: [
      ...powerLines(state, room),
      ...door,
      ...(door.length > 0 ? gap : []),
      ...running,
      ...(running.length > 0 ? [empty] : []),
      ...(said.length > 0
        ? [
            line('Hello from MPI:', 'strong'),
            ...said.slice(0, ranks).map((text) => line(`  ${cut(text, room.width - 2)}`, 'code')),
            ...(said.length > ranks ? [line(`  and ${said.length - ranks} more: l shows them`, 'dim')] : []),
          ]
        : []),
      ...(said.length > 0 || running.length > 0 ? gap : []),
      ...more,
      ...(more.length > 0 ? gap : []),
      ...outdatedLines(state, room),
      ...paragraph(`Your own program: log in (s, or rank0 ssh ${name}):`, room.width, 'strong'),
      ...cluster.ownProgram.flatMap((one) => command(one, room.width)),
      ...gap,
      ...costLines(state, room),
    ],
    below: [],
  };
}

/** What there is beyond what every cluster has: shared files, and what the network was measured to be. */
function moreLines(state: WizardState, { width }: Room): readonly Line[] {
  const { shared } = state;
  const newest = state.measurements.at(-1);
  const figures = newest
    ? verdictsOf(newest)
        .slice(0, 2)
        .map(({ figure }) => figure)
    : [];
  return [
    ...(shared ? paragraph(`/scratch on all nodes: ${sharedTitles[shared.kind]}${spaceWords(shared)}`, width) : []),
    ...(newest && figures.length > 0 ? paragraph(`Network: ${figures.join(', ')}; ${outcomeWords(newest)} (b)`, width) : []),
  ];
}

function spaceWords({ source, bytes, free, account }: SharedView): string {
  const from = source ?? account;
  const room = bytes === undefined || free === undefined ? '' : `, ${gigabytes(free)} of ${gigabytes(bytes)} free`;
  return `${from === undefined ? '' : ` (${from})`}${room}`;
}

/** Bytes as Azure counts disks, by powers of 1024. */
const gigabytes = (bytes: number): string => (bytes >= 1024 ** 4 ? `${(bytes / 1024 ** 4).toFixed(0)} TiB` : `${(bytes / 1024 ** 3).toFixed(1)} GiB`);

const emptyLines = ({ width }: Room): readonly Line[] =>
  paragraph(
    'It was scaled to 0: every disk is gone, the scale set and its network stand. c brings nodes back, with a new head, new host keys and a new key of the cluster.',
    width,
  );

/** Whether all is as it should be; only once every node was looked at. */
export function standingWords(state: WizardState): string {
  const { live, cluster } = state;
  if (isStopped(state)) return ', stopped';
  const odd = summariesOf(state).filter(({ standing }) => standing === 'odd');
  const names = odd.slice(0, 3).map(({ name }) => name);
  if (odd.length > 0) return `, not as they should be: ${names.join(', ')}${odd.length > names.length ? ` and ${odd.length - names.length} more` : ''}`;
  return live.length > 0 && live.length === cluster?.choices.count && live.every(({ ssh }) => ssh.state === 'ok') ? ', all answer' : '';
}

function costLines(state: WizardState, { width }: Room): readonly Line[] {
  const price = state.cluster?.price;
  if (!price) return [];
  return [
    ...paragraph(
      `${state.cloud?.simulated ? 'Simulated: ' : ''}${dollars(perHourNow(state.cluster ?? {}))} an hour, ${dollars(state.spent)} so far. It goes on while you sleep, with this program closed and with the machines shut down from inside; ${isStopped(state) ? '' : 'o stops them, '}d deletes everything and shows that nothing is left.`,
      width,
      'dim',
    ),
  ];
}

import { outcomeWords, verdictsOf } from '../../stages/figures/verdict.ts';
import { counted } from '../model/format.ts';
import { costWords } from '../model/home.ts';
import { summariesOf } from '../model/panes.ts';
import type { SharedView } from '../model/offered.ts';
import { sharedTitles } from '../model/offers.ts';
import { isStopped } from '../model/power.ts';
import type { WizardState } from '../model/state.ts';
import { command, cut, empty, type Line, line, paragraph } from '../text/line.ts';
import { doorLines } from './entry.ts';
import { menuLines } from './home.ts';
import { outdatedLines } from './outdated.ts';
import { powerLines } from './power.ts';
import { progressLines } from './stage.ts';
import type { Room, View } from './view.ts';

/** The last screen: what there is, what it says, what it costs, and what to do with it. */
export function readyView(state: WizardState, room: Room): View {
  const { cluster } = state;
  if (!cluster) return { title: 'Your cluster', lines: [line('Opening it', 'dim')], below: [] };
  const { name, count } = cluster.choices;
  const gap = room.height > 20 || room.heard ? [empty] : [];
  const money = costWords(state);
  const door = doorLines(state, room);
  const running = state.running?.stage !== undefined && state.running.stage !== 'your-cluster' ? progressLines(state, state.running.stage, room, 6) : [];
  const above = [
    ...(count === 0 ? emptyLines(room) : powerLines(state, room)),
    ...door,
    ...(door.length > 0 ? gap : []),
    ...outdatedLines(state, room),
    ...running,
    ...(running.length > 0 ? [empty] : []),
    ...(money === undefined ? [] : paragraph(money, room.width, 'strong')),
    ...gap,
    ...menuLines(state, room),
  ];
  if (count === 0) return { title: '11  Your cluster: no nodes', lines: above, below: [] };
  const said = (state.tasks['hello/run']?.message ?? '').split('\n').filter((text) => text !== '');
  const more = moreLines(state, room);
  return {
    title: `11  Your cluster: ${counted(count, 'node')}${standingWords(state)}`,
    lines: [
      ...above,
      ...gap,
      ...more,
      ...(more.length > 0 ? gap : []),
      ...(said.length > 0
        ? [
            line('Hello from MPI:', 'strong'),
            ...said.slice(0, ranks).map((text) => line(`  ${cut(text, room.width - 2)}`, 'code')),
            ...(said.length > ranks ? [line(`  and ${said.length - ranks} more: l shows them`, 'dim')] : []),
            ...gap,
          ]
        : []),
      ...paragraph(`Your own program: log in (s, or rank0 ssh ${name}):`, room.width, 'strong'),
      ...cluster.ownProgram.flatMap((one) => command(one, room.width)),
      ...gap,
      ...(money === undefined
        ? []
        : paragraph(
            'It costs on while you sleep, with this program closed and with the machines shut down from inside. d deletes everything and shows that nothing is left.',
            room.width,
            'dim',
          )),
    ],
    below: [],
  };
}

/** Ranks of the last hello that are shown. */
const ranks = 8;

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

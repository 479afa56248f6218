import { outcomeWords, verdictsOf } from '../../stages/figures/verdict.ts';
import { counted, dollars, span } from '../model/format.ts';
import { summariesOf } from '../model/panes.ts';
import type { SharedView } from '../model/offered.ts';
import { sharedTitles } from '../model/offers.ts';
import type { WizardState } from '../model/state.ts';
import { afterWords } from '../model/ways-on.ts';
import { command, cut, empty, type Line, line, paragraph } from '../text/line.ts';
import { outdatedLines } from './outdated.ts';
import { progressLines, rowsLines } from './stage.ts';
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
  return {
    title: `11  Your cluster: ${counted(count, 'node')}${standingWords(state)}`,
    lines: [
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
      `${state.cloud?.simulated ? 'Simulated: ' : ''}${dollars(price.perHour)} an hour, ${dollars(state.spent)} so far. It goes on while you sleep, with this program closed and with the machines shut down from inside; d deletes everything and shows that nothing is left.`,
      width,
      'dim',
    ),
  ];
}

/** Asks for the name before everything goes. */
export function deleteView(state: WizardState, room: Room): View {
  const { width } = room;
  const deletion = state.deletion;
  const name = state.cluster?.choices.name ?? '';
  if (deletion && state.running) return { title: `Deleting ${name}`, lines: rowsLines(downTasks(state), state.worldNow, room, room.height), below: [] };
  if (!deletion) return { title: `Delete ${name}`, lines: [line('Asking Azure what there is', 'dim')], below: [] };
  return {
    title: `Delete ${name}: ${counted(deletion.resources.length, 'resource')}`,
    lines: [
      ...paragraph(
        deletion.whole
          ? `The whole resource group ${state.cluster?.choices.resourceGroup ?? ''} goes, with everything in it. It cannot be undone.`
          : `Only what rank0 made goes; the group stays, because it holds what is not rank0's: ${deletion.foreign.join(', ') || 'it was there before'}.`,
        width,
      ),
      ...(state.screen.at === 'delete' && state.screen.after !== undefined ? paragraph(`Then ${afterWords(state.screen.after)}.`, width) : []),
      ...paragraph(`To delete, type ${name} and press Enter. Esc keeps it.`, width, 'strong'),
      empty,
      ...kindLines(deletion.resources, width),
      empty,
    ],
    field: { label: 'Name: ' },
    below: state.fieldProblem ? paragraph(state.fieldProblem, width, 'bad') : [],
  };
}

/** `node2` before `node10`. */
const byNumber = new Intl.Collator('en', { numeric: true });

/** Resources by kind: `4 virtualMachines: glocluster0, glocluster1 …`. */
function kindLines(resources: readonly string[], width: number): readonly Line[] {
  const kinds = new Map<string, string[]>();
  for (const one of resources) {
    const [type = '', name = ''] = one.split(' ');
    const kind = type.split('/').at(-1) ?? type;
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  return [...kinds].flatMap(([kind, names]) => paragraph(`${names.length} ${kind}: ${names.sort(byNumber.compare).join(', ')}`, width, 'code', 2));
}

const downTasks = (state: WizardState) => Object.values(state.tasks).filter(({ id }) => id.startsWith('down/'));

/** What Azure still lists after the deletion: nothing, or what is left. */
export function deletedView(state: WizardState, left: readonly string[], putAway: string | undefined, { width }: Room): View {
  const then = state.screen.at === 'deleted' && left.length === 0 ? state.screen.after : undefined;
  const took = downTasks(state).reduce((sum, task) => sum + (task.spentSeconds ?? 0), 0);
  return {
    title: left.length === 0 ? 'Deleted' : 'Not everything is gone',
    lines:
      left.length === 0
        ? [
            ...paragraph(
              `Azure was asked again after the deletion${took > 0 ? `, which took ${span(took)}` : ''}: 0 resources of this cluster are left. Nothing costs any more.`,
              width,
              'strong',
            ),
            ...(putAway === undefined ? [] : [empty, ...paragraph(`Its journal and keys were put away, not thrown away: ${putAway}`, width, 'dim')]),
          ]
        : [
            ...paragraph(`Azure still lists ${counted(left.length, 'resource')}:`, width, 'bad'),
            ...left.map((one) => line(`  ${cut(one, width - 2)}`, 'code')),
          ],
    below: then === undefined ? [] : paragraph(`Enter goes on: ${afterWords(then)}.`, width),
  };
}

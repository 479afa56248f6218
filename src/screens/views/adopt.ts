import { placeRows, standingWords } from '../model/adopt.ts';
import { chosenIndex } from '../model/lists.ts';
import type { TaskView } from '../model/task-view.ts';
import type { WizardState } from '../model/state.ts';
import { cell, empty, type Line, line, paragraph } from '../text/line.ts';
import { few } from '../../state/words.ts';
import { rowsLines } from './stage.ts';
import { plainListView, wholeDetail } from './start.ts';
import type { Room, View } from './view.ts';

const aboutWords =
  'A cluster that somebody made by hand, as the old how-to does it, or with another rank0. Nothing of it is changed before you were shown what stands there.';

/** Where to look for clusters. */
export function adoptPlaceView(state: WizardState, room: Room): View {
  const rows = placeRows(state);
  const chosen = rows[chosenIndex(state, { id: 'adopt-place', rows })];
  return {
    title: 'Adopt a cluster: where is it?',
    lines: [...paragraph(aboutWords, room.width), empty],
    list: { id: 'adopt-place', rows, draw: (row, width) => (width > 60 ? `${cell(row.label, 30)}  ${row.detail}` : row.label) },
    below: chosen?.disabled ? paragraph(chosen.disabled, room.width, 'bad') : wholeDetail(rows, chosen, room.width > 60 ? room.width - 34 : 0, room.width),
  };
}

/** What could be adopted, each with what was seen of it. */
export function adoptView(state: WizardState, room: Room): View {
  const seen = state.adopting?.groups?.length ?? 0;
  const practice = state.cloud?.name === 'practice';
  const view = plainListView(state, room, {
    title: 'Adopt a cluster: which one?',
    text:
      state.adopting?.groups === undefined
        ? aboutWords
        : seen > 0
          ? 'These look like clusters: machines of one name with numbers, or a scale set. The group tells where all else of it is.'
          : `Nothing looks like a cluster here${practice ? ': rank0 practice --by-hand, in another terminal, builds one as the old how-to does' : ''}.`,
    waiting: 'Asking Azure for machines and scale sets',
    loaded: state.adopting?.groups !== undefined,
  });
  return state.running?.said === undefined ? view : { ...view, lines: [...paragraph(state.running.said, room.width, 'strong'), empty, ...view.lines] };
}

/** A group by its name. */
export const adoptGroupView = (state: WizardState, { width }: Room): View => ({
  title: 'Adopt a cluster: in which group?',
  lines: [
    ...paragraph('The resource group that its machines are in, as az or the portal shows it.', width),
    ...(state.running ? [empty, line(state.running.what, 'dim')] : []),
    empty,
  ],
  field: { label: 'Group: ' },
  below: state.fieldProblem ? paragraph(state.fieldProblem, width, 'bad') : [],
});

/** What stands there and what adopting it does; then how it goes. */
export function adoptionView(state: WizardState, room: Room): View {
  const { running, adopting } = state;
  const { width, height } = room;
  const standing = adopting?.standing;
  if (!standing) return { title: 'Adopt a cluster', lines: [line('Looking what stands there', 'dim')], below: [] };
  const { name, resourceGroup, location, nodes, user, source, resources, others, clusterId } = standing;
  if (running?.stoppable === false) return { title: `Adopting ${name}`, lines: rowsLines(tasksSince(state), state.worldNow, room, height), below: [] };
  const [head] = nodes;
  const low = height < 14;
  const steps = [
    `tags its ${resources.length} resources, so that rank0 knows them again; other tags stay`,
    'reads the host keys by way of Azure, and puts a login key of rank0’s own beside yours on every node; where none of your keys opens one, Azure’s agent does it',
    'remembers it here. Then all keys and commands work on it; deleting it later deletes what is tagged, and leaves the rest',
  ];
  return {
    title: `Adopt ${name} in ${resourceGroup}`,
    lines: [
      ...paragraph(`${standingWords(standing)} in ${location}, made ${clusterId === undefined ? 'by hand' : 'by another rank0'}.`, width),
      ...paragraph(`Head ${head?.name ?? ''} at ${head?.publicAddress ?? 'no public address'}, user ${user}; port 22 open to ${source ?? 'nobody'}.`, width),
      ...(low ? [] : [empty]),
      line('Adopting it', 'strong'),
      ...steps.flatMap((step) => bullet(step, room)),
      ...(others.length > 0
        ? paragraph(
            `Left alone: ${few(
              others.map((one) => one.name),
              4,
            )}.`,
            width,
            'dim',
          )
        : []),
      ...(low ? [] : [empty]),
      ...paragraph('Enter adopts it. Nothing is stopped, and nothing costs more. Then it is said what is unsafe or costly about it.', width, 'strong'),
    ],
    below: [],
  };
}

/** A point of a list, its further lines under its text. */
const bullet = (text: string, { width }: Room): readonly Line[] =>
  paragraph(text, width - 2).map((one, index) => [{ text: index === 0 ? '- ' : '  ' }, ...one]);

/** Tasks of what was begun last. */
export const tasksSince = ({ tasks, adopting }: WizardState): readonly TaskView[] =>
  Object.values(tasks).filter(({ since, state }) => since >= (adopting?.began ?? 0) || state === 'making' || state === 'observing');

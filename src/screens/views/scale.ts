import { perHourOf } from '../../state/money.ts';
import { counted, dollars } from '../model/format.ts';
import type { ScaleView } from '../model/scale.ts';
import type { WizardState } from '../model/state.ts';
import { empty, type Line, line, paragraph } from '../text/line.ts';
import { rowsLines } from './stage.ts';
import type { Room, View } from './view.ts';

/** Asks how many nodes there shall be; the bill moves as the number does. */
export function scaleView(state: WizardState, { width }: Room): View {
  const { cluster, field, fieldProblem } = state;
  if (!cluster) return { title: 'Another count of nodes', lines: [], below: [] };
  const { name, network } = cluster.choices;
  const now = cluster.choices.count;
  const count = Number(field.text);
  const typed = field.text.trim() !== '' && Number.isInteger(count) && count >= 0;
  return {
    title: `${name}: ${counted(now, 'node')} now. How many then?`,
    lines: [
      ...paragraph(
        'More nodes join as they are: with keys, in every list, hello again on all. Fewer: the newest go, with everything on their disks, and which ones is said before anything is done. The head stays.',
        width,
      ),
      ...paragraph(
        network === 'infiniband'
          ? '0 is allowed, and is no stop: it destroys every disk and keeps the empty scale set. 100 are the most on one fabric.'
          : 'Two are the least. The new ones have to find room in the datacentre of the others.',
        width,
        'dim',
      ),
      empty,
    ],
    field: { label: 'Nodes: ' },
    below: fieldProblem ? paragraph(fieldProblem, width, 'bad') : typed ? [empty, ...bill(state, count, width)] : [],
  };
}

/** By the prices of what there is now. */
function bill({ cluster }: WizardState, count: number, width: number): readonly Line[] {
  const price = cluster?.price;
  if (!price || !cluster) return [];
  const perHour = perHourOf(price, cluster.choices.count, count);
  return paragraph(
    `${counted(count, 'node')}: ${dollars(perHour)} an hour, ${dollars(perHour * 24)} a day; now ${dollars(price.perHour)} an hour. Enter asks Azure what it comes to.`,
    width,
    'strong',
  );
}

/** What a scaling comes to, to be agreed to; then how it goes. */
export function scalePlanView(state: WizardState, room: Room): View {
  const { scaling, cluster, running } = state;
  if (!scaling || !cluster) return { title: 'Another count of nodes', lines: [], below: [] };
  const { width } = room;
  const { name } = cluster.choices;
  if (running)
    return {
      title: scaling.nothingToDo ? `Updating nodes of ${name}` : `Scaling ${name} to ${scaling.to}`,
      lines: rowsLines(underWay(state), state.worldNow, room, room.height),
      below: [],
    };
  if (scaling.nothingToDo) return updateView(scaling, name, width);
  return {
    title: `${name}: from ${scaling.from} to ${counted(scaling.to, 'node')}`,
    lines: [
      ...leaving(scaling, width),
      ...joining(scaling, cluster.choices.size, width),
      empty,
      ...costs(scaling, cluster.price?.perHour, width),
      ...behind(scaling, width),
    ],
    ...(scaling.to === 0 ? { field: { label: 'Name: ' } } : {}),
    below: state.fieldProblem ? paragraph(state.fieldProblem, width, 'bad') : [],
  };
}

/** The count stays; nodes of an earlier model of the scale set are brought to the latest. */
const updateView = ({ update = [], outdated = [] }: ScaleView, name: string, width: number): View => ({
  title: `${name}: update ${counted(outdated.length, 'node')} to the latest model`,
  lines: [
    ...paragraph(
      'A scale set is a template. Somebody changed it after these nodes were made, and with the policy Manual they stay as they are until they are told to follow.',
      width,
    ),
    empty,
    ...update.flatMap((one, index) => paragraph(one, width, index === 0 ? 'strong' : undefined)),
  ],
  below: paragraph('Enter updates them; Esc leaves them as they are.', width),
});

const behind = ({ outdated = [] }: ScaleView, width: number): readonly Line[] =>
  outdated.length === 0
    ? []
    : paragraph(`Not of the latest model of the scale set: ${outdated.join(', ')}. c again, with the new count, brings them to it.`, width, 'dim');

function leaving({ going, staying, to, files }: ScaleView, width: number): readonly Line[] {
  if (going.length === 0) return [];
  const [head, ...others] = staying;
  return [
    ...paragraph(`These go, with everything on their disks: ${going.join(', ')}.`, width, 'bad'),
    ...(head === undefined ? [] : paragraph(`The head ${head} stays${others.length > 0 ? `, and ${others.join(', ')}` : ''}.`, width)),
    ...(to > 0
      ? []
      : [
          ...paragraph(
            'That is no stop: every disk is destroyed, the head with it, and all homes, keys and programs. Nothing of them can be brought back.',
            width,
            'strong',
          ),
          ...paragraph(
            files === undefined
              ? 'The head does not answer, so what lies in its home could not be counted.'
              : `In the home of the head, and in what it shares: ${counted(files, 'file')} (rank0's own and hidden ones not counted).`,
            width,
          ),
          ...paragraph('If you mean it, type the name of the cluster and press Enter. Esc keeps all of it.', width),
        ]),
  ];
}

function joining({ coming, staying, going, quota, to }: ScaleView, size: string, width: number): readonly Line[] {
  if (coming === 0) return going.length > 0 || to === 0 ? [] : paragraph('Azure has that many; what was not finished on them is gone on with.', width);
  return [
    ...paragraph(`${coming} × ${size} ${coming === 1 ? 'comes' : 'come'}.`, width, 'strong'),
    ...(staying.length === 0 ? paragraph('One of them becomes the head, with host keys and a cluster key of its own.', width) : []),
    ...quota.filter(({ needed }) => needed > 0).map((one) => line(`  ${one.name}: ${one.needed} needed, ${one.left} of ${one.limit} left`, 'dim')),
  ];
}

const costs = ({ price, to }: ScaleView, before: number | undefined, width: number): readonly Line[] =>
  paragraph(
    `${dollars(price.perHour)} an hour then, ${dollars(price.perHour * 24)} a day${before === undefined ? '' : `; now ${dollars(before)} an hour`}.${to === 0 ? " What still costs is the load balancer's address." : ''}`,
    width,
    'strong',
  );

/** What is being done, and what went wrong. */
const underWay = ({ tasks }: WizardState) =>
  Object.values(tasks).filter(
    ({ id, state }) =>
      state === 'making' || state === 'failed' || id.startsWith('remove/') || id.startsWith('update/') || id.startsWith('down/virtualMachines/'),
  );

import { countRange, questionOf } from '../../stages/questions.ts';
import { counted, dollars } from '../model/format.ts';
import { answerOf, billOf, chosenIndex, cloudWords, listAt, sizeRows } from '../model/lists.ts';
import type { ClusterView, Screen, SizeView, WizardState } from '../model/state.ts';
import { cell, empty, type Line, line, paragraph } from '../text/line.ts';
import type { Room, View } from './view.ts';
import { plainListView, wholeDetail } from './start.ts';

/** How to sign in, for a cluster that is already in Azure. */
export const wayView = (state: WizardState, cluster: ClusterView, room: Room): View =>
  plainListView(state, room, {
    title: `Sign in to open ${cluster.name}`,
    text: `${cluster.name} is in ${cloudWords(cluster.cloud)}, and the Azure CLI is not signed in. No sign-in is kept after rank0 ends.`,
    waiting: '',
    loaded: true,
  });

/** Which subscription pays, where there are several. */
export const subscriptionView = (state: WizardState, room: Room): View =>
  plainListView(state, room, {
    title: 'Which subscription pays?',
    text: 'The sign-in sees several subscriptions. The one you take is billed for everything that follows; its tenant is the directory that knows you.',
    waiting: 'Asking Azure for the subscriptions',
    loaded: state.subscriptions !== undefined,
  });

/** The region. */
export const locationView = (state: WizardState, room: Room): View =>
  plainListView(state, room, {
    title: 'Plan: which region?',
    text: `A region is a group of datacentres. Prices, sizes and quota differ between them; near you means quicker typing, not a quicker cluster.${state.filter ? ` Filter: ${state.filter}` : ''}`,
    waiting: 'Asking Azure for the regions',
    loaded: state.locations !== undefined,
  });

/** How many nodes, with the bill beside it. */
export function countView(state: WizardState, { width }: Room): View {
  const count = Number(state.field.text);
  const size = state.sizes?.find(({ name }) => name === answerOf(state, 'size'));
  const known = Number.isInteger(count) && count >= countRange.least && count <= countRange.most;
  const lines: Line[] = [
    ...paragraph(
      `Each node is a virtual machine, and each runs ranks of your program. Node 0 is the head, the one you log in to. Two are the least that a message can travel between; ${countRange.most} the most here.`,
      width,
    ),
    empty,
  ];
  const bill = known && size ? [billOf(size, count), quotaWords(size, count)].filter((text) => text !== '') : [];
  return {
    title: 'Plan: how many nodes?',
    lines,
    field: { label: 'Nodes: ' },
    below: state.fieldProblem
      ? paragraph(state.fieldProblem, width, 'bad')
      : known && size
        ? [empty, line(`${counted(count, 'node')} of ${size.name}:`, 'dim'), ...bill.flatMap((text) => paragraph(text, width, 'dim'))]
        : [],
  };
}

const quotaWords = (size: SizeView, count: number): string =>
  size.quotaLeft === undefined
    ? ''
    : `${counted(size.vCPUs * count, 'vCPU')} needed, quota left ${size.quotaLeft}${size.vCPUs * count > size.quotaLeft ? ': too few' : ''}`;

/** The sizes as a table, with what is wrong with each. */
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
  const name = Math.max(16, ...rows.map(({ label }) => label.length));
  const columns = (label: string, cpus: string, memory: string, price: string, quota: string, verdict: string, width: number): string =>
    [
      cell(label, name),
      cell(cpus, 5, true),
      cell(memory, 6, true),
      cell(price, 10, true),
      cell(quota, 6, true),
      '  ',
      cell(verdict, Math.max(0, width - name - 29)),
    ].join('');
  return {
    ...base,
    list: {
      ...list,
      head: columns('size', 'vCPUs', 'GB', '$/h', 'quota', '', room.width - 2),
      draw: (row, width) => {
        const size = row.value as SizeView;
        const price = size.pricePerHour === undefined ? '?' : dollars(size.pricePerHour * count);
        const quota = size.quotaLeft === undefined ? '?' : String(size.quotaLeft);
        return columns(
          size.name,
          String(size.vCPUs),
          String(size.memoryGB),
          price,
          quota,
          row.disabled === undefined ? row.detail || 'fits' : width - name - 29 < 20 ? 'no' : `no: ${row.disabled}`,
          width,
        );
      },
    },
    below: chosen
      ? [
          empty,
          ...paragraph(
            chosen.disabled
              ? `Not possible: ${chosen.disabled}`
              : [
                  chosen.value.acceleratedNetworking ? 'Accelerated networking: yes.' : 'No accelerated networking: messages take longer.',
                  ...chosen.value.warnings,
                ].join(' '),
            room.width,
            chosen.disabled ? 'bad' : 'dim',
          ),
        ]
      : [line('No size has these letters', 'dim')],
  };
}

/** Choices that the road does not ask for. */
export function choicesView(state: WizardState, room: Room): View {
  const list = listAt(state);
  const chosen = list?.rows[chosenIndex(state, list)];
  // Both halves of the marked row whole: its question is longer than the column.
  const rows = list?.rows.map((row) => ({ ...row, detail: `${row.label}: ${row.detail}` })) ?? [];
  return {
    title: 'Plan: change a choice',
    lines: [...paragraph('Everything that can be chosen, as it stands. Esc goes back to the plan.', room.width), empty],
    ...(list ? { list: { ...list, draw: (row, width) => `${cell(row.label, Math.min(width, 44))} ${row.detail}` } } : {}),
    below: wholeDetail(rows, chosen && { ...chosen, detail: `${chosen.label}: ${chosen.detail}` }, 44, room.width),
  };
}

/** One choice as a line of text. */
export function choiceView(state: WizardState, screen: Extract<Screen, { at: 'choice' }>, { width }: Room): View {
  const question = questionOf(screen.key);
  const unknownSource = screen.key === 'sshSource' && state.caller !== undefined && state.caller.address === undefined;
  return {
    title: `Plan: ${question.help}`,
    lines: [
      ...(unknownSource
        ? [
            ...paragraph(
              'Port 22 of the nodes is opened to one address alone: yours. It could not be found out, because no service that tells it could be asked, or two of them disagreed. Type the IPv4 address that you come from.',
              width,
            ),
            empty,
          ]
        : []),
      ...paragraph(
        `Default: ${question.standard}.${question.values ? ` Allowed: ${question.values.join(', ')}.` : ''} On the command line: ${question.flag}.`,
        width,
        'dim',
      ),
      empty,
    ],
    field: { label: question.placeholder ? `${question.placeholder}: ` : 'true or false: ' },
    below: state.fieldProblem ? paragraph(state.fieldProblem, width, 'bad') : [],
  };
}

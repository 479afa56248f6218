import { countRange, type Given } from '../../stages/questions.ts';
import { mostNodes } from '../../stages/roads.ts';
import { dollars } from '../model/format.ts';
import { answerOf, chosenIndex, listAt, networkRows } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import { cell, empty, type Line, line, paragraph, wrapped } from '../text/line.ts';
import type { Room, View } from './view.ts';

type Network = NonNullable<Given['network']>;

/** What tells the two apart, one line each. Figures: azure-facts 2.4, 4, 9.1; the old how-to measured the first. */
const facts: readonly (readonly [what: string, Readonly<Record<Network, string>>])[] = [
  ['a small message', { ethernet: '27 to 31 µs', infiniband: '1.6 to 1.9 µs' }],
  ['the network', { ethernet: '12.5 Gb/s on the usual size', infiniband: '100 to 400 Gb/s' }],
  ['quota', { ethernet: '20 vCPUs in most subscriptions', infiniband: '0 in most: ask for it first' }],
  ['names', { ethernet: 'chosen: NAME0, NAME1, …', infiniband: 'given by Azure: NAME00000A' }],
  [
    'nodes',
    {
      ethernet: `${countRange.least} to ${countRange.most}, one by one`,
      infiniband: `${countRange.least} to ${mostNodes('infiniband')}, a template and a count`,
    },
  ],
  ['good for', { ethernet: 'learning, and little talk', infiniband: 'programs that talk all the time' }],
];

/** The choice between the two roads, with what it comes to beside it. */
export function networkView(state: WizardState, { width }: Room): View {
  const list = listAt(state);
  const rows = networkRows(state);
  const marked = rows[chosenIndex(state, { id: 'network', rows })]?.value ?? 'ethernet';
  return {
    title: 'Plan: how shall the nodes be connected?',
    lines: [
      ...paragraph(
        'InfiniBand lets a network card write into the memory of another node without its processor (RDMA). It works between machines of one fabric alone, and only some large sizes have it.',
        width,
      ),
      empty,
      ...(width < 72 ? narrow(state, marked, width) : table(state, width)),
      empty,
    ],
    ...(list ? { list: { ...list, draw: (row) => `${row.label.padEnd(12)}${row.detail}` } } : {}),
    below: [],
  };
}

/** The bill of the count that is chosen, or of the usual one. */
function bill(state: WizardState, network: Network): string {
  const price = state.networkPrices?.[network];
  const count = answerOf(state, 'count') ?? 4;
  return price === undefined ? 'being asked for' : `${dollars(price * count)}/h, ${dollars(price * count * 24)} a day`;
}

function table(state: WizardState, width: number): readonly Line[] {
  const first = 18;
  const column = Math.floor((width - first) / 2);
  const row = (what: string, ethernet: string, infiniband: string): readonly Line[] => {
    const [left, right] = [wrapped(ethernet, column - 2), wrapped(infiniband, width - first - column)];
    return Array.from(
      { length: Math.max(left.length, right.length) },
      (_, at): Line => [
        { text: cell(at === 0 ? what : '', first), tone: 'dim' },
        { text: `${cell(left[at] ?? '', column - 2)}  ` },
        { text: cell(right[at] ?? '', width - first - column) },
      ],
    );
  };
  const count = answerOf(state, 'count') ?? 4;
  return [
    [{ text: ' '.repeat(first) }, { text: cell('Ethernet', column), tone: 'strong' }, { text: cell('InfiniBand', width - first - column), tone: 'strong' }],
    ...row(`${count} nodes`, bill(state, 'ethernet'), bill(state, 'infiniband')),
    ...facts.flatMap(([what, words]) => row(what, words.ethernet, words.infiniband)),
  ];
}

/** Where two columns do not fit: the marked one alone. */
function narrow(state: WizardState, marked: Network, width: number): readonly Line[] {
  return [
    line(marked === 'ethernet' ? 'Ethernet' : 'InfiniBand', 'strong'),
    ...paragraph(`${answerOf(state, 'count') ?? 4} nodes: ${bill(state, marked)}`, width),
    ...facts.flatMap(([what, words]) => paragraph(`${what}: ${words[marked]}`, width)),
  ];
}

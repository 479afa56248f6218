import { type Binding, when } from './binding.ts';
import { exchangeRows } from './exchanges.ts';
import { nodeAt, nodePageAt, noShell } from './node-page.ts';
import { lookCommand, whyNoLook } from './look.ts';
import { chartAt } from './results.ts';
import type { Overlay } from './screen.ts';
import type { WizardState } from './state.ts';
import { termRows } from './terms.ts';

/** Keys that one page over the screen has for itself. */
export function overlayKeys(state: WizardState, overlay: Exclude<Overlay, 'interrupt'>): readonly Binding[] {
  switch (overlay) {
    case 'underneath':
      return [
        when(exchangeRows(state).length === 0, state.filter === '' ? 'Nothing was sent yet' : 'Nothing has these letters', {
          keys: ['enter'],
          label: 'open',
          long: 'What was sent and what was answered',
          intent: { is: 'open-exchange' },
        }),
        { keys: ['/'], label: 'filter', long: 'Show only what has the letters you type: a name, a verb, an answer', intent: { is: 'filter' } },
      ];
    case 'keys':
    case 'log':
    case 'exchange':
    case 'term':
    case 'timeline':
    case 'leaving':
      return [];
    case 'lesson':
    case 'look': {
      const reason = whyNoLook(state);
      const long = `Run ${lookCommand(state) ?? 'the command at the end of the page'} and show what it prints`;
      return [when(reason !== undefined, reason ?? '', { keys: ['x'], label: overlay === 'look' ? 'run again' : 'run it', long, intent: { is: 'run-look' } })];
    }
    case 'glossary':
      return [
        when(termRows(state).length === 0, 'No word has these letters', {
          keys: ['enter'],
          label: 'open',
          long: 'The marked word, whole',
          intent: { is: 'open-term' },
        }),
        { keys: ['/'], label: 'filter', long: 'Show only words with the letters you type', intent: { is: 'filter' } },
      ];
    case 'node':
      return nodeKeys(state);
    case 'benchmark':
      return resultsKeys(state);
    case 'hints': {
      const { shown = 0, hints = [], solved } = state.drill ?? {};
      if (solved) return [];
      return [when(shown >= hints.length, 'That was the last hint', { keys: [' '], label: 'next hint', long: 'One hint more', intent: { is: 'next-hint' } })];
    }
    default: {
      const never: never = overlay;
      return never;
    }
  }
}

/** Keys of the benchmark: along the chart, from page to page, and once more. */
function resultsKeys(state: WizardState): readonly Binding[] {
  const busy = state.running !== undefined;
  return [
    ...(chartAt(state) === undefined
      ? []
      : ([
          {
            keys: ['right'],
            label: 'along',
            long: 'The next size of a message: its figure, its spread, and what it was before',
            intent: { is: 'cursor', by: 1 },
          },
          { keys: ['left'], label: '', long: 'The size before', intent: { is: 'cursor', by: -1 } },
          { keys: ['home'], label: '', long: 'The smallest size', intent: { is: 'cursor', by: -1000 } },
          { keys: ['end'], label: '', long: 'The largest size', intent: { is: 'cursor', by: 1000 } },
        ] satisfies Binding[])),
    { keys: ['tab'], label: 'next page', long: 'Latency, bandwidth, all nodes, table, pairs, verdict: the next page', intent: { is: 'results-page', by: 1 } },
    { keys: ['shift-tab'], label: '', long: 'The page before', intent: { is: 'results-page', by: -1 } },
    ...(state.screen.at === 'ready'
      ? [
          when(busy, `${state.running?.what ?? ''} is going on`, {
            keys: ['r'],
            label: 'measure again',
            long: 'Run the benchmark again; these figures stay to compare with',
            intent: { is: 'measure' },
          }),
        ]
      : []),
  ];
}

/** Keys of the pages about one node. Up and down choose the node on its facts, and move the text on the others. */
function nodeKeys(state: WizardState): readonly Binding[] {
  const node = nodeAt(state);
  const reason = noShell(state, node);
  return [
    when(reason !== undefined, reason ?? '', {
      keys: ['s'],
      label: 'shell',
      long: `Log in to ${node ?? 'the node'} with the ssh of this machine; exit or Ctrl-D comes back`,
      intent: { is: 'shell' },
    }),
    { keys: ['right', 'tab'], label: 'next page', long: 'Facts, serial log, cloud-init log, resources: the next one', intent: { is: 'node-page', by: 1 } },
    { keys: ['left', 'shift-tab'], label: '', long: 'The page before', intent: { is: 'node-page', by: -1 } },
    ...(nodePageAt(state) === 'facts'
      ? ([
          { keys: ['pagedown', ' '], label: '', long: 'Some lines down', intent: { is: 'scroll', by: 10 } },
          { keys: ['pageup'], label: '', long: 'Some lines up', intent: { is: 'scroll', by: -10 } },
        ] satisfies Binding[])
      : ([
          { keys: ['r'], label: 'look again', long: 'Ask again for what stands here', intent: { is: 'look-again' } },
          { keys: ['>'], label: '', long: 'The same page of the next node', intent: { is: 'other-node', by: 1 } },
          { keys: ['<'], label: '', long: 'The same page of the node before', intent: { is: 'other-node', by: -1 } },
        ] satisfies Binding[])),
  ];
}

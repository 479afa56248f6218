import { adoptAccept, adoptKeys } from './adopt-keys.ts';
import { type Binding, when } from './binding.ts';
import { answerOf, chosenIndex, lacksQuota, listAt, nodeNames, sizeRows } from './lists.ts';
import { exportAccept, exportKeys } from './exporting.ts';
import { filesAccept, filesKeys } from './files.ts';
import { noShell } from './node-page.ts';
import { isChosen, isOffered } from './offered.ts';
import { isStopped } from './power.ts';
import { billKeys, moneyKeys, stopWord } from './money.ts';
import { otherWayKey, powerKey } from './power-keys.ts';
import { runAccept, runKeys } from './run.ts';
import type { WizardState } from './state.ts';
import { wayKeys, wayWords } from './ways-on.ts';
import { nextStage, titleOf } from './where.ts';

const buildWords = 'Build everything that stands here';

/** What Enter does here. */
export function acceptKey(state: WizardState): Binding | undefined {
  const accept = (label: string, long: string): Binding => ({ keys: ['enter'], label, long, intent: { is: 'accept' } });
  if (state.filtering) return accept('keep filter', 'Keep the filter and go back to the list');
  const list = listAt(state);
  if (list) {
    const row = list.rows[chosenIndex(state, list)];
    return when(row?.disabled !== undefined, row?.disabled ?? '', accept('choose', 'Take the marked row'));
  }
  if (state.running && state.screen.at === 'review') return when(true, 'The plan is being checked', accept('build it', buildWords));
  if (state.running && state.screen.at === 'returned')
    return when(true, state.returned?.now === undefined ? 'Azure has not answered yet' : `${state.running.what} is going on`, accept('go on', goingOn(state)));
  if (state.running) return undefined;
  const read = (binding: Binding): Binding => when(state.unread === true, 'Enter is held down, or was pressed a moment ago: read this first', binding);
  const adopting = adoptAccept(state);
  if (adopting) return state.screen.at === 'adopt-group' ? accept(...adopting) : read(accept(...adopting));
  switch (state.screen.at) {
    case 'stage':
      if (state.screen.phase === 'done') return accept('go on', `Go on to ${titleOf(nextStage(state, state.screen.stage))}`);
      return accept(state.screen.stage === 'plan' ? 'choose' : 'do it', `Do what stands here: ${titleOf(state.screen.stage)}`);
    case 'count':
    case 'choice':
      return accept('accept', 'Take what is typed');
    case 'review':
      return when(state.review === undefined, 'The plan is not there yet', read(accept('build it', buildWords)));
    case 'expensive':
      return accept('build it', 'Build all of it, once the number of nodes is typed');
    case 'returned':
      return when(state.returned?.now === undefined, 'Azure has not answered yet', read(accept('go on', goingOn(state))));
    case 'scale':
      return accept('look', 'Ask Azure what that many come to; nothing is changed');
    case 'scale-plan':
      if (state.scaling?.to === 0) return accept('destroy', 'Destroy all nodes, once the name is typed');
      return read(accept(state.scaling?.nothingToDo ? 'update' : 'scale it', 'Do what stands here'));
    case 'entry':
      return state.entry?.there
        ? accept('take it out', 'Take the two lines out of the file again')
        : accept('put it in', 'Put the two lines at the top of the file');
    case 'money':
      return accept('back', 'Back to your cluster');
    case 'run':
      return accept(...runAccept(state));
    case 'files': {
      const found = filesAccept(state);
      return found && when(found.not !== undefined, found.not ?? '', accept(found.label, found.long));
    }
    case 'export': {
      const found = exportAccept(state);
      return found && (state.exporting?.asked ? read(accept(found.label, found.long)) : accept(found.label, found.long));
    }
    case 'autostop':
      return accept(stopWord(state), 'What is typed is looked at first, and set by the next Enter');
    case 'power':
      return when(
        state.power === undefined,
        'Azure has not answered yet',
        read(accept(state.power?.nothingToDo ? 'back' : (state.power?.way ?? 'stop'), 'Do what stands here')),
      );
    case 'unshare':
      return accept('do it', 'Do what stands here, once the name is typed');
    case 'delete':
      return accept('delete', 'Delete, once the name is typed');
    case 'deleted':
      return state.screen.after === undefined || state.screen.left.length > 0
        ? accept('leave', 'Leave')
        : accept('go on', `Go on: ${wayWords[state.screen.after].short}`);
    default:
      return undefined;
  }
}

/** Keys that this screen has for itself, besides Enter and Esc. */
export function screenKeys(state: WizardState): readonly Binding[] {
  const list = listAt(state);
  return [
    ...(state.screen.at === 'ready' && !state.problem ? readyKeys(state) : []),
    ...(state.screen.at === 'stage' && !state.problem ? stageKeys(state, state.screen) : []),
    ...(state.screen.at === 'review' && !state.problem
      ? [when(state.running !== undefined, 'The plan is being checked', { keys: ['c'], label: 'change', long: 'Change a choice', intent: { is: 'choices' } })]
      : []),
    ...(state.screen.at === 'returned' && !state.problem ? returnedKeys(state) : []),
    ...adoptKeys(state),
    ...otherWayKey(state),
    ...billKeys(state),
    ...(state.screen.at === 'run' && !state.problem ? runKeys(state) : []),
    ...(state.screen.at === 'files' && !state.problem ? filesKeys(state) : []),
    ...(state.screen.at === 'export' && !state.problem ? exportKeys(state) : []),
    ...wayKeys(state),
    ...quotaKey(state),
    ...(state.screen.at === 'count'
      ? ([
          { keys: ['up'], label: '', long: 'One node more', intent: { is: 'move', by: 1 } },
          { keys: ['down'], label: '', long: 'One node fewer', intent: { is: 'move', by: -1 } },
        ] satisfies Binding[])
      : []),
    ...(list && (list.id === 'location' || list.id === 'size')
      ? [{ keys: ['/'], label: 'filter', long: 'Show only rows with the letters you type', intent: { is: 'filter' } } satisfies Binding]
      : []),
  ];
}

/** A size that only quota stands against leads on to how more of it is asked for. */
function quotaKey(state: WizardState): readonly Binding[] {
  if (state.screen.at !== 'size' || state.problem || state.running) return [];
  const rows = sizeRows(state);
  const marked = rows[chosenIndex(state, { id: 'size', rows })]?.value;
  if (!marked || !lacksQuota(marked, answerOf(state, 'count') ?? 4)) return [];
  return [
    {
      keys: [wayWords.quota.key],
      label: wayWords.quota.short,
      long: `Take ${marked.name} all the same, and ask for the quota that it needs`,
      intent: { is: 'way-on', way: 'quota' },
    },
  ];
}

/** A stage that need not be can be left out even after it was chosen. */
function stageKeys(state: WizardState, { stage, phase }: Extract<WizardState['screen'], { at: 'stage' }>): readonly Binding[] {
  if (!isOffered(stage) || phase !== 'explained' || state.running) return [];
  return [{ keys: ['o'], label: 'leave it out', long: 'Go on without this stage; the last screen offers it again', intent: { is: 'leave-out' } }];
}

/** Where Enter leads from a cluster that one came back to. */
export function goingOn({ returned, cluster }: WizardState): string {
  if (returned?.mendFrom !== undefined) return `Go on at ${titleOf(returned.mendFrom)}: what is not as it should be is made so`;
  return `Go on with ${cluster?.choices.name ?? 'the cluster'}`;
}

function returnedKeys(state: WizardState): readonly Binding[] {
  const { returned } = state;
  if (returned?.is !== 'same' && returned?.is !== 'differs') return [];
  return [
    when(returned.notLetIn === undefined, 'Port 22 is open to the address that you come from', {
      keys: ['s'],
      label: 'my address',
      long: 'Open port 22 to the address seen now, and to no other',
      intent: { is: 'own-address' },
    }),
    when(state.running !== undefined, `${state.running?.what ?? ''} is going on`, {
      keys: ['d'],
      label: 'delete',
      long: 'Delete everything, after its name is typed',
      intent: { is: 'delete' },
    }),
  ];
}

function readyKeys(state: WizardState): readonly Binding[] {
  const busy = state.running !== undefined;
  const reason = `${state.running?.what ?? ''} is going on`;
  const off = !busy && isStopped(state);
  const atRest = off ? 'All nodes are stopped: o starts them' : reason;
  const [head] = nodeNames(state);
  const shut = noShell(state, head);
  /** What needs nodes that run, and nothing else going on. */
  const onNodes = (binding: Binding): Binding => when(busy || off || head === undefined, busy || off ? atRest : 'There are no nodes', binding);
  return [
    when(shut !== undefined, shut ?? '', {
      keys: ['s'],
      label: 'shell',
      long: `Log in to ${head ?? 'the head'}, the head, with the ssh of this machine; exit or Ctrl-D comes back`,
      intent: { is: 'shell' },
    }),
    onNodes({
      keys: ['!'],
      label: 'run',
      menu: 'a command',
      long: 'A command on all nodes, or some: lines as they come, then equal output once, as clush -b',
      intent: { is: 'run' },
    }),
    onNodes({
      keys: ['i'],
      label: 'files',
      long: 'A file to all nodes, or from them: it leaves this machine once, and each compares its sha256',
      intent: { is: 'files' },
    }),
    state.measurements.length > 0
      ? {
          keys: ['b'],
          label: 'benchmark',
          long: 'What was measured: charts to look along, a table, the pairs, and what the figures are worth',
          intent: { is: 'overlay', overlay: 'benchmark' },
        }
      : onNodes({
          keys: ['b'],
          label: 'benchmark',
          long: 'How good the network is: offers to measure it',
          intent: { is: 'offer', stage: 'benchmark' },
        }),
    onNodes({
      keys: ['r'],
      label: 'run hello again',
      menu: 'hello again',
      long: 'Run hello again on all nodes',
      intent: { is: 'run-hello', transports: false },
    }),
    when(busy || off, atRest, {
      keys: ['f'],
      label: '',
      menu: 'compare hello',
      long: "Run hello with the transports of the old how-to's last line (--mca btl tcp,…,self), to compare",
      intent: { is: 'run-hello', transports: true },
    }),
    {
      keys: ['w'],
      label: '',
      menu: 'when to leave',
      long: 'When to leave: when a scheduler, Kubernetes or a campus cluster serves better, and what carries over',
      intent: { is: 'overlay', overlay: 'leaving' },
    },
    onNodes({
      keys: ['m'],
      label: 'shared files',
      long: state.shared ? 'What the nodes share: another kind, or none' : 'A directory that all nodes see: what there is, and what it costs',
      intent: { is: 'offer', stage: 'shared-files' },
    }),
    when(
      busy || isChosen(state, 'prune'),
      busy ? reason : `Only the head has a public address: rank0 prune ${state.cluster?.choices.name ?? ''} --restore gives the others new ones`,
      { keys: ['p'], label: '', menu: 'addresses', long: 'Public addresses: only the head keeps one', intent: { is: 'offer', stage: 'prune' } },
    ),
    when(busy, reason, { keys: ['c'], label: 'count', long: 'Another count of nodes; what goes and what comes is shown first', intent: { is: 'scale' } }),
    when(busy, reason, {
      keys: ['a'],
      label: 'my address',
      long: 'Open port 22 to the address you come from now, and to no other',
      intent: { is: 'own-address' },
    }),
    onNodes({
      keys: ['v'],
      label: '',
      menu: 'ssh entry',
      long: 'An entry in your own ssh configuration, for VS Code and plain ssh',
      intent: { is: 'entry' },
    }),
    powerKey(state),
    ...moneyKeys(state),
    when(busy, reason, {
      keys: ['x'],
      label: 'export',
      long: 'What ran, as a file: a notebook, a page, data, a script; what was measured as a table or a picture',
      intent: { is: 'export' },
    }),
    when(busy, reason, { keys: ['d'], label: 'delete', long: 'Delete everything, after its name is typed', intent: { is: 'delete' } }),
  ];
}

/** What Esc does here; nothing where there is no way back. */
export function backKey(state: WizardState): readonly Binding[] | undefined {
  const { screen } = state;
  const back: Binding = { keys: ['escape'], label: 'back', long: 'Back; no answer is lost', intent: { is: 'back' } };
  if (state.filtering) return [{ ...back, label: 'no filter', long: 'Show all rows again' }];
  if (state.problem && state.running) return [{ ...back, label: 'stop waiting', long: 'Stop waiting; the problem stays' }];
  if (state.problem) return [back];
  if (screen.at === 'start' || screen.at === 'ready' || screen.at === 'deleted') return undefined;
  if (screen.at === 'stage' && screen.stage !== 'sign-in' && screen.stage !== 'plan') return undefined;
  if (screen.at === 'offer' && screen.from === undefined) return undefined;
  if (state.running?.stoppable && (screen.at === 'run' || (screen.at === 'files' && state.files?.at === 'copying')))
    return [{ ...back, label: 'stop', long: 'Stop it on the nodes' }];
  return [when(state.running !== undefined && !state.running.stoppable, `${state.running?.what ?? ''} is going on; q leaves and keeps what there is`, back)];
}

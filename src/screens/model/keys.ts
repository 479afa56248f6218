import { road } from '../../stages/road.ts';
import type { StageId } from '../../state/stage-id.ts';
import type { Intent } from './actions.ts';
import { chosenIndex, listAt, nodeNames } from './lists.ts';
import type { WizardState } from './state.ts';

/** A key of the moment: footer, overlay of keys and input all read this one table. */
export interface Binding {
  /** Names as `keyName` gives them; the first one is shown. */
  readonly keys: readonly string[];
  /** One or two words for the footer; empty where the footer need not say it. */
  readonly label: string;
  /** A sentence for the overlay of keys. */
  readonly long: string;
  readonly intent: Intent;
  /** Why it does nothing now. */
  readonly disabled?: string;
}

/** Whether what is typed goes into a line of text. */
export function isTyping(state: WizardState): boolean {
  if (state.filtering) return true;
  if (state.overlay !== undefined || state.problem || state.running) return false;
  return state.screen.at === 'count' || state.screen.at === 'choice' || state.screen.at === 'delete';
}

/** All keys that mean something now, the most useful first. */
export function bindingsOf(state: WizardState): readonly Binding[] {
  if (state.overlay === 'interrupt') {
    return [
      { keys: ['ctrl-c'], label: 'leave', long: 'Leave now; what Azure is doing goes on there', intent: { is: 'interrupt' } },
      { keys: ['enter', 'escape'], label: 'stay', long: 'Stay', intent: { is: 'back' } },
    ];
  }
  if (state.overlay !== undefined) return overlayKeys(state);
  const accept = acceptKey(state);
  const list = listAt(state);
  return [
    ...(accept ? [accept] : []),
    ...(state.screen.at === 'ready' && !state.problem ? readyKeys(state) : []),
    ...(state.screen.at === 'review' && !state.problem
      ? [when(state.running !== undefined, 'The plan is being checked', { keys: ['c'], label: 'change', long: 'Change a choice', intent: { is: 'choices' } })]
      : []),
    ...(state.problem ? [{ keys: ['r'], label: 'try again', long: 'Try the same again', intent: { is: 'retry' } } satisfies Binding] : []),
    ...(state.problem?.ways.some(({ is }) => is === 'ssh-source')
      ? [{ keys: ['s'], label: 'my address', long: 'Open port 22 to the address seen now, then try again', intent: { is: 'own-address' } } satisfies Binding]
      : []),
    ...(list ? moving(list.rows.length) : scrolling),
    ...(state.screen.at === 'count'
      ? ([
          { keys: ['up'], label: '', long: 'One node more', intent: { is: 'move', by: 1 } },
          { keys: ['down'], label: '', long: 'One node fewer', intent: { is: 'move', by: -1 } },
        ] satisfies Binding[])
      : []),
    ...(list && (list.id === 'location' || list.id === 'size')
      ? [{ keys: ['/'], label: 'filter', long: 'Show only rows with the letters you type', intent: { is: 'filter' } } satisfies Binding]
      : []),
    ...(backKey(state) ?? []),
    ...everywhere(state),
  ];
}

/** The binding that a key stands for; while text is typed only keys that are no letters count. */
export function bindingFor(state: WizardState, name: string): Binding | undefined {
  const typing = isTyping(state);
  return bindingsOf(state).find(({ keys }) => keys.includes(name) && !(typing && name.length === 1));
}

const when = (not: boolean, reason: string, binding: Binding): Binding => (not ? { ...binding, disabled: reason } : binding);

function acceptKey(state: WizardState): Binding | undefined {
  const accept = (label: string, long: string): Binding => ({ keys: ['enter'], label, long, intent: { is: 'accept' } });
  if (state.filtering) return accept('keep filter', 'Keep the filter and go back to the list');
  const list = listAt(state);
  if (list) {
    const row = list.rows[chosenIndex(state, list)];
    return when(row?.disabled !== undefined, row?.disabled ?? '', accept('choose', 'Take the marked row'));
  }
  if (state.running) return undefined;
  switch (state.screen.at) {
    case 'stage':
      if (state.screen.phase === 'done') return accept('go on', `Go on to ${titleOf(nextStage(state.screen.stage))}`);
      return accept(state.screen.stage === 'plan' ? 'choose' : 'do it', `Do what stands here: ${titleOf(state.screen.stage)}`);
    case 'count':
    case 'choice':
      return accept('accept', 'Take what is typed');
    case 'review':
      return when(state.review === undefined, 'The plan is not there yet', accept('build it', 'Build everything that stands here'));
    case 'delete':
      return accept('delete', 'Delete, once the name is typed');
    case 'deleted':
      return accept('leave', 'Leave');
    default:
      return undefined;
  }
}

function readyKeys(state: WizardState): readonly Binding[] {
  const busy = state.running !== undefined;
  const reason = `${state.running?.what ?? ''} is going on`;
  return [
    when(busy, reason, { keys: ['h'], label: 'hello again', long: 'Run hello again on all nodes', intent: { is: 'run-hello', transports: false } }),
    when(busy, reason, {
      keys: ['f'],
      label: '',
      long: "Run hello with the transports of the old how-to's last line (--mca btl tcp,…,self), to compare",
      intent: { is: 'run-hello', transports: true },
    }),
    when(busy, reason, {
      keys: ['a'],
      label: 'my address',
      long: 'Open port 22 to the address you come from now, and to no other',
      intent: { is: 'own-address' },
    }),
    when(busy, reason, { keys: ['d'], label: 'delete', long: 'Delete everything, after its name is typed', intent: { is: 'delete' } }),
  ];
}

function backKey(state: WizardState): readonly Binding[] | undefined {
  const { screen } = state;
  const back: Binding = { keys: ['escape'], label: 'back', long: 'Back; no answer is lost', intent: { is: 'back' } };
  if (state.filtering) return [{ ...back, label: 'no filter', long: 'Show all rows again' }];
  if (state.problem) return [back];
  if (screen.at === 'start' || screen.at === 'ready' || screen.at === 'deleted') return undefined;
  if (screen.at === 'stage' && screen.stage !== 'sign-in' && screen.stage !== 'plan') return undefined;
  return [when(state.running !== undefined && !state.running.stoppable, `${state.running?.what ?? ''} is going on; q leaves and keeps what there is`, back)];
}

function overlayKeys(state: WizardState): readonly Binding[] {
  const list = listAt(state);
  return [
    { keys: ['escape', ...(state.overlay ? [letters[state.overlay]] : []), 'enter'], label: 'close', long: 'Close this', intent: { is: 'back' } },
    ...(list ? moving(list.rows.length) : scrolling),
    ...everywhere(state),
  ];
}

const letters: Readonly<Record<NonNullable<WizardState['overlay']>, string>> = { keys: '?', lesson: 'e', log: 'l', node: 'n', interrupt: 'ctrl-c' };

const moving = (count: number): readonly Binding[] =>
  count < 2
    ? []
    : [
        { keys: ['down', 'j'], label: '', long: 'Next row', intent: { is: 'move', by: 1 } },
        { keys: ['up', 'k'], label: '', long: 'Row before', intent: { is: 'move', by: -1 } },
        { keys: ['pagedown'], label: '', long: 'Ten rows on', intent: { is: 'move', by: 10 } },
        { keys: ['pageup'], label: '', long: 'Ten rows back', intent: { is: 'move', by: -10 } },
        { keys: ['home'], label: '', long: 'First row', intent: { is: 'move', by: -100_000 } },
        { keys: ['end'], label: '', long: 'Last row', intent: { is: 'move', by: 100_000 } },
      ];

const scrolling: readonly Binding[] = [
  { keys: ['down', 'j'], label: '', long: 'One line down', intent: { is: 'scroll', by: 1 } },
  { keys: ['up', 'k'], label: '', long: 'One line up', intent: { is: 'scroll', by: -1 } },
  { keys: ['pagedown', ' '], label: '', long: 'Some lines down', intent: { is: 'scroll', by: 10 } },
  { keys: ['pageup'], label: '', long: 'Some lines up', intent: { is: 'scroll', by: -10 } },
  { keys: ['home'], label: '', long: 'To the beginning', intent: { is: 'scroll', by: -100_000 } },
  { keys: ['end'], label: '', long: 'To the end', intent: { is: 'scroll', by: 100_000 } },
];

function everywhere(state: WizardState): readonly Binding[] {
  const hasCommand = commandsAt(state).length > 0;
  const open = (overlay: 'lesson' | 'log' | 'node' | 'keys', label: string, long: string): Binding => ({
    keys: [letters[overlay]],
    label,
    long,
    intent: { is: 'overlay', overlay },
  });
  const others: Binding[] = [
    when(lessonStage(state) === undefined, 'No stage is chosen yet', open('lesson', 'explain', 'The page about this stage')),
    when(!hasCommand, 'No command stands here', { keys: ['y'], label: 'copy', long: 'Copy the command that stands here', intent: { is: 'copy' } }),
    when(nodeNames(state).length === 0, 'There are no nodes yet', open('node', 'node', 'One node, whole')),
    when(state.log.length === 0, 'Nothing has happened yet', open('log', 'log', 'Everything that happened')),
    open('keys', 'keys', 'All keys of the moment'),
  ].filter(({ intent }) => !(intent.is === 'overlay' && intent.overlay === state.overlay));
  return [
    ...others,
    { keys: ['q'], label: 'save and quit', long: 'Leave: work in Azure goes on, rank0 finds it again', intent: { is: 'leave' } },
    { keys: ['ctrl-c'], label: '', long: state.running ? 'Leave, after asking once' : 'Leave', intent: { is: 'interrupt' } },
  ];
}

/** The stage whose lesson is at hand. */
export function lessonStage({ screen, cloud, way }: WizardState): StageId | undefined {
  switch (screen.at) {
    case 'start':
      return cloud || way ? 'sign-in' : undefined;
    case 'stage':
      return screen.stage;
    case 'way':
    case 'subscription':
      return 'sign-in';
    case 'location':
    case 'count':
    case 'size':
    case 'choices':
    case 'choice':
    case 'review':
      return 'plan';
    case 'ready':
    case 'delete':
    case 'deleted':
      return 'your-cluster';
    default: {
      const never: never = screen;
      return never;
    }
  }
}

/** Commands that stand on the screen: those of a problem's ways on, else the stage's. */
export function commandsAt(state: WizardState): readonly string[] {
  if (state.problem) return state.problem.problem.next.flatMap(({ command }) => (command === undefined ? [] : [command]));
  if (state.screen.at === 'ready') return state.cluster ? [`rank0 ssh ${state.cluster.choices.name}`] : [];
  if (state.screen.at !== 'stage') return [];
  return (state.planned[state.screen.stage] ?? []).flatMap(({ commands }) => commands);
}

/** The stage after this one, of those that this version has. */
export function nextStage(stage: StageId): StageId {
  const built = road.filter((one) => one.built);
  return built[Math.min(built.length - 1, built.findIndex(({ id }) => id === stage) + 1)]?.id ?? 'your-cluster';
}

const titleOf = (stage: StageId): string => road.find(({ id }) => id === stage)?.title ?? stage;

import { type Binding, when } from './binding.ts';
import { nodeNames } from './lists.ts';
import type { Overlay } from './screen.ts';
import type { WizardState } from './state.ts';
import { commandsAt } from './commands-at.ts';
import { lessonStage } from './where.ts';

/** Pages over the screen that a letter opens anywhere, and closes again. */
const letters: Readonly<Record<Exclude<Overlay, 'exchange' | 'term' | 'look'>, string>> = {
  keys: '?',
  lesson: 'e',
  log: 'l',
  node: 'n',
  underneath: 'u',
  glossary: 'g',
  timeline: 't',
  hints: 'h',
  leaving: 'w',
  benchmark: 'b',
  interrupt: 'ctrl-c',
};

/** How a page over the screen is closed. */
export function closing(overlay: Overlay): readonly Binding[] {
  const enter = overlay === 'underneath' || overlay === 'glossary' ? [] : ['enter'];
  const above = overlay === 'exchange' || overlay === 'term' || overlay === 'look';
  const letter = above ? [] : [letters[overlay]];
  return [
    { keys: ['escape', ...letter, ...enter], label: above ? 'back' : 'close', long: above ? 'Back to the page before' : 'Close this', intent: { is: 'back' } },
  ];
}

/** Lines by which a key moves a text to its end. */
export const toEnd = 100_000;

/** Rows by which a page key moves the mark. */
export const pageOfRows = 10;

/** Keys that move the mark of a list. */
export const moving = (count: number): readonly Binding[] =>
  count < 2
    ? []
    : [
        { keys: ['down', 'j'], label: '', long: 'Next row', intent: { is: 'move', by: 1 } },
        { keys: ['up', 'k'], label: '', long: 'Row before', intent: { is: 'move', by: -1 } },
        {
          keys: ['pagedown'],
          label: '',
          long: 'Ten rows on; more of the text above, where it is longer than its room',
          intent: { is: 'move', by: pageOfRows },
        },
        { keys: ['pageup'], label: '', long: 'Ten rows back, or back in the text', intent: { is: 'move', by: -pageOfRows } },
        { keys: ['home'], label: '', long: 'First row', intent: { is: 'move', by: -100_000 } },
        { keys: ['end'], label: '', long: 'Last row', intent: { is: 'move', by: 100_000 } },
      ];

/** Keys that move a text. */
export const scrolling: readonly Binding[] = [
  { keys: ['down', 'j'], label: '', long: 'One line down', intent: { is: 'scroll', by: 1 } },
  { keys: ['up', 'k'], label: '', long: 'One line up', intent: { is: 'scroll', by: -1 } },
  { keys: ['pagedown', ' '], label: '', long: 'Some lines down', intent: { is: 'scroll', by: 10 } },
  { keys: ['pageup'], label: '', long: 'Some lines up', intent: { is: 'scroll', by: -10 } },
  { keys: ['home'], label: '', long: 'To the beginning', intent: { is: 'scroll', by: -100_000 } },
  { keys: ['end'], label: '', long: 'To the end', intent: { is: 'scroll', by: toEnd } },
];

/** Whether a record has anything in it; of thousands only the first is looked at. */
function hasAny(record: object): boolean {
  for (const _ in record) return true;
  return false;
}

/** Whether what runs is a person's own work on the nodes, which Ctrl-C ends there as in a shell. */
export const stopsOnNodes = ({ screen, running, files }: WizardState): boolean =>
  running?.stoppable === true && (screen.at === 'run' || (screen.at === 'files' && files?.at === 'copying'));

/** Keys that mean the same on every screen. */
export function everywhere(state: WizardState): readonly Binding[] {
  const open = (overlay: Exclude<Overlay, 'interrupt' | 'exchange' | 'term' | 'look'>, label: string, long: string): Binding => ({
    keys: [letters[overlay]],
    label,
    long,
    intent: { is: 'overlay', overlay },
  });
  const nothingRan = state.log.length === 0 && !hasAny(state.tasks);
  const others: Binding[] = [
    ...(state.drill
      ? [
          state.drill.solved
            ? open('hints', 'drill', `What the drill ${state.drill.name} was, and how to notice it earlier`)
            : open('hints', 'hint', `A hint for the drill ${state.drill.name}, one at a time`),
        ]
      : []),
    when(lessonStage(state) === undefined, 'No stage is chosen yet', open('lesson', 'explain', 'The page about this stage')),
    when(commandsAt(state).length === 0, 'No command stands here', {
      keys: ['y'],
      label: 'copy',
      long: 'Copy the command that stands here',
      intent: { is: 'copy' },
    }),
    when(nodeNames(state).length === 0, 'There are no nodes yet', open('node', 'node', 'One node, whole')),
    when(nothingRan, 'Nothing has run yet', open('timeline', 'timeline', 'What ran when, what ran beside it, and what the rest waited for')),
    when(
      state.cloud === undefined,
      'No cloud is open yet',
      open('underneath', 'underneath', 'The REST calls and the commands on nodes, as they were sent and answered'),
    ),
    // On a problem the letter asks for quota.
    ...(state.measurements.length > 0 && !state.problem && (state.overlay !== undefined || state.screen.at !== 'ready')
      ? [open('benchmark', 'benchmark', 'What was measured: charts to look along, a table, the pairs, and what the figures are worth')]
      : []),
    when(state.log.length === 0, 'Nothing has happened yet', open('log', 'log', 'Everything that happened')),
    open('glossary', 'glossary', "The field's words, and what each is in this cluster"),
    open('keys', 'keys', 'All keys of the moment'),
  ].filter(({ intent }) => !(intent.is === 'overlay' && intent.overlay === (state.overlay === 'exchange' ? 'underneath' : state.overlay)));
  return [
    ...others,
    { keys: ['q'], label: 'save and quit', long: 'Leave: work in Azure goes on, rank0 finds it again', intent: { is: 'leave' } },
    {
      keys: ['ctrl-c'],
      label: '',
      long: !state.running ? 'Leave' : stopsOnNodes(state) ? 'Stop it on the nodes' : 'Leave, after asking once',
      intent: { is: 'interrupt' },
    },
  ];
}

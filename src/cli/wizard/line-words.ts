import { dollars, span } from '../../screens/model/format.ts';
import { keySaid, keyWord } from '../../screens/model/key-names.ts';
import { bindingsOf, isTyping } from '../../screens/model/keys.ts';
import { answerOf, chosenIndex, type Row } from '../../screens/model/lists.ts';
import { nodePageAt } from '../../screens/model/node-page.ts';
import { foldNames } from '../../state/node-set.ts';
import { isOver, secondsOf, slowestOf, tasksOf } from '../../screens/model/progress.ts';
import type { SizeView, WizardState } from '../../screens/model/state.ts';
import type { TaskView } from '../../screens/model/task-view.ts';
import { stillOn } from '../../screens/model/run.ts';
import { titleOf } from '../../screens/model/where.ts';
import { glyphsOf } from '../../screens/text/glyphs.ts';
import { type Line, textOf } from '../../screens/text/line.ts';
import type { View } from '../../screens/views/view.ts';
import { viewOf } from '../../screens/views/view-of.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** Rows of a list that are said at once: more are forgotten before the last one is heard. */
export const rowsAtOnce = 12;
/** Lines of a log, and of a call, that are said. */
const logEnd = 40;
const exchangeLines = 100;
/** Lines of what a command on the nodes printed. */
const runLines = 60;

/** A text as it is heard: a command is called one, and a line of nothing but signs is not said. */
function heard(one: Line): readonly string[] {
  // Columns become a list of words, bars nothing.
  const text = textOf(one)
    .replace(/[█░▓▒]+/g, '')
    .trim()
    .replace(/ {2,}/g, ', ');
  if (!/[\p{L}\p{N}]/u.test(text)) return [];
  return [
    text
      .replace(/^\$ /, 'Command: ')
      .replace(/^[✔+] /, 'Done: ')
      .replace(/^[✖x] /, 'Failed: ')
      .replace(/^[·•…◆-] /, ''),
  ];
}

/** The screen as text of any width. */
const viewFor = (state: WizardState, terminal: Terminal): View => viewOf(state, { width: 1000, height: 1000, glyphs: glyphsOf(terminal), heard: true });

/** What a new screen or page says, without its rows and its prompt. */
export function screenWords(state: WizardState, terminal: Terminal): readonly string[] {
  const { screen, overlay, problem, running } = state;
  if (running && overlay === undefined) return [`${running.stage ? `${titleOf(running.stage)} begins` : running.what}. ${running.said ?? ''}`.trim()];
  const view = viewFor(state, terminal);
  const title = `${view.title.replace(/^(\d+) {2}/, 'Stage $1, ').replace(/^[✖x] /, '')}${/[.?!]$/.test(view.title) ? '' : '.'}${state.cloud?.simulated ? ' Simulated.' : ''}${practised(state) ? ` Drill ${state.drill?.name}.` : ''}`;
  if (overlay === 'keys') return [title, ...keyLines(state)];
  // What it prints is said once it has ended.
  if (overlay === 'look' && state.look?.running) return [title, `Command: ${state.look.command}`];
  // What its tasks came to was said as it happened.
  const done = screen.at === 'stage' && screen.phase === 'done' && overlay === undefined && !problem;
  const lines = commandsCounted((done ? [] : spokenLines(state, view)).flatMap(heard));
  // What stands below a list is about its marked row, which is said whole.
  const below = view.list ? [] : view.below.flatMap(heard);
  return [title, ...lines, ...below];
}

const practised = ({ drill }: WizardState): boolean => drill !== undefined && !drill.solved;

/** Commands that are said with the text; where there are more, how many there are, for hearing them takes minutes. */
const commandsAtOnce = 3;

/** The commands that stand on the screen. */
export const commandWords = (state: WizardState, terminal: Terminal): readonly string[] =>
  viewFor(state, terminal)
    .lines.flatMap(heard)
    .filter((text) => text.startsWith('Command: '));

function commandsCounted(lines: readonly string[]): readonly string[] {
  const commands = lines.filter((text) => text.startsWith('Command: '));
  if (commands.length <= commandsAtOnce) return lines;
  const first = lines.findIndex((text) => text.startsWith('Command: '));
  return [
    ...lines
      .slice(0, first)
      .map((text) => text.replace(/^By hand it would be.*:$/, `By hand it would be ${commands.length} commands. Type commands to hear them; y copies them.`)),
    ...lines.slice(first).filter((text) => !text.startsWith('Command: ')),
  ];
}

function spokenLines(state: WizardState, { lines }: View): readonly Line[] {
  if (state.overlay === 'log' || (state.overlay === 'node' && nodePageAt(state).endsWith('log'))) {
    const left = Math.max(0, lines.length - logEnd);
    return left === 0 ? lines : [[{ text: `The last ${logEnd} of ${lines.length} lines:` }], ...lines.slice(left)];
  }
  const said = lines.filter((one) => /[\p{L}\p{N}]/u.test(textOf(one)));
  if (state.screen.at === 'run' && state.overlay === undefined && said.length > runLines)
    return [...said.slice(0, runLines), [{ text: `${said.length - runLines} lines more; y copies the command that prints them.` }]];
  if (state.overlay !== 'exchange' || said.length <= exchangeLines) return said;
  return [...said.slice(0, exchangeLines), [{ text: `${said.length - exchangeLines} lines more` }]];
}

/** The keys of the moment without those that move a picture: here everything is said. */
function keyLines(state: WizardState): readonly string[] {
  const { overlay: _, keysOf, ...beneath } = state;
  return bindingsOf(keysOf === undefined ? beneath : { ...beneath, overlay: keysOf })
    .filter(({ intent }) => intent.is !== 'move' && intent.is !== 'scroll')
    .map(({ keys, long, disabled }) => `${keyWord(keys[0] ?? '')}: ${long}${disabled === undefined ? '' : `. Not now: ${disabled}`}`);
}

/** The rows of a list from one on, at most as many as one can keep in mind. */
export function rowWords(state: WizardState, list: { readonly id: string; readonly rows: readonly Row<unknown>[] }, from: number): readonly string[] {
  const marked = chosenIndex(state, list);
  const shown = list.rows.slice(from, from + rowsAtOnce).map(({ label, detail, disabled, value }, index) => {
    const more = [
      list.id === 'size' ? sizeWords(value as SizeView, answerOf(state, 'count') ?? 4) : '',
      detail,
      disabled === undefined ? '' : `not possible: ${disabled}`,
      from + index === marked ? 'marked' : '',
    ].filter((text) => text !== '');
    return `${from + index + 1} of ${list.rows.length}: ${[label, ...more].join(', ')}`;
  });
  const left = list.rows.length - shown.length;
  return left === 0 ? shown : [...shown, `${left} rows more. Type more for the next, or a number, or how a row begins.`];
}

/** A size in words, as the columns of its table say it. */
const sizeWords = ({ vCPUs, memoryGB, pricePerHour, quotaLeft }: SizeView, count: number): string =>
  [
    `${vCPUs} vCPUs`,
    `${memoryGB} GB`,
    ...(pricePerHour === undefined ? [] : [`${dollars(pricePerHour * count)} an hour for ${count}`]),
    ...(quotaLeft === undefined ? [] : [`quota left ${quotaLeft}`]),
  ].join(', ');

/** Where to begin with the rows, so that the marked one is among them. */
export function firstRow(state: WizardState, list: { readonly id: string; readonly rows: readonly Row<unknown>[] }): number {
  const marked = chosenIndex(state, list);
  return marked < rowsAtOnce ? 0 : Math.max(0, Math.min(list.rows.length - rowsAtOnce, marked - 2));
}

/** What can be typed now: Enter and the keys of this screen; those that are everywhere are a word away. */
export function promptWords(state: WizardState, terminal: Terminal): string {
  const typing = isTyping(state);
  const keys = bindingsOf(state)
    .filter(({ label, disabled, intent }) => {
      const hint = intent.is === 'overlay' && intent.overlay === 'hints' && state.overlay === undefined;
      return label !== '' && disabled === undefined && (typing || hint || !['overlay', 'copy', 'leave'].includes(intent.is));
    })
    .map(({ keys: [first], label }) => keySaid(first ?? '', label));
  const others = typing ? [] : state.overlay === 'keys' ? ['q: save and quit'] : ['help: all keys'];
  const field = viewFor(state, terminal).field;
  const text = state.field.text;
  const typed = state.filtering
    ? `Filter: ${text || 'empty'}. Type it, or `
    : field
      ? `${field.label}${text || 'empty'}. Type ${text ? 'another' : 'it'}, or `
      : '';
  return `${typed}${[...keys, ...others].join(', ')}.`;
}

/**
 * What has changed about a task, where that is worth a line: how it ended, and what it waits for where `waits` says that nothing of
 * its kind was heard to wait yet.
 */
export function taskWords(task: TaskView, before: TaskView | undefined, waits: boolean): string | undefined {
  const { title, state, message, waitingFor } = task;
  if (before?.state === state && before.waitingFor === waitingFor) return undefined;
  switch (state) {
    case 'observing':
    case 'making':
      return waitingFor === undefined || !waits ? undefined : `${title}: ${waitingFor}`;
    case 'done':
      return `${title}: done${before && secondsOf(task, 0) >= 10 ? ` after ${span(secondsOf(task, 0))}` : ''}${message && message !== 'done' ? `, ${message}` : ''}`;
    case 'unchanged':
      return `${title}: ${message || 'as it should be'}`;
    case 'failed':
      return `${title}: failed${message ? `, ${message}` : ''}`;
    case 'skipped':
      return `${title}: not tried`;
    default: {
      const never: never = state;
      return never;
    }
  }
}

/** That something still goes on, and what it waits for. */
export function stillWords({ running, ...state }: WizardState): string | undefined {
  if (!running) return undefined;
  const shown = state.screen.at === 'run' ? state.run?.shown : undefined;
  if (shown) {
    const last = shown.lines.at(-1);
    return `Still running on ${foldNames(stillOn(shown))}. ${last ? `The last line, of ${last.node}: ${last.text}` : 'Nothing was printed yet.'}`;
  }
  const tasks = running.stage ? tasksOf(state, running.stage) : [];
  const slowest = slowestOf(tasks, state.worldNow);
  if (!slowest) return `${running.what}: still going on.`;
  const over = tasks.filter(isOver).length;
  return `Still ${titleOf(running.stage ?? slowest.stage)}: ${over} of ${tasks.length} done, waiting for ${slowest.title} for ${span(secondsOf(slowest, state.worldNow))}${slowest.waitingFor ? `: ${slowest.waitingFor}` : ''}.`;
}

import { createInterface } from 'node:readline';
import { bindingFor, isTyping } from '../../screens/model/keys.ts';
import { chosenIndex, listAt } from '../../screens/model/lists.ts';
import { broughtAt, nodeAt, nodePageAt } from '../../screens/model/node-page.ts';
import { isOver } from '../../screens/model/progress.ts';
import type { WizardState } from '../../screens/model/state.ts';
import { toAscii } from '../../screens/text/glyphs.ts';
import { standingWords } from '../../screens/views/ready.ts';
import { plainText } from '../../terminal/status.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { Controller } from './controller.ts';
import { leaveToOthers } from './hand-over.ts';
import { keyOfWord } from '../../screens/model/key-names.ts';
import { commandWords, firstRow, promptWords, rowsAtOnce, rowWords, screenWords, stillWords, taskWords } from './line-words.ts';
import type { Streams } from './render.tsx';

/** The wizard as lines, as long as it runs. */
export interface LineWizard {
  readonly over: Promise<void>;
  end(): void;
  /** Leaves the terminal to somebody else while `work` runs; what happened meanwhile is said after it. */
  handOver(work: () => Promise<void>): Promise<void>;
}

/** Milliseconds of silence after which it is said that something still goes on. */
const longestSilence = 30_000;

/**
 * The same wizard as plain lines, for a screen reader: nothing is drawn over, each change is one line, each screen ends in a
 * prompt. A line that is typed is the name of a key (`e`, `q`, `esc`, `help`), a row's number or beginning, or the text asked for;
 * an empty one is Enter.
 */
export function runLines(controller: Controller, { stdin, stdout }: Streams, terminal: Terminal): LineWizard {
  const reader = createInterface({ input: stdin, output: stdout, terminal: false });
  let silence: NodeJS.Timeout | undefined;
  const say = (...texts: readonly string[]): void => {
    for (const text of texts) stdout.write(`${terminal.unicode ? plainText(text) : toAscii(plainText(text))}\n`);
    clearTimeout(silence);
    silence = setTimeout(() => {
      const still = away ? undefined : stillWords(controller.getState());
      if (still !== undefined) say(still);
    }, longestSilence).unref();
  };
  const said: Said = { place: '', aside: '', tasks: {}, waits: new Set(), where: '', lines: [], below: { where: '', lines: [] }, rows: [], next: 0 };
  let away = false;

  const show = (): void => {
    const state = controller.getState();
    // What must be read is said once, with the key that goes on.
    if (away || state.unread) return;
    for (const task of Object.values(state.tasks)) {
      const kind = task.id.split('/')[0] ?? '';
      const words = taskWords(task, said.tasks[task.id], !said.waits.has(kind));
      if (words === undefined) continue;
      say(words);
      if (!isOver(task)) said.waits.add(kind);
    }
    said.tasks = state.tasks;
    const place = placeOf(state);
    const aside = JSON.stringify([state.notice, state.fieldProblem]);
    if (place === said.place && aside === said.aside) return;
    const another = place !== said.place;
    said.place = place;
    said.aside = aside;
    if (another) sayScreen(state, said, terminal, say);
    if (state.notice !== undefined) say(state.notice);
    if (state.fieldProblem !== undefined) say(state.fieldProblem);
    if (!state.running || state.overlay !== undefined) say(promptWords(state, terminal));
  };
  const unsubscribe = controller.subscribe(show);

  const over = new Promise<void>((resolve) => {
    reader.on('close', () => {
      clearTimeout(silence);
      unsubscribe();
      resolve();
    });
  });
  reader.on('SIGINT', () => controller.intent({ is: 'interrupt' }));
  reader.on('line', (text) => {
    // Lines that came in one read with the key for a shell were meant for that shell.
    if (!away) answer(controller, text.trim(), said, terminal, say);
  });
  say(
    'rank0, as lines. Type what stands before a colon and press Enter; Enter alone takes what is marked. Any time: help lists the keys, q leaves and keeps everything.',
  );
  show();
  return {
    over,
    end: () => reader.close(),
    handOver: async (work) => {
      away = true;
      reader.pause();
      try {
        await leaveToOthers(stdin, work);
      } finally {
        away = false;
        reader.resume();
        show();
      }
    },
  };
}

/** What was said so far, as far as what comes next depends on it. */
interface Said {
  place: string;
  aside: string;
  tasks: WizardState['tasks'];
  /** Kinds of tasks of which one was heard to wait: the others of it, and how far each is, would be too much to hear. */
  readonly waits: Set<string>;
  /** Which screen or page `lines` were said of. */
  where: string;
  lines: readonly string[];
  /** The same of the screen below the page that is open. */
  below: { readonly where: string; readonly lines: readonly string[] };
  /** Rows in the order in which they were said: a list may have grown since. */
  rows: readonly string[];
  /** The row that `more` begins with. */
  next: number;
}

/** What makes a screen another one: not its times, nor the marked row. */
function placeOf(state: WizardState): string {
  const { screen, overlay, problem, running, sizes, locations, review, deletion, drill, cluster } = state;
  const brought = broughtAt(state);
  return JSON.stringify([
    screen,
    overlay,
    problem,
    running?.what,
    running?.said,
    sizes?.length,
    locations?.length,
    review !== undefined,
    deletion !== undefined,
    overlay === 'hints' ? drill?.shown : undefined,
    overlay === 'look' ? state.look?.running : undefined,
    overlay === 'benchmark' ? [state.results, state.measurements.length] : undefined,
    screen.at === 'run' ? [state.run?.typing, state.run?.back, state.run?.each, state.run?.on, state.run?.shown?.over !== undefined] : undefined,
    screen.at === 'export' ? state.exporting : undefined,
    screen.at === 'files' ? [state.files?.at, state.files?.plan !== undefined, state.files?.completions] : undefined,
    screen.at === 'unshare' ? state.shared?.contents : undefined,
    screen.at === 'ready' && !overlay && !running && cluster ? standingWords(state) : undefined,
    state.filtering ? undefined : state.filter,
    state.filtering,
    overlay === 'node' ? [nodeAt(state), nodePageAt(state), brought?.asking, brought?.at] : undefined,
  ]);
}

function sayScreen(state: WizardState, said: Said, terminal: Terminal, say: (...texts: readonly string[]) => void): void {
  const list = listAt(state);
  said.rows = list?.rows.map(({ key }) => key) ?? [];
  // While a filter is typed nothing new is to be heard but its prompt.
  if (state.filtering) return;
  const runs = state.running !== undefined && state.overlay === undefined;
  const where = JSON.stringify([
    state.screen,
    state.overlay,
    state.problem !== undefined,
    runs,
    state.screen.at === 'run' && [state.run?.shown?.command, state.run?.each],
  ]);
  const before = where === said.where ? said.lines : where === said.below.where ? said.below.lines : [];
  const from = list ? firstRow(state, list) : 0;
  const lines = [...screenWords(state, terminal), ...(list && !runs ? rowWords(state, list, from) : [])];
  said.next = from + rowsAtOnce;
  said.where = where;
  said.lines = lines;
  if (state.overlay === undefined) said.below = { where, lines };
  if (!runs) said.waits.clear();
  // Of a screen that has changed only what is new.
  const news = lines.filter((text) => !before.includes(text));
  if (!runs) say('');
  // A page was closed: where one is again.
  say(...(news.length > 0 ? news : runs ? [] : lines.slice(0, 1)));
}

function answer(controller: Controller, text: string, said: Said, terminal: Terminal, say: (...texts: readonly string[]) => void) {
  const state = controller.getState();
  // Where one of these keys means something, its name is no text.
  const named = /^(tab|up)$/i.test(text) ? bindingFor(state, text.toLowerCase()) : undefined;
  if (isTyping(state) && text !== '' && text !== 'esc' && !named) {
    controller.intent({ is: 'edit', edit: { is: 'end' } });
    controller.intent({ is: 'edit', edit: { is: 'clear-before' } });
    controller.intent({ is: 'edit', edit: { is: 'insert', text } });
    return controller.intent({ is: 'accept' });
  }
  const binding = named ?? bindingFor(state, text === '' ? 'enter' : keyOfWord(text));
  if (binding?.disabled !== undefined) return controller.refused(binding.disabled, binding.intent);
  if (binding) return controller.intent(binding.intent);
  if (text === '')
    return say(state.running ? `${state.running.what} is going on; q leaves, and nothing is lost.` : 'Enter does nothing here; help lists the keys.');
  const list = listAt(state);
  if (list && text.toLowerCase() === 'more') {
    const from = said.next < list.rows.length ? said.next : 0;
    said.next = from + rowsAtOnce;
    return say(...rowWords(state, list, from), promptWords(state, terminal));
  }
  const commands = text.toLowerCase() === 'commands' ? commandWords(state, terminal) : [];
  if (commands.length > 0) return say(...commands, promptWords(state, terminal));
  const fitting = list ? rowsNamed(list.rows, text, said.rows) : [];
  const [at] = fitting;
  if (!list || at === undefined) return say(`Nothing is called ${text} here; help lists the keys.`);
  if (fitting.length > 1) return say(`${fitting.length} rows begin with ${text}: ${fitting.map((row) => list.rows[row]?.label).join(', ')}.`);
  controller.intent({ is: 'move', by: at - chosenIndex(state, list) });
  say(`${list.rows[at]?.label ?? ''} is marked; Enter takes it.`);
}

/** A row by the number under which it was said, or by its name, else those that begin so. A number marks and never takes. */
function rowsNamed(rows: readonly { readonly key: string; readonly label: string }[], text: string, said: readonly string[]): readonly number[] {
  const key = /^\d+$/.test(text) ? said[Number(text) - 1] : undefined;
  const name = text.toLowerCase();
  const where = (holds: (row: { readonly key: string; readonly label: string }) => boolean): readonly number[] =>
    rows.flatMap((row, index) => (holds(row) ? [index] : []));
  if (key !== undefined) return where((row) => row.key === key);
  const called = where(({ label }) => label.toLowerCase() === name);
  return called.length > 0 ? called : where(({ label }) => label.toLowerCase().startsWith(name));
}

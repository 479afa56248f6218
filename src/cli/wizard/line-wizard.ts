import { createInterface } from 'node:readline';
import { bindingFor, bindingsOf, isTyping } from '../../screens/model/keys.ts';
import { keyLabel } from '../../screens/model/key-names.ts';
import { chosenIndex, listAt } from '../../screens/model/lists.ts';
import { broughtAt, nodeAt, nodePageAt } from '../../screens/model/node-page.ts';
import type { WizardState } from '../../screens/model/state.ts';
import { glyphsOf, toAscii } from '../../screens/text/glyphs.ts';
import { textOf } from '../../screens/text/line.ts';
import { viewOf } from '../../screens/views/view-of.ts';
import { plainText } from '../../terminal/status.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { Controller } from './controller.ts';
import { leaveToOthers } from './hand-over.ts';
import type { Streams } from './render.tsx';

/** The wizard as lines, as long as it runs. */
export interface LineWizard {
  readonly over: Promise<void>;
  end(): void;
  /** Leaves the terminal to somebody else while `work` runs; what happened meanwhile is said after it. */
  handOver(work: () => Promise<void>): Promise<void>;
}

/**
 * The same wizard as plain lines, for a screen reader: nothing is drawn over, each change is one line, each screen ends in a
 * prompt. A line that is typed is the name of a key (`e`, `q`, `esc`), a row's number or beginning, or the text asked for; an
 * empty one is Enter.
 */
export function runLines(controller: Controller, { stdin, stdout }: Streams, terminal: Terminal): LineWizard {
  const reader = createInterface({ input: stdin, output: stdout, terminal: false });
  const say = (text: string): void => void stdout.write(`${terminal.unicode ? plainText(text) : toAscii(plainText(text))}\n`);
  let screen = '';
  let tasks: WizardState['tasks'] = {};

  let away = false;

  const show = (): void => {
    const state = controller.getState();
    // What must be read is said once, with the key that goes on.
    if (away || state.unread) return;
    sayTasks(state, tasks, say);
    tasks = state.tasks;
    const now = screenKey(state);
    if (now === screen) return;
    screen = now;
    sayScreen(state, terminal, say);
  };
  const unsubscribe = controller.subscribe(show);

  const over = new Promise<void>((resolve) => {
    reader.on('close', () => {
      unsubscribe();
      resolve();
    });
  });
  reader.on('SIGINT', () => controller.intent({ is: 'interrupt' }));
  reader.on('line', (text) => {
    // Lines that came in one read with the key for a shell were meant for that shell.
    if (!away) answer(controller, text.trim(), say);
  });
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

/** What makes a screen another one: not its times, nor the marked row. */
function screenKey(state: WizardState): string {
  const { screen, overlay, problem, running, sizes, locations, review, deletion, fieldProblem, notice, drill } = state;
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
    fieldProblem,
    notice,
    overlay === 'hints' ? drill?.shown : undefined,
    overlay === 'look' ? state.look?.running : undefined,
    state.filtering ? undefined : state.filter,
    overlay === 'node' ? [nodeAt(state), nodePageAt(state), brought?.asking, brought?.at] : undefined,
  ]);
}

function sayTasks(state: WizardState, before: WizardState['tasks'], say: (text: string) => void): void {
  for (const task of Object.values(state.tasks)) {
    const known = before[task.id];
    if (known?.state === task.state && known.waitingFor === task.waitingFor) continue;
    if (task.state === 'observing' && task.waitingFor === undefined) continue;
    const said = task.waitingFor ?? task.message;
    say(`${task.title}: ${task.state}${said === undefined ? '' : `, ${said}`}`);
  }
}

/** How many lines of a log are read out: its end is what one looks for. */
const logEnd = 40;

function sayScreen(state: WizardState, terminal: Terminal, say: (text: string) => void): void {
  const view = viewOf(state, { width: 1000, height: 1000, glyphs: glyphsOf(terminal) });
  if (state.running && state.overlay === undefined) {
    say(state.running.said ?? `${state.running.what}.`);
    return;
  }
  say('');
  say(`${view.title}.${state.cloud?.simulated ? ' Simulated.' : ''}`);
  const log = state.overlay === 'node' && nodePageAt(state).endsWith('log');
  const left = log ? Math.max(0, view.lines.length - logEnd) : 0;
  if (left > 0) say(`The last ${logEnd} of ${view.lines.length} lines:`);
  for (const one of view.lines.slice(left)) if (one.length > 0) say(textOf(one));
  if (view.list) {
    const chosen = chosenIndex(state, view.list);
    view.list.rows.slice(0, 30).forEach((row, index) => {
      say(
        `${index + 1} of ${view.list?.rows.length}: ${row.label}${row.detail ? `, ${row.detail}` : ''}${row.disabled ? `, not possible: ${row.disabled}` : ''}${index === chosen ? ', marked' : ''}`,
      );
    });
  }
  for (const one of view.below) if (one.length > 0) say(textOf(one));
  if (state.notice !== undefined) say(state.notice);
  const keys = bindingsOf(state)
    .filter(({ label, disabled }) => label !== '' && disabled === undefined)
    .map(({ keys: [first], label }) => `${keyLabel(first ?? '')}: ${label}`);
  say(`${view.field ? `${view.field.label}${state.field.text}. Type it, or ` : ''}${keys.join(', ')}.`);
}

/** Keys that a line cannot hold, as they are called. */
const spelled: Readonly<Record<string, string>> = { esc: 'escape', space: ' ' };

function answer(controller: Controller, text: string, say: (text: string) => void) {
  const state = controller.getState();
  if (isTyping(state) && text !== '' && text !== 'esc') {
    controller.intent({ is: 'edit', edit: { is: 'end' } });
    controller.intent({ is: 'edit', edit: { is: 'clear-before' } });
    controller.intent({ is: 'edit', edit: { is: 'insert', text } });
    return controller.intent({ is: 'accept' });
  }
  const name = text === '' ? 'enter' : (spelled[text.toLowerCase()] ?? text);
  const binding = bindingFor(state, name);
  if (binding?.disabled !== undefined) return controller.refused(binding.disabled, binding.intent);
  if (binding) return controller.intent(binding.intent);
  const list = listAt(state);
  const at = list ? rowNamed(list.rows, text) : -1;
  if (!list || at < 0) return say(`Nothing is called ${text} here.`);
  controller.intent({ is: 'move', by: at - chosenIndex(state, list) });
  say(`${list.rows[at]?.label ?? ''} is marked; Enter takes it.`);
}

/** A row by its number, or by how it begins where only one does. A number marks and never takes. */
function rowNamed(rows: readonly { readonly label: string }[], text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= rows.length) return Number(text) - 1;
  const fitting = rows.flatMap(({ label }, index) => (label.toLowerCase().startsWith(text.toLowerCase()) ? [index] : []));
  return fitting.length === 1 ? (fitting[0] as number) : -1;
}

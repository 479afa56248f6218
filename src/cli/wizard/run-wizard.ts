import type { WizardStore } from '../../screens/App.tsx';
import type { DrillView } from '../../screens/model/depths.ts';
import { initialState } from '../../screens/model/initial.ts';
import { wrapped } from '../../screens/text/line.ts';
import { lessonOf } from '../../stages/lesson.ts';
import type { Given } from '../../stages/questions.ts';
import { road } from '../../stages/road.ts';
import { problemOf } from '../../state/problem.ts';
import { copySequence } from '../../terminal/clipboard.ts';
import { clearStatusSequence, statusSequence } from '../../terminal/status.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { createController } from './controller.ts';
import { runLines } from './line-wizard.ts';
import { paced } from './paced-store.ts';
import type { Streams } from './render.tsx';
import type { WizardServices } from './services.ts';
import { summaryLines } from './summary.ts';
import { attentionOf } from './attention.ts';
import { type TerminalOwner, terminalOwner } from './terminal-owner.ts';
import { terminalStatus } from './terminal-status.ts';

export interface WizardOptions {
  readonly streams: Streams;
  /** What the command line gave. */
  readonly given: Given;
  /** The defaults of what it did not give. */
  readonly standard: Given;
  /** Aborts when the program is to end: SIGTERM, a closed terminal. */
  readonly signal: AbortSignal;
  readonly lookEvery?: number;
  /** A failure to practise on. */
  readonly drill?: DrillView;
}

/**
 * Runs the wizard to its end. The one place where screens begin and end: the terminal is restored on every way out, and a
 * short summary stays in its scrollback.
 * @returns the exit code: 0 left, 1 a bug or something left after a deletion, 130 interrupted.
 */
export async function runWizard(services: WizardServices, terminal: Terminal, options: WizardOptions): Promise<number> {
  const { streams, given, standard, signal } = options;
  // Before anything is drawn: a key that is pressed earlier would be echoed by the terminal, into the first frame.
  if (terminal.draws) streams.stdin.setRawMode(true);
  const draw = terminal.draws ? await withoutFetch(() => import('./render.tsx')) : undefined;
  const lessons = Object.fromEntries(road.filter(({ built }) => built).map(({ id }) => [id, lessonOf(id)]));
  let exitCode = 0;
  let end = (): void => {};
  const owner = terminalOwner(streams.stdout);
  const controller = createController({
    services,
    initial: initialState({
      answers: given,
      standard,
      clusters: services.clusters(),
      ways: services.ways,
      lessons,
      infinibandLessons: { nodes: lessonOf('nodes-infiniband') },
      ...(options.drill ? { drill: options.drill } : {}),
    }),
    copy: (text) => {
      const sequence = copySequence(text, terminal.multiplexer);
      if (sequence !== undefined) streams.stdout.write(sequence);
      return sequence !== undefined;
    },
    runShell: owner.runShell,
    left: (code) => {
      exitCode = code;
      end();
    },
    ...(options.lookEvery === undefined ? {} : { lookEvery: options.lookEvery }),
  });
  const stopped = (): void => {
    exitCode = 130;
    void owner.back().then(() => end());
  };
  signal.addEventListener('abort', stopped, { once: true });
  const seen = draw ? paced(controller) : undefined;
  const attention = attentionOf({ ...(seen ?? controller), terminal, write: (sequence) => void streams.stdout.write(sequence) });
  const forget = owner.subscribe(attention.away);
  const status = seen ? showStatus(seen, owner, streams.stdout) : undefined;
  try {
    if (draw && seen) {
      const intent: WizardStore['intent'] = (wanted) => {
        attention.key();
        seen.intent(wanted);
      };
      const app = draw.renderWizard({ ...seen, intent, focused: attention.focused }, terminal, streams);
      end = app.unmount;
      owner.handOver = app.handOver;
      if (signal.aborted) stopped();
      await app.waitUntilExit();
    } else {
      const lines = runLines(controller, streams, terminal);
      end = lines.end;
      owner.handOver = lines.handOver;
      if (signal.aborted) stopped();
      await lines.over;
    }
  } catch (error) {
    services.bug(error);
    // A throw while drawing: Ink has left the alternate screen, and nothing else would tell of it.
    streams.stderr.write(
      `rank0: ${problemOf(error).message}\n  A bug in drawing the screens. What was made is kept: rank0 status shows it, rank0 --plain goes on without screens.\n  rank0 doctor --report writes what a report of it needs.\n`,
    );
    exitCode = 1;
  } finally {
    signal.removeEventListener('abort', stopped);
    status?.();
    forget();
    attention.stop();
    seen?.stop();
    if (terminal.draws) streams.stdin.setRawMode(false);
    const last = controller.getState();
    await controller.close();
    const lines = summaryLines(last).flatMap((one) => (one.startsWith(' ') ? [one] : wrapped(one, streams.stdout.columns || 80)));
    streams.stdout.write(`${lines.join('\n')}\n`);
  }
  return exitCode;
}

/** Keeps title and taskbar in step with the state; the returned function takes both away. */
function showStatus(store: WizardStore, owner: TerminalOwner, stdout: NodeJS.WriteStream): () => void {
  let shown = '';
  const update = (): void => {
    if (owner.away) return;
    const sequence = statusSequence(terminalStatus(store.getState()));
    if (sequence !== shown) stdout.write(sequence);
    shown = sequence;
  };
  const clear = (): void => void stdout.write(clearStatusSequence);
  const unsubscribe = store.subscribe(update);
  const forget = owner.subscribe((away) => {
    if (away) clear();
    shown = '';
    update();
  });
  update();
  process.once('exit', clear);
  return () => {
    unsubscribe();
    forget();
    process.off('exit', clear);
    clear();
  };
}

/** yoga, which Ink brings, fetches its own data URL while it loads, and that loads all of undici: 40 ms before the first frame. */
async function withoutFetch<T>(load: () => Promise<T>): Promise<T> {
  const { fetch } = globalThis;
  Reflect.deleteProperty(globalThis, 'fetch');
  try {
    return await load();
  } finally {
    globalThis.fetch = fetch;
  }
}

import { foldNames } from '../../state/node-set.ts';
import { noRun, type RunEnd, type RunLine, type RunOutput, type RunView } from '../../screens/model/run.ts';
import { chooseNodes, withHostKeys } from '../../stages/choose-nodes.ts';
import { wantsTerminal } from '../../stages/terminal-programs.ts';
import { problemOf } from '../../state/problem.ts';
import { plainText } from '../../terminal/status.ts';
import type { Core, Then } from './core.ts';

/** A command on nodes, from the last screen. */
export interface RunFlow {
  ask(): void;
  /** Enter: what is typed is run, or taken as the nodes; after a run another is asked for. */
  accept(): void;
  /** Between the command and the nodes; between output gathered and by node. */
  turn(): void;
  /** Another command of this session. */
  recall(by: number): void;
  back(): void;
  /** Stops what runs on the nodes; false where nothing does. Asked again, it no longer waits for them. */
  stop(): boolean;
}

/** Lines that are shown while they come. */
const mostLines = 3_000;

/** How often they are shown, in milliseconds. */
const beat = 200;

/** Of each stream, for the page that shows what went over the wires. */
const keep = 20_000;

/** Commands that are remembered. */
const mostHistory = 200;

export function runFlow({ held, state, dispatch, show, job, stop: end }: Core, ready: () => void): RunFlow {
  let stopping: AbortController | undefined;
  let warned = '';

  const view = (): RunView => state().run ?? noRun;
  const know = (part: Partial<RunView>): void => dispatch({ type: 'known', known: { run: { ...view(), ...part } } });
  /** The line that is typed now: what stood there before. */
  const type = (line: 'command' | 'nodes', part: Partial<RunView> = {}): void => {
    know({ ...part, typing: line });
    dispatch({ type: 'field', text: line === 'command' ? view().command : view().on });
  };

  const begin = (command: string, nodes: readonly string[]): void => {
    const { walk } = held;
    if (!walk) return;
    const stop = new AbortController();
    stopping = stop;
    const history = [...view().history.filter((one) => one !== command), command].slice(-mostHistory);
    let shown: RunOutput = { command, nodes, lines: [], before: 0, ends: [] };
    const { typing: _, ...rest } = view();
    dispatch({ type: 'known', known: { run: { ...rest, shown, history, back: 0, draft: '', command: '' } } });
    dispatch({ type: 'scroll', to: Number.MAX_SAFE_INTEGER });
    const on = foldNames(nodes);
    const what = `${command.length > 30 ? `${command.slice(0, 29)}…` : command} on ${on}`;
    job({ what, stoppable: true }, async (signal): Promise<Then> => {
      const kept = walk.keepRun(nodes);
      const began = performance.now();
      let lines: RunLine[] = [];
      const ends: RunEnd[] = [];
      let seen = 0;
      const publish = (): void => {
        const asked = stop.signal.aborted;
        if (seen === lines.length && shown.ends.length === ends.length && asked === (shown.stopping ?? false)) return;
        if (lines.length > mostLines) {
          const gone = lines.length - mostLines;
          lines = lines.slice(gone);
          shown = { ...shown, before: shown.before + gone };
          // Whoever reads further up goes on reading the same lines.
          const { scroll, screen, overlay } = state();
          if (screen.at === 'run' && overlay === undefined && scroll < Number.MAX_SAFE_INTEGER / 2) dispatch({ type: 'scroll', to: scroll - gone });
        }
        seen = lines.length;
        shown = { ...shown, lines: [...lines], ends: [...ends], ...(asked ? { stopping: true } : {}) };
        know({ shown });
      };
      const timer = setInterval(publish, beat);
      try {
        await walk.work.command(command, {
          nodes,
          signal,
          keep,
          stop: stop.signal,
          line: (node, text, stream) => {
            const plain = plainText(text);
            kept.add(node, stream, plain);
            lines.push({ node, text: plain.slice(0, 2_000), stream });
            if (lines.length > 4 * mostLines) publish();
          },
          ended: ({ node, exitCode, stopped, problem }) => {
            ends.push({ node, exitCode, ...(stopped ? { stopped } : {}), ...(problem ? { problem } : {}) });
          },
        });
      } finally {
        clearInterval(timer);
        if (signal.aborted) kept.over();
      }
      const over = { seconds: (performance.now() - began) / 1000, ...kept.over() };
      return () => {
        stopping = undefined;
        publish();
        dispatch({ type: 'known', known: { run: { ...view(), shown: { ...shown, over } } } });
        if (state().overlay === undefined) dispatch({ type: 'scroll', to: 0 });
        if (stop.signal.aborted) dispatch({ type: 'known', known: { notice: stoppedWords(ends) } });
      };
    });
  };

  const acceptCommand = () => {
    const { walk } = held;
    const command = state().field.text.trim();
    if (!walk) return;
    if (command === '') return dispatch({ type: 'field-problem', problem: 'Nothing is typed yet. For example: uname -r' });
    const terminal = wantsTerminal(command);
    if (terminal && warned !== command) {
      warned = command;
      const instead = terminal.instead === '' ? '' : `; ${terminal.instead}`;
      return dispatch({ type: 'field-problem', problem: `${terminal.program} wants a terminal, and here it has none${instead}. Enter runs it all the same.` });
    }
    const nodes = named(view().on);
    if (typeof nodes === 'string') {
      type('nodes', { command });
      return dispatch({ type: 'field-problem', problem: nodes });
    }
    begin(command, nodes);
  };

  /** The nodes of a set, or what is wrong with it. */
  const named = (set: string): readonly string[] | string => {
    const { walk } = held;
    if (!walk) return [];
    const able = withHostKeys(walk.session.nodes);
    if (able.length === 0) return 'No node can be logged in to yet.';
    try {
      return chooseNodes(set, walk.choices.name, able).map(({ name }) => name);
    } catch (error) {
      const { message, means } = problemOf(error);
      return `${message}. ${means}`;
    }
  };

  return {
    ask: () => {
      show({ at: 'run' });
      type('command', { command: '', back: 0 });
    },
    accept: () => {
      const { typing } = view();
      if (typing === undefined) return type('command');
      if (typing === 'command') return acceptCommand();
      const on = state().field.text.trim();
      const nodes = named(on);
      if (typeof nodes === 'string') return dispatch({ type: 'field-problem', problem: nodes });
      type('command', { on });
    },
    turn: () => {
      const { typing, each } = view();
      const { text } = state().field;
      if (typing === 'command') return type('nodes', { command: text });
      if (typing === 'nodes') return type('command', { on: text.trim() });
      know({ each: !each });
      dispatch({ type: 'scroll', to: 0 });
    },
    back: () => (view().typing === 'nodes' ? type('command') : ready()),
    recall: (by) => {
      const { history, back, draft } = view();
      const next = Math.max(0, Math.min(history.length, back + by));
      if (next === back) return;
      know({ back: next, ...(back === 0 ? { draft: state().field.text } : {}) });
      // Shown to be changed: the first letter goes behind it.
      dispatch({ type: 'field', text: next === 0 ? draft : (history.at(-next) ?? ''), typed: true });
    },
    stop: () => {
      if (!stopping || state().running === undefined) return false;
      if (stopping.signal.aborted) {
        stopping = undefined;
        void end();
        ready();
        dispatch({ type: 'known', known: { notice: 'It was told to stop, and not waited for: what heeds nothing may go on on the nodes' } });
        return true;
      }
      stopping.abort(new DOMException('stopped', 'AbortError'));
      const { shown } = view();
      if (shown) know({ shown: { ...shown, stopping: true } });
      return true;
    },
  };
}

/** What came of the asking to stop. */
function stoppedWords(ends: readonly RunEnd[]): string {
  const stopped = ends.filter((end) => end.stopped).map(({ node }) => node);
  const goesOn = ends.filter(({ problem }) => problem?.code === 'command-goes-on').map(({ node }) => node);
  const parts = [...(stopped.length > 0 ? [`Stopped on ${foldNames(stopped)}`] : []), ...(goesOn.length > 0 ? [`it goes on on ${foldNames(goesOn)}`] : [])];
  return parts.length > 0 ? parts.join('; ') : 'It had ended everywhere before it could be stopped';
}

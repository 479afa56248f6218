import { lookCommand, whyNoLook } from '../../screens/model/look.ts';
import { problemOf } from '../../state/problem.ts';
import { plainText } from '../../terminal/status.ts';
import type { Core } from './core.ts';

/** The command at the end of a lesson's page, run on its own page. */
export interface LookFlow {
  run(): void;
  /** Ends what runs. */
  stop(): void;
}

/** The most that is kept of what a command prints, in characters. */
const mostOutput = 200_000;

export function lookFlow({ held, dispatch, state }: Core, copy: (text: string) => boolean): LookFlow {
  let abort: AbortController | undefined;

  const run = (): void => {
    const line = lookCommand(state());
    const { cloud, walk } = held;
    if (line === undefined || !cloud || whyNoLook(state()) !== undefined) return;
    const current = new AbortController();
    abort = current;
    const { subscription, cluster } = state();
    const payer = cluster?.choices.subscription ?? subscription?.id;
    const command = cloud.lookLine(line, payer);
    let output = '';
    const tell = (text: string): void => {
      if (current.signal.aborted) return;
      output = `${output}${plainText(text)}`.slice(0, mostOutput);
      dispatch({ type: 'known', known: { look: { command, running: true, output } } });
    };
    dispatch({ type: 'known', known: { look: { command, running: true, output } } });
    dispatch({ type: 'overlay', overlay: 'look' });
    const request = { command: line, ...(payer === undefined ? {} : { subscription: payer }), tell, signal: current.signal };
    const asked = line.startsWith('rank0 ') && walk ? walk.look(request) : cloud.look(request);
    asked.then(
      ({ exitCode, by }) => {
        if (!current.signal.aborted)
          dispatch({ type: 'known', known: { look: { command, running: false, output, exitCode, ...(by === undefined ? {} : { by }) } } });
      },
      (error: unknown) => {
        if (current.signal.aborted) return;
        const { code, message, means, next } = problemOf(error);
        const copied = code === 'az-missing' && copy(command) ? 'The line was handed to the clipboard.\n' : '';
        const steps = next.map(({ label, command: way }) => `- ${label}${way === undefined ? '' : `: ${way}`}\n`).join('');
        tell(`${output === '' || output.endsWith('\n') ? '' : '\n'}${message}\n${means}\n${copied}${steps}`);
        dispatch({ type: 'known', known: { look: { command, running: false, output, exitCode: 1 } } });
      },
    );
  };

  return {
    run,
    stop: () => {
      abort?.abort();
      abort = undefined;
      const { look } = state();
      if (look?.running) dispatch({ type: 'known', known: { look: { ...look, running: false } } });
    },
  };
}

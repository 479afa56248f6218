import { render } from 'ink';
import { App, type WizardStore } from '../../screens/App.tsx';
import type { Terminal } from '../../terminal/terminal.ts';

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Draws the wizard on the alternate screen until it is unmounted. The only caller of Ink's `render`. */
export function renderWizard(
  store: WizardStore,
  terminal: Terminal,
  { stdin, stdout, stderr }: Streams,
): { unmount(): void; waitUntilExit(): Promise<unknown> } {
  return render(<App store={store} terminal={terminal} />, {
    stdin,
    stdout,
    stderr,
    exitOnCtrlC: false,
    alternateScreen: true,
    // That it is a terminal was settled before; Ink would also look at CI.
    interactive: true,
    incrementalRendering: true,
    isScreenReaderEnabled: false,
  });
}

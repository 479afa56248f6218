import { render, type SuspendTerminal, useApp } from 'ink';
import { useLayoutEffect } from 'react';
import { App, type WizardStore } from '../../screens/App.tsx';
import type { Terminal } from '../../terminal/terminal.ts';
import { leaveToOthers } from './hand-over.ts';

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** What draws the wizard, as long as it does. */
export interface Drawing {
  unmount(): void;
  waitUntilExit(): Promise<unknown>;
  /** Leaves the terminal to somebody else while `work` runs: nothing is drawn and no key is read. Then all is drawn anew. */
  handOver(work: () => Promise<void>): Promise<void>;
}

/** Draws the wizard on the alternate screen until it is unmounted. The only caller of Ink's `render`. */
export function renderWizard(store: WizardStore, terminal: Terminal, { stdin, stdout, stderr }: Streams): Drawing {
  let suspend: SuspendTerminal | undefined;
  const own = (suspendTerminal: SuspendTerminal): void => {
    suspend = suspendTerminal;
  };
  const app = render(
    <>
      <Handle give={own} />
      <App store={store} terminal={terminal} />
    </>,
    {
      stdin,
      stdout,
      stderr,
      exitOnCtrlC: false,
      alternateScreen: true,
      // That it is a terminal was settled before; Ink would also look at CI.
      interactive: true,
      incrementalRendering: true,
      // Frames that no key asked for come twice a second; one that a key asked for is not to wait for Ink's own 30 a second.
      maxFps: 120,
      isScreenReaderEnabled: false,
    },
  );
  return {
    unmount: app.unmount,
    waitUntilExit: app.waitUntilExit,
    handOver: async (work) => {
      if (!suspend) throw new Error('nothing is drawn yet');
      await suspend(() => leaveToOthers(stdin, work));
    },
  };
}

/** Ink gives the handle for leaving the terminal to components only. */
function Handle({ give }: { readonly give: (suspend: SuspendTerminal) => void }) {
  const { suspendTerminal } = useApp();
  useLayoutEffect(() => give(suspendTerminal), [give, suspendTerminal]);
  return null;
}

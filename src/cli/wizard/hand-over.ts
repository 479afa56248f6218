import { setImmediate as turn } from 'node:timers/promises';

/**
 * Runs work that has the terminal for itself: nothing of ours reads its input, and Ctrl-C is meant for whoever has it.
 *
 * Node may still be in a read() of the terminal when a program is started; the two then share what is typed, and Node hangs in
 * that read (ink issue 1015, ralphctl PR 331). So reading is stopped first, and the event loop turned until it has.
 */
export async function leaveToOthers(stdin: NodeJS.ReadStream, work: () => Promise<void>): Promise<void> {
  await turn();
  stdin.pause();
  await turn();
  await turn();
  const back = withoutInterrupts();
  try {
    await work();
  } finally {
    back();
    // What was typed between the key and the other program was meant for that one, not for a wizard that it would steer.
    while (stdin.read() !== null);
  }
}

/** Signals that a terminal sends to all programs on it, before one of them takes its keys raw. */
const keySignals = ['SIGINT', 'SIGQUIT'] as const;

/** Ctrl-C while ssh still connects ends ssh, not the wizard beneath it. Returns what puts all listeners back. */
function withoutInterrupts(): () => void {
  const ignore = (): void => {};
  const before = keySignals.map((name) => [name, process.rawListeners(name)] as const);
  for (const [name] of before) {
    process.removeAllListeners(name);
    process.on(name, ignore);
  }
  return () => {
    for (const [name, listeners] of before) {
      process.off(name, ignore);
      for (const listener of listeners) process.on(name, listener as () => void);
    }
  };
}

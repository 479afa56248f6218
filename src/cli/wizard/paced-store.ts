import type { WizardStore } from '../../screens/App.tsx';
import type { WizardState } from '../../screens/model/state.ts';

/** Parts of the state that change by themselves, many times a second where there are many nodes. */
const quiet: ReadonlySet<keyof WizardState> = new Set(['tasks', 'live', 'seen', 'log', 'cluster', 'worldNow', 'spent', 'exchanges', 'run', 'files']);

/** Milliseconds between two frames that nobody's key asked for: faster than one reads, and a frame costs 15 ms of a processor. */
const beat = 500;

export interface PacedStore extends WizardStore {
  /** Ends the beat. */
  stop(): void;
}

/**
 * A store as the screens see it: what a key does, and whatever else is more than progress, is shown at once; progress twice
 * a second, all of it in one frame. While something runs there is a beat even where nothing changes, so that one sees that
 * it goes on.
 */
export function paced(store: WizardStore): PacedStore {
  const listeners = new Set<() => void>();
  let shown = store.getState();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const show = (next: WizardState): void => {
    clearTimeout(timer);
    timer = undefined;
    shown = next;
    for (const listener of listeners) listener();
    if (shown.running) wait();
  };
  const wait = (): void => {
    if (timer !== undefined || stopped) return;
    timer = setTimeout(() => {
      const next = store.getState();
      timer = undefined;
      if (next !== shown || next.running) show(next === shown ? { ...next } : next);
    }, beat).unref();
  };
  const unsubscribe = store.subscribe(() => {
    const next = store.getState();
    if (next === shown) return;
    if (isProgress(shown, next)) wait();
    else show(next);
  });
  /** A key's own change is shown at once, whatever it is. */
  const now = (act: () => void): void => {
    act();
    const next = store.getState();
    if (next !== shown && !stopped) show(next);
  };
  return {
    getState: () => shown,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    intent: (intent) => now(() => store.intent(intent)),
    refused: (reason, wanted) => now(() => store.refused(reason, wanted)),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      unsubscribe();
    },
  };
}

/** Whether only what changes by itself is another. */
function isProgress(before: WizardState, after: WizardState): boolean {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)] as (keyof WizardState)[]);
  for (const key of keys) if (before[key] !== after[key] && !quiet.has(key)) return false;
  return before.cluster?.begun === after.cluster?.begun;
}

import type { Core } from './core.ts';

/** The page of the entry in the person's own ssh configuration. */
export interface EntryFlow {
  open(): void;
  /** Puts it in, or takes it out. */
  accept(): void;
}

export function entryFlow({ held, state, dispatch, show, fail }: Core): EntryFlow {
  /** A file that cannot be read or written is a problem on the screen; nothing of it has changed. */
  const asked = (wanted?: boolean): boolean => {
    try {
      const entry = held.walk?.entry(wanted);
      dispatch({ type: 'known', known: { entry } });
      return true;
    } catch (error) {
      fail(error);
      return false;
    }
  };
  return {
    open: () => {
      if (asked()) show({ at: 'entry' });
    },
    accept: () => {
      const { entry } = state();
      if (!entry || !asked(!entry.there)) return;
      dispatch({ type: 'known', known: { notice: entry.there ? `${entry.file} is as it was before` : `The entry is at the top of ${entry.file}` } });
    },
  };
}

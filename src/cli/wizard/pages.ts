import type { Overlay } from '../../screens/model/state.ts';
import type { Core } from './core.ts';

/** Pages over the screen: what each one needs is brought when it is opened. */
export interface Pages {
  open(overlay: Overlay): void;
  close(overlay: Overlay): void;
  /** Brings what has changed since, for the page that is open. */
  refresh(): void;
  nextHint(): void;
}

export function pagesOf({ held, services, dispatch, state }: Core): Pages {
  const refresh = (): void => {
    if (state().overlay === 'underneath' && held.cloud) dispatch({ type: 'known', known: { exchanges: held.cloud.exchanges() } });
  };
  return {
    open: (overlay) => {
      if (overlay === 'glossary' && !state().glossary) dispatch({ type: 'known', known: { glossary: services.glossary() } });
      dispatch({ type: 'overlay', overlay });
      refresh();
      // The newest is what one looks for.
      if (overlay === 'log') dispatch({ type: 'scroll', to: Number.MAX_SAFE_INTEGER });
    },
    close: (overlay) => dispatch({ type: 'overlay', overlay: overlay === 'exchange' ? 'underneath' : undefined }),
    refresh,
    nextHint: () => {
      const { drill } = state();
      if (drill && drill.shown < drill.hints.length) dispatch({ type: 'known', known: { drill: { ...drill, shown: drill.shown + 1 } } });
    },
  };
}

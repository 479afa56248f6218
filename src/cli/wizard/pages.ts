import { exchangeList } from '../../screens/model/exchanges.ts';
import type { Overlay } from '../../screens/model/screen.ts';
import { whenToLeave } from '../../stages/leaving.ts';
import type { Core } from './core.ts';
import type { LookFlow } from './look-flow.ts';
import type { NodePage } from './node-page.ts';

/** Pages over the screen: what each one needs is brought when it is opened. */
export interface Pages {
  open(overlay: Overlay): void;
  close(overlay: Overlay): void;
  /** Brings what has changed since, for the page that is open. */
  refresh(): void;
  nextHint(): void;
}

/** Pages that were opened from another one. */
const before: Readonly<Partial<Record<Overlay, Overlay>>> = { exchange: 'underneath', term: 'glossary', look: 'lesson' };

export function pagesOf({ held, services, dispatch, state }: Core, nodePage: NodePage, look: Pick<LookFlow, 'stop'>): Pages {
  const refresh = (): void => {
    const { overlay } = state();
    if ((overlay === 'underneath' || overlay === 'exchange') && held.cloud) dispatch({ type: 'known', known: { exchanges: held.cloud.exchanges() } });
  };
  return {
    open: (overlay) => {
      if (overlay === 'glossary' && !state().glossary) dispatch({ type: 'known', known: { glossary: services.glossary() } });
      if (overlay === 'leaving' && state().leaving === undefined) dispatch({ type: 'known', known: { leaving: whenToLeave() } });
      // Its keys are what one asks for, and it is where one comes back to.
      if (overlay === 'keys') dispatch({ type: 'known', known: { keysOf: state().overlay } });
      dispatch({ type: 'overlay', overlay });
      refresh();
      // What was asked last is what one looks for.
      if (overlay === 'underneath') dispatch({ type: 'choose', list: exchangeList, index: 0 });
      if (overlay === 'node') nodePage.opened();
      // The newest is what one looks for.
      if (overlay === 'log') dispatch({ type: 'scroll', to: Number.MAX_SAFE_INTEGER });
    },
    close: (overlay) => {
      if (overlay === 'look') look.stop();
      dispatch({ type: 'overlay', overlay: overlay === 'keys' ? state().keysOf : before[overlay] });
    },
    refresh,
    nextHint: () => {
      const { drill } = state();
      if (!drill || drill.shown >= drill.hints.length) return;
      dispatch({ type: 'known', known: { drill: { ...drill, shown: drill.shown + 1 } } });
      // The newest is what was asked for.
      dispatch({ type: 'scroll', to: Number.MAX_SAFE_INTEGER });
    },
  };
}

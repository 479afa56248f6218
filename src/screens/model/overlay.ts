import type { Overlay } from './screen.ts';
import type { WizardState } from './state.ts';

/** Pages with a filter of their own: a list, and what is opened from it. */
function filteredBy(overlay: Overlay | undefined): Overlay | undefined {
  if (overlay === 'glossary' || overlay === 'term') return 'glossary';
  return overlay === 'underneath' || overlay === 'exchange' ? 'underneath' : undefined;
}

/** Another page over the screen, or none. A page's filter is not that of the list below it, which finds its own again. */
export function withOverlay(state: WizardState, overlay: Overlay | undefined): WizardState {
  const { overlay: before, filtering: _, beneath, notice, ...rest } = state;
  const next: WizardState = {
    ...rest,
    scroll: 0,
    ...(overlay === undefined ? {} : { overlay }),
    ...(notice === undefined || overlay !== undefined ? {} : { notice }),
    ...(beneath === undefined ? {} : { beneath }),
  };
  // The page of the keys belongs to the page that it lies over.
  const page = (at: Overlay | undefined) => filteredBy(at === 'keys' ? state.keysOf : at);
  const own = page(overlay);
  if (own === page(before)) return next;
  if (own !== undefined) return { ...next, beneath: beneath ?? { filter: state.filter, field: state.field }, filter: '', field: { text: '', cursor: 0 } };
  const { beneath: under, ...above } = next;
  return { ...above, ...under };
}

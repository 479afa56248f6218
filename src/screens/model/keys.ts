import type { Binding } from './binding.ts';
import { closing, everywhere, moving, scrolling } from './common-keys.ts';
import { isFilesLine } from './files.ts';
import { listAt } from './lists.ts';
import { overlayKeys } from './overlay-keys.ts';
import { acceptKey, backKey, screenKeys } from './screen-keys.ts';
import type { WizardState } from './state.ts';

/** Whether what is typed goes into a line of text. */
export function isTyping(state: WizardState): boolean {
  if (state.filtering) return true;
  if (state.overlay !== undefined || state.problem || state.running) return false;
  if (state.screen.at === 'run') return state.run?.typing !== undefined;
  if (state.screen.at === 'files') return isFilesLine(state.files?.at);
  if (state.screen.at === 'export') return state.exporting?.at === 'file';
  if (state.screen.at === 'scale-plan') return state.scaling?.to === 0;
  return ['adopt-group', 'count', 'choice', 'expensive', 'scale', 'autostop', 'unshare', 'delete'].includes(state.screen.at);
}

/** All keys that mean something now, the most useful first. While text is typed letters are text, and Ctrl-C is the way to leave. */
export function bindingsOf(state: WizardState): readonly Binding[] {
  const all = allBindings(state);
  if (!isTyping(state)) return all;
  return all
    .map((one) => ({ ...one, keys: one.keys.filter((key) => key.length > 1), ...(one.keys[0] === 'ctrl-c' ? { label: 'leave' } : {}) }))
    .filter(({ keys }) => keys.length > 0);
}

function allBindings(state: WizardState): readonly Binding[] {
  const list = listAt(state);
  const ways = list ? moving(list.rows.length) : scrolling;
  if (state.overlay === 'interrupt') {
    return [
      { keys: ['ctrl-c'], label: 'leave', long: 'Leave now; what Azure is doing goes on there', intent: { is: 'interrupt' } },
      { keys: ['enter', 'escape'], label: 'stay', long: 'Stay', intent: { is: 'back' } },
    ];
  }
  if (state.overlay !== undefined && !state.filtering) return [...overlayKeys(state, state.overlay), ...closing(state.overlay), ...ways, ...everywhere(state)];
  const accept = acceptKey(state);
  if (state.overlay !== undefined) return [...(accept ? [accept] : []), ...ways, ...(backKey(state) ?? []), ...everywhere(state)];
  return [...(accept ? [accept] : []), ...screenKeys(state), ...ways, ...(backKey(state) ?? []), ...everywhere(state)];
}

/** The binding that a key stands for. */
export function bindingFor(state: WizardState, name: string): Binding | undefined {
  return bindingsOf(state).find(({ keys }) => keys.includes(name));
}

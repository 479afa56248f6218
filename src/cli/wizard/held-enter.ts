import type { WizardState } from '../../screens/model/state.ts';
import type { Store } from './store.ts';

/**
 * Longest time between two Enters of a key that is held down, in milliseconds: the first repeat comes after 660 ms on X11, 500 ms
 * on Windows, macOS and GNOME, 600 ms on KDE; the next ones within 40 ms.
 */
const longestRepeat = 700;

/** Tells an Enter that is pressed from one that is held down. */
export interface HeldEnter {
  /** An Enter came, whatever it meant. */
  pressed(): void;
  close(): void;
}

/** Screens that must be read before Enter goes on: from there on it costs money. */
const mustBeRead = ({ screen, running, review, returned, scaling, power, exporting, problem }: WizardState): boolean =>
  running === undefined &&
  problem === undefined &&
  ((screen.at === 'review' && review !== undefined) ||
    screen.at === 'adoption' ||
    screen.at === 'mend' ||
    (screen.at === 'scale-plan' && scaling !== undefined) ||
    (screen.at === 'power' && power !== undefined) ||
    (screen.at === 'export' && exporting?.asked !== undefined) ||
    (screen.at === 'returned' && returned?.now !== undefined));

/**
 * Terminals tell of no key's release, so it goes by time: on a screen that must be read Enter counts only after there was none for
 * a while. A key that is held repeats for ever and never gets through; a person who reads notices nothing.
 * @param quiet milliseconds without Enter; 0 switches it off.
 */
export function heldEnterOf({ getState, dispatch, subscribe }: Store, quiet = longestRepeat): HeldEnter {
  let last = Number.NEGATIVE_INFINITY;
  let shown = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const wait = (): void => {
    const left = last + quiet - performance.now();
    if ((getState().unread ?? false) !== left > 0) dispatch({ type: 'known', known: { unread: left > 0 } });
    clearTimeout(timer);
    if (left > 0) timer = setTimeout(wait, left).unref();
  };
  const unsubscribe = subscribe(() => {
    const now = mustBeRead(getState());
    if (now === shown) return;
    shown = now;
    clearTimeout(timer);
    if (now && quiet > 0) wait();
    else if (getState().unread) dispatch({ type: 'known', known: { unread: false } });
  });
  return {
    pressed: () => {
      last = performance.now();
      if (shown && getState().unread) wait();
    },
    close: () => {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}

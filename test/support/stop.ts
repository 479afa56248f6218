import type { WizardState } from '../../src/screens/model/state.ts';
import { wizard } from '../unit/cli/wizard/support.ts';

type Wizard = ReturnType<typeof wizard>;
/** What a wizard of a stop does otherwise. */
export type Otherwise = NonNullable<Parameters<typeof wizard>[0]>;

/** A place on the way where a person may stand: how a fresh wizard comes there. */
export interface Stop {
  readonly name: string;
  /** A wizard that stands there and stays there until a key is pressed. */
  open(more?: Otherwise): Promise<Wizard>;
}

/** @param go from the first screen, once it is known who az is signed in as */
export const stop = (name: string, options: Otherwise, go: (to: Wizard) => Promise<unknown>): Stop => ({
  name,
  open: async (more = {}) => {
    const to = wizard({ ...options, ...more });
    await to.until(({ azureLogin }) => azureLogin !== 'asking');
    await go(to);
    return to;
  },
});

/** Where Enter alone leads from the first screen. */
export const enter = (name: string, holds: (state: WizardState) => boolean, options: Otherwise = {}): Stop => stop(name, options, (to) => to.enterUntil(holds));
/** Whether a screen is shown. */
export const at = (screen: WizardState['screen']['at']) => (state: WizardState) => state.screen.at === screen;
/** On to the last screen. */
export const ready = (to: Wizard) => to.enterUntil((state) => state.screen.at === 'ready' && state.live.length > 0);
/** Whether a task is being carried out. */
export const making = (task: string) => (state: WizardState) => state.tasks[task]?.state === 'making';

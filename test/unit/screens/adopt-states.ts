import type { WizardState } from '../../../src/screens/model/state.ts';
import { wizard } from '../cli/wizard/support.ts';

/** Every screen on the way from the first one to a cluster that was made by hand, and what is wrong with it. */
export async function adoptStates(): Promise<[string, WizardState][]> {
  const states: Record<string, WizardState> = {};
  const { press, at, until, state } = wizard();
  const keep = (name: string): void => {
    states[`adopt, ${name}`] = state();
  };
  press('adopt');
  keep('where');
  press('accept');
  keep('looking');
  await at('adopt');
  keep('which');
  press({ is: 'move', by: 1 });
  keep('one that cannot be');
  press({ is: 'move', by: 1 }, 'accept', { is: 'edit', edit: { is: 'insert', text: 'not a group' } }, 'accept');
  keep('a group that cannot be');
  press('back', { is: 'move', by: -2 }, 'accept');
  await at('adoption');
  keep('what stands there');
  press('accept');
  await until((now) => Object.keys(now.tasks).length > 2);
  keep('running');
  const found = await at('findings');
  keep('findings');
  const rows = 11;
  for (let row = 1; row < rows; row += 1) {
    press({ is: 'move', by: 1 });
    keep(`findings, row ${row + 1}`);
  }
  states['adopt, findings, one cut off'] = { ...found, adopting: { ...found.adopting, unfinished: ['basic-address', 'placement-group'] } };
  press({ is: 'move', by: -4 }, 'accept');
  keep('mend what stops nodes');
  press('back', 'mend-all');
  keep('mend all');
  press('accept');
  await until((now) => now.tasks['mend/private-key']?.state === 'making');
  keep('mending');
  await at('findings');
  keep('mended');
  press({ is: 'move', by: 10 }, 'accept');
  await until((now) => now.screen.at === 'ready' && now.live.length === 4);
  keep('home');
  press('findings');
  keep('looking again');
  const clean = wizard({ given: { cloud: 'practice' }, wrong: [], nothingToAdopt: true });
  clean.press('adopt');
  states['adopt, nothing there'] = await clean.at('adopt');
  clean.press('accept', { is: 'edit', edit: { is: 'insert', text: 'glocktestrg' } }, 'accept');
  await clean.at('adoption');
  clean.press('accept');
  states['adopt, nothing wrong'] = await clean.at('findings');
  return Object.entries(states);
}

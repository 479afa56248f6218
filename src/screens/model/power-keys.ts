import { type Binding, when } from './binding.ts';
import { billedOff, powerWay } from './power.ts';
import type { WizardState } from './state.ts';

/** The key that stops or starts all nodes, on the last screen. */
export function powerKey(state: WizardState): Binding {
  const way = powerWay(state);
  const billed = billedOff(state);
  const also = billed.length > 0 ? `; off and billed now: ${billed.join(', ')}` : '';
  return when(state.running !== undefined || state.cluster?.nodes.length === 0, state.running ? `${state.running.what} is going on` : 'There are no nodes', {
    keys: ['o'],
    label: way,
    long: (way === 'stop' ? 'Stop all nodes: what goes on costing is shown first' : 'Start all nodes, and check what may have changed meanwhile') + also,
    intent: { is: 'power' },
  });
}

/** Turns from stopping to starting and back, where that is looked at. */
export function otherWayKey(state: WizardState): readonly Binding[] {
  if (state.screen.at !== 'power' || !state.power || state.problem || state.running?.stoppable === false) return [];
  const other = state.power.way === 'stop' ? 'start' : 'stop';
  return [
    when(state.running !== undefined, 'Azure has not answered yet', {
      keys: ['o'],
      label: other,
      long: `Look at how to ${other} all nodes instead`,
      intent: { is: 'power' },
    }),
  ];
}

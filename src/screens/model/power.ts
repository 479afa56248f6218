import type { PowerWay } from '../../stages/power-walk.ts';
import type { PowerState } from '../../state/power.ts';
import type { WizardState } from './state.ts';

/** Power of each node as it was last seen. */
function seen(state: WizardState): readonly (readonly [string, PowerState])[] {
  if (state.live.length > 0) return state.live.map(({ name, power }) => [name, power]);
  return Object.entries(state.cluster?.powers ?? {}).map(([name, { power }]) => [name, power]);
}

/** What one most likely wants: where nothing runs, to start. */
export function powerWay(state: WizardState): PowerWay {
  const all = seen(state).filter(([, power]) => power !== 'unknown');
  return all.length > 0 && all.every(([, power]) => power === 'deallocated' || power === 'stopped') ? 'start' : 'stop';
}

/** Nodes that are off and billed on: shut down from inside, or powered off without giving up their hardware. */
export const billedOff = (state: WizardState): readonly string[] => seen(state).flatMap(([name, power]) => (power === 'stopped' ? [name] : []));

/** All nodes are deallocated. */
export function isStopped(state: WizardState): boolean {
  const all = seen(state);
  return all.length > 0 && all.every(([, power]) => power === 'deallocated');
}

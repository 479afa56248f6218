import type { PowerWay } from '../../stages/power-walk.ts';
import { powerWay } from '../../screens/model/power.ts';
import type { Core, Then } from './core.ts';
import { drillOver } from './drill-flow.ts';
import { lookedAgain } from './looked-again.ts';
import { settle } from './outcome.ts';

/** All nodes stopped or started, from the last screen. */
export interface PowerFlow {
  /** Looks what it comes to. On its own screen it turns from one way to the other. */
  ask(): void;
  /** Does what is shown. */
  accept(): void;
}

/** @param ready shows the last screen. */
export function powerFlow(core: Core, ready: () => void): PowerFlow {
  const { held, state, dispatch, show, job } = core;
  const look = (way: PowerWay): void => {
    const { walk } = held;
    if (!walk) return;
    show({ at: 'power' });
    dispatch({ type: 'known', known: { power: undefined } });
    job({ what: 'Asking Azure and the nodes how they are', stoppable: true }, async (signal) => {
      const power = await walk.power(way, signal);
      return () => dispatch({ type: 'known', known: { power } });
    });
  };
  return {
    ask: () => {
      const { screen, power } = state();
      look(screen.at === 'power' && power ? (power.way === 'stop' ? 'start' : 'stop') : powerWay(state()));
    },
    accept: () => {
      const { walk } = held;
      const { power } = state();
      if (!walk || !power) return;
      if (power.nothingToDo) return ready();
      const { way } = power;
      const look = async (signal: AbortSignal): Promise<void> => dispatch({ type: 'known', known: { power: await walk.power(way, signal) } });
      const carryOut = async (signal: AbortSignal): Promise<Then> => {
        const outcome = await walk.setPower(signal);
        settle(walk, outcome, signal);
        const told = drillOver(core, ['your-cluster']);
        return () => {
          ready();
          dispatch({
            type: 'known',
            known: {
              notice:
                way === 'stop'
                  ? 'All nodes are deallocated; disks and addresses cost on. o starts them'
                  : 'All nodes run again; addresses, keys and clocks were checked',
            },
          });
          told();
        };
      };
      job({ what: way === 'stop' ? 'Stopping all nodes' : 'Starting all nodes', stage: 'your-cluster', stoppable: false }, lookedAgain(look, carryOut));
    },
  };
}

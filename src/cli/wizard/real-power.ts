import type { PowerPlan } from '../../stages/power-walk.ts';
import type { Walk } from '../../stages/walk.ts';
import type { WizardWalk } from './services.ts';

/** All nodes stopped and started, for the wizard: what was looked at last is what is carried out. */
export function powerOf(walk: Walk): Pick<WizardWalk, 'power' | 'setPower'> {
  let plan: PowerPlan | undefined;
  return {
    power: async (way, signal) => {
      plan = await walk.power.look(way, signal);
      return plan;
    },
    setPower: (signal) => {
      if (!plan) throw new Error('nothing was looked at');
      return walk.power.carryOut(plan, signal);
    },
  };
}

import { zoneHere } from '../../engine/zones.ts';
import { parseWhen } from '../../stages/autostop-when.ts';
import type { AutostopPlan } from '../../stages/autostop-walk.ts';
import type { Walk } from '../../stages/walk.ts';
import { parseDuration } from '../duration.ts';
import type { WizardWalk } from './services.ts';

/** The hard stop, for the wizard: what was looked at last is what is set. */
export function autostopOf(walk: Walk): Pick<WizardWalk, 'autostop' | 'setAutostop'> {
  let plan: AutostopPlan | undefined;
  return {
    autostop: async (when, signal) => {
      plan = await walk.autostop.look(parseWhen(when, parseDuration), zoneHere(), signal);
      return plan;
    },
    setAutostop: (signal) => {
      if (!plan) throw new Error('nothing was looked at');
      return walk.autostop.carryOut(plan, signal);
    },
  };
}

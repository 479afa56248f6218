import { updateWords } from '../../stages/outdated.ts';
import type { ScalePlan } from '../../stages/scale-walk.ts';
import type { Walk } from '../../stages/walk.ts';
import { ProblemError } from '../../state/problem.ts';
import type { WizardWalk } from './services.ts';

/** Another count of nodes, for the wizard: what was looked at last is what is carried out. */
export function scalingOf(walk: Walk): Pick<WizardWalk, 'scaling' | 'scale' | 'updateNodes'> {
  let plan: ScalePlan | undefined;
  return {
    scaling: async (count, signal) => {
      const found = await walk.scaling.look(count, signal);
      if ('result' in found) {
        signal.throwIfAborted();
        if (found.result === 'interrupted') throw new DOMException('interrupted', 'AbortError');
        throw new ProblemError(found.problem, { exitCode: found.exitCode, cause: found.cause });
      }
      plan = found;
      const { outdated } = found;
      const { going, staying, quota, from, to, coming, price, files, nothingToDo } = found;
      return {
        ...{ from, to, coming, price, nothingToDo },
        going: going.map(({ name }) => name),
        staying: staying.map(({ name }) => name),
        quota: quota.map(({ name, needed, limit, used }) => ({ name, needed, limit, left: limit - used })),
        ...(files === undefined ? {} : { files }),
        ...(outdated.length === 0 ? {} : { outdated: outdated.map(({ name }) => name), update: updateWords(outdated) }),
      };
    },
    scale: (signal) => {
      if (!plan) throw new Error('nothing was looked at');
      return walk.scaling.carryOut(plan, signal);
    },
    updateNodes: (signal) => {
      if (!plan) throw new Error('nothing was looked at');
      return walk.scaling.update(plan.outdated, signal);
    },
  };
}

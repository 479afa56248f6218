import type { DownPlan } from '../../azure/down.ts';
import { lockedProblem, lockWords } from '../../azure/locks.ts';
import type { ResourceRef } from '../../azure/live.ts';
import { linesFor } from '../../stages/lines-for.ts';
import type { Walk } from '../../stages/walk.ts';
import { ProblemError } from '../../state/problem.ts';
import { sharedSentence } from '../down-text.ts';
import type { WizardWalk } from './services.ts';

/** How a cluster ends, for the wizard: what was looked at last is what goes. */
export function deletionOf(walk: Walk): Pick<WizardWalk, 'deletion' | 'doomedContents' | 'down'> {
  let plan: DownPlan | undefined;
  let unlocking = false;
  return {
    deletion: async (signal, { unlock = false } = {}) => {
      const found = await walk.deleting.look(signal);
      const { locks = [] } = found;
      if (locks.length > 0 && !unlock) throw new ProblemError(linesFor(lockedProblem(locks, found).problem, { choices: walk.choices, begun: true }));
      plan = found;
      unlocking = unlock;
      return {
        whole: found.whole,
        resources: found.resources.map(words),
        foreign: found.foreign.map(words),
        ...(locks.length > 0 ? { locks: locks.map(lockWords) } : {}),
      };
    },
    doomedContents: async (signal) => sharedSentence(await walk.deleting.count(signal)),
    down: async (signal) => {
      const {
        outcome,
        left,
        group,
        others = [],
        askedAt,
        recoverable,
        putAway,
      } = await walk.deleting.carryOut(plan ?? (await walk.deleting.look(signal)), signal, {
        unlock: unlocking,
      });
      if (group === undefined || askedAt === undefined) return { outcome };
      const more = { ...(recoverable === undefined ? {} : { recoverable }), ...(putAway === undefined ? {} : { putAway }) };
      return { outcome, proof: { left: left.map(words), group, others: others.map(words), askedAt, ...more } };
    },
  };
}

const words = ({ type, name }: Pick<ResourceRef, 'type' | 'name'>): string => `${type} ${name}`;

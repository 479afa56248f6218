import { openAzure } from '../../azure/azure.ts';
import { lookAtEntry, removeEntry } from '../../stages/ssh-entry.ts';
import type { Walk } from '../../stages/walk.ts';
import { lookAtDoor } from '../../stages/why-silent.ts';
import { entered } from '../ssh-entry.ts';
import type { WizardWalk } from './services.ts';

/** The ways to a cluster's nodes, for the wizard: who is let in, and the person's own ssh configuration. */
export const waysInOf = (walk: Walk): Pick<WizardWalk, 'door' | 'entry'> => ({
  door: async (signal) => {
    const { choices, world } = walk;
    const { openTo, youComeFrom, letsYouIn } = await lookAtDoor({ azure: openAzure(world, choices.subscription), choices }, signal);
    return letsYouIn === false && openTo !== undefined && youComeFrom !== undefined ? { openTo, youComeFrom } : undefined;
  },
  entry: (wanted) => {
    const { folder, session, choices } = walk;
    if (wanted === true) entered({ name: choices.name, folder, session });
    if (wanted === false) removeEntry(choices.name, folder);
    return lookAtEntry(choices.name, folder, session.nodes);
  },
});

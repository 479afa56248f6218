import { ProblemError } from '../state/problem.ts';
import { contentsWords } from '../remote/tasks/shared-count.ts';
import { leavingsOf } from '../stages/shared-change.ts';
import type { Walk } from '../stages/walk-interface.ts';
import { ask } from './ask.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Where a storage account goes because something else, or nothing, is shared from now on: says what is in it, and asks for the name of the
 * cluster where it would be lost. True where nothing is lost, or the person agreed; --yes agrees.
 */
export async function agreedToChange(around: Surroundings, walk: Walk): Promise<boolean> {
  const { choices, session } = walk;
  const accounts = leavingsOf(session.shared, choices.sharedFiles).flatMap(({ account }) => account ?? []);
  if (accounts.length === 0) return true;
  const contents = await counted(walk, around.signal);
  const what = contents ? contentsWords(contents) : 'what is in it (it cannot be counted now)';
  const lost = choices.sharedFiles === 'none';
  around.output.say(
    `note: the storage account ${accounts.join(' and ')} is deleted. ${lost ? `Lost with it: ${what}.` : `In it: ${what}, copied to the new shared files first; deleted only when that was done.`}`,
  );
  if (!lost || around.words.flags.yes) return true;
  const answer = await ask(around, `Type ${choices.name} to delete it: `, { flag: '--yes', means: 'Files in the storage account would be lost.' });
  return answer === choices.name;
}

async function counted(walk: Walk, signal: AbortSignal) {
  try {
    return await walk.countShared(signal);
  } catch (error) {
    // Nodes that do not answer now are met again by the tasks, which say so.
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

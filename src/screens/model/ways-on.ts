import type { Sure, WayOn } from '../../state/known-problem.ts';
import type { Binding } from './binding.ts';
import type { ProblemView, ProblemWay, WizardState } from './state.ts';

/** A way on: its key, the word for the footer, what a row says, and what it does, in a sentence. */
export interface WayWords {
  readonly key: string;
  readonly short: string;
  readonly label: string;
  readonly long: string;
}

/** The one table of keys of the ways on from a problem. Letters that open a page anywhere are not among them. */
export const wayWords: Readonly<Record<WayOn, WayWords>> = {
  retry: { key: 'r', short: 'try again', label: 'Try again', long: 'The same again: it goes on from what exists' },
  wait: { key: 'w', short: 'wait', label: 'Wait, and look again', long: 'Tries the same again by itself after a while' },
  size: { key: 'z', short: 'other size', label: 'Another size', long: 'The list of sizes, with all other answers kept' },
  region: { key: 'o', short: 'other region', label: 'Another region', long: 'The list of regions, with all other answers kept' },
  fewer: { key: 'f', short: 'fewer nodes', label: 'Fewer nodes', long: 'As many as fit, with all other answers kept' },
  change: { key: 'c', short: 'change', label: 'Change a choice', long: 'A name, a group, an image, or any other choice' },
  register: { key: 'p', short: 'register', label: 'Register, and try again', long: 'Registers the subscription for this kind of resource; that is free' },
  quota: {
    key: 'b',
    short: 'ask for quota',
    label: 'Ask for more quota, and wait',
    long: 'Copies the address of the page, to open in a browser, and looks each minute whether it was granted',
  },
  rule: { key: 's', short: 'my address', label: 'Open port 22 to me', long: 'Opens port 22 to the address seen now, and to no other, then tries again' },
  'sign-in': { key: 'i', short: 'sign in', label: 'Sign in again', long: 'The sign-in stage, and then back to here' },
  mend: { key: 'm', short: 'mend', label: 'Mend it, and try again', long: 'Runs the line above on the nodes, then tries again' },
  rebuild: { key: 'a', short: 'node anew', label: 'Make this node anew', long: 'Deletes this one machine with all that is on it, and makes it again' },
  unlock: {
    key: 'v',
    short: 'unlock',
    label: 'Take the lock away, and delete',
    long: 'Shows once more what goes, the lock with it; done after the name is typed',
  },
  anew: { key: 'd', short: 'delete', label: 'Delete, and begin anew', long: 'Deletes what was made, after its name is typed, and checks the same plan again' },
};

/** How sure the meaning of a problem is, as the heading above it says. */
export const sureWords: Readonly<Record<Sure, string>> = {
  certain: 'What it means here, for certain:',
  likely: 'What it most likely means here:',
  guess: 'What it may mean here; this is a guess:',
};

/** Ways that lead through the deletion of what was made, once something was: the choices of what exists are fixed. */
export const throughDeletion: readonly WayOn[] = ['size', 'region', 'fewer', 'change', 'anew'];

/** What comes after the deletion. */
export function afterWords(way: WayOn): string {
  switch (way) {
    case 'size':
      return 'another size is chosen';
    case 'region':
      return 'another region is chosen';
    case 'fewer':
      return 'as many nodes as fit are planned';
    case 'change':
      return 'a choice is changed';
    default:
      return 'the same plan is checked again';
  }
}

/** Key of a row, where it has one. */
export function keyOfWay(way: ProblemWay): string | undefined {
  switch (way.is) {
    case 'retry':
    case 'shell':
      return wayWords.retry.key;
    case 'ssh-source':
      return wayWords.rule.key;
    case 'sign-in':
      return wayWords['sign-in'].key;
    case 'way-on':
      return wayWords[way.way].key;
    case 'answers':
    case 'back':
      return undefined;
    default: {
      const never: never = way;
      return never;
    }
  }
}

/** The keys of the ways on, each doing what its row does. */
export function wayKeys({ problem }: WizardState): readonly Binding[] {
  if (!problem) return [];
  return waysWithKeys(problem).map(({ way, key }): Binding => {
    if (way.is === 'retry' || way.is === 'shell') return { keys: [key], label: wayWords.retry.short, long: 'Try the same again', intent: { is: 'retry' } };
    if (way.is === 'ssh-source') return { keys: [key], label: wayWords.rule.short, long: wayWords.rule.long, intent: { is: 'own-address' } };
    if (way.is === 'sign-in') return { keys: [key], label: wayWords['sign-in'].short, long: way.label, intent: { is: 'way-on', way: 'sign-in' } };
    const on = way.is === 'way-on' ? way.way : 'retry';
    return { keys: [key], label: wayWords[on].short, long: way.is === 'way-on' ? way.detail : way.label, intent: { is: 'way-on', way: on } };
  });
}

function waysWithKeys({ ways }: ProblemView): readonly { readonly way: ProblemWay; readonly key: string }[] {
  return ways.flatMap((way) => {
    const key = keyOfWay(way);
    return key === undefined ? [] : [{ way, key }];
  });
}

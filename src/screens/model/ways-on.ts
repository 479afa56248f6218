import type { Sure, WayOn } from '../../state/known-problem.ts';
import type { Binding } from './binding.ts';
import type { ProblemView, ProblemWay, WizardState } from './state.ts';

/** A way on: its key, the word for the footer, and what it does, as a row says it. */
export interface WayWords {
  readonly key: string;
  readonly short: string;
  readonly long: string;
}

/** The one table of keys of the ways on from a problem. Letters that open a page anywhere are not among them. */
export const wayWords: Readonly<Record<WayOn, WayWords>> = {
  retry: { key: 'r', short: 'try again', long: 'Try again' },
  wait: { key: 'w', short: 'wait', long: 'Wait, and look again by itself' },
  size: { key: 'z', short: 'other size', long: 'Another size: the list, with all other answers kept' },
  region: { key: 'o', short: 'other region', long: 'Another region: the list, with all other answers kept' },
  fewer: { key: 'f', short: 'fewer nodes', long: 'Fewer nodes: as many as fit' },
  change: { key: 'c', short: 'change', long: 'Change a choice: a name, a group, an image' },
  register: { key: 'p', short: 'register', long: 'Register the subscription for it, then try again' },
  quota: { key: 'b', short: 'quota page', long: 'The page where more is asked for: its address is copied' },
  rule: { key: 's', short: 'my address', long: 'Open port 22 to the address seen now, then try again' },
  'sign-in': { key: 'i', short: 'sign in', long: 'Sign in again, and come back to here' },
  anew: { key: 'd', short: 'delete', long: 'Delete what was made and begin anew; its name is typed first' },
};

/** How sure the meaning of a problem is, as the heading above it says. */
export const sureWords: Readonly<Record<Sure, string>> = {
  certain: 'What it means here, for certain:',
  likely: 'What it most likely means here:',
  guess: 'What it may mean here; this is a guess:',
};

/** Ways that lead through the deletion of what was made, once something was: the choices of what exists are fixed. */
export const throughDeletion: readonly WayOn[] = ['size', 'region', 'fewer', 'change', 'anew'];

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
    return { keys: [key], label: wayWords[on].short, long: way.label, intent: { is: 'way-on', way: on } };
  });
}

function waysWithKeys({ ways }: ProblemView): readonly { readonly way: ProblemWay; readonly key: string }[] {
  return ways.flatMap((way) => {
    const key = keyOfWay(way);
    return key === undefined ? [] : [{ way, key }];
  });
}

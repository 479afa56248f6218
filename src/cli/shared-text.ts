import type { Walk } from '../stages/walk-interface.ts';
import { sharedPlace } from '../stages/shared-files.ts';

/** What the nodes share, for an answer: `none`, or what is where. */
export function sharedSummary({ session, choices }: Pick<Walk, 'session' | 'choices'>) {
  const kind = session.shared?.kind ?? 'none';
  if (kind === 'none') return { kind };
  const { account, container } = session.shared ?? {};
  return {
    kind,
    path: sharedPlace,
    own: `${sharedPlace}/${choices.adminUsername}`,
    ...(account === undefined ? {} : { account }),
    ...(container === undefined ? {} : { container }),
  };
}

/** The same in a line for eyes; none where nothing is shared. */
export function sharedText({ session, choices }: Pick<Walk, 'session' | 'choices'>): readonly string[] {
  if ((session.shared?.kind ?? 'none') === 'none') return [];
  return [`All nodes share ${sharedPlace}; yours is ${sharedPlace}/${choices.adminUsername}.`];
}

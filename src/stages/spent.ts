import { type Session, spentUntil } from '../state/session.ts';

/** Dollars spent by `now` (milliseconds on the world's clock); nothing for a cluster that was deleted. */
export const spentBy = (session: Pick<Session, 'billedSince' | 'price' | 'result' | 'spentBefore' | 'pricedSince'>, now: number): number =>
  session.result === 'deleted' ? 0 : spentUntil(session, now);

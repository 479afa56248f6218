import type { Session } from '../state/session.ts';

/**
 * Dollars spent by `now` (milliseconds on the world's clock), since the first machine was begun, at the plan's price an hour.
 * Machines only deallocated still cost their disks and addresses, so this errs high.
 */
export function spentBy(session: Pick<Session, 'billedSince' | 'price' | 'result'>, now: number): number {
  if (session.billedSince === undefined || !session.price || session.result === 'deleted') return 0;
  return (Math.max(0, now - Date.parse(session.billedSince)) / 3_600_000) * session.price.perHour;
}

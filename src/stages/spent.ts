import { type Spending, spentUntil } from '../state/money.ts';
import type { Session } from '../state/session.ts';

/** Dollars spent by `now` (milliseconds on the world's clock); nothing for a cluster that was deleted. */
export const spentBy = (session: Spending & Pick<Session, 'result'>, now: number): number => (session.result === 'deleted' ? 0 : spentUntil(session, now));

import { afterLook, powerDifference, type Spending, spentUntil } from '../state/money.ts';
import type { PowerState } from '../state/power.ts';
import type { Session } from '../state/session.ts';

/** Dollars spent by `now` (milliseconds on the world's clock); nothing for a cluster that was deleted. */
export const spentBy = (session: Spending & Pick<Session, 'result'>, now: number): number => (session.result === 'deleted' ? 0 : spentUntil(session, now));

/** Nodes as a look found them; `since` is what Azure says of when that began. */
interface Seen {
  readonly name: string;
  readonly power: PowerState;
  readonly since?: string;
}

/** The session as it is with what was just seen, for a program that may not write to its journal. */
export function asSeen(session: Session, nodes: readonly Seen[], now: number): Session {
  const since = Object.fromEntries(nodes.flatMap((node) => (node.since === undefined ? [] : [[node.name, node.since]])));
  const difference = powerDifference(session, { nodes: Object.fromEntries(nodes.map(({ name, power }) => [name, power])), since });
  return difference ? ({ ...session, ...afterLook(session, { time: new Date(now).toISOString(), ...difference }) } as Session) : session;
}

import type { NodeLive } from '../../stages/your-cluster.ts';
import type { WizardState } from './state.ts';

/** Since when a node has been as it is, as far as this program saw it. Milliseconds on the world's clock. */
export interface Seen {
  /** What it is compared by. */
  readonly as: string;
  /** When it became so; undefined where it was so at the first look. */
  readonly since?: number;
  /** When it last answered. */
  readonly answered?: number;
}

/** That a node was logged in to for the first time changes nothing about it. */
const conditionOf = ({ power, provisioning, ssh }: NodeLive): string =>
  `${power} ${provisioning} ${ssh.state === 'ok' || ssh.state === 'unknown' ? '' : ssh.state}`;

/** The state after a look at the nodes. */
export function withLive(state: WizardState, live: readonly NodeLive[]): WizardState {
  const seen: Record<string, Seen> = {};
  for (const node of live) {
    const before = state.seen[node.name];
    const as = conditionOf(node);
    const since = before === undefined ? undefined : before.as === as ? before.since : state.worldNow;
    const answered = node.ssh.state === 'ok' ? state.worldNow : before?.answered;
    seen[node.name] = { as, ...(since === undefined ? {} : { since }), ...(answered === undefined ? {} : { answered }) };
  }
  return { ...state, live, seen };
}

import type { Azure } from '../azure/azure.ts';
import { type DownPlan, downPlan, downTasks } from '../azure/down.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import type { Access } from '../remote/access.ts';
import { type Contents, contentsOf } from '../remote/tasks/shared-count.ts';
import type { Choices } from '../state/choices.ts';
import { problemOf } from '../state/problem.ts';
import type { Session } from '../state/session.ts';
import { type Deletion, proveDeleted, whose } from './deletion.ts';
import { type LinesAbout, withLinesFor } from './lines-for.ts';

/** What lies in the files that the nodes share, before they go. */
export type SharedContents =
  | ({ readonly is: 'counted' } & Contents)
  /** Nothing is shared. */
  | { readonly is: 'nothing' }
  | { readonly is: 'not-counted'; readonly why: string };

/** How a cluster ends. */
export interface Deleter {
  /** What would go, asked of Azure; nothing is changed. */
  look(signal: AbortSignal): Promise<DownPlan>;
  /** Counts what lies in /scratch; never throws but for the signal. */
  count(signal: AbortSignal): Promise<SharedContents>;
  /** Deletes what was looked at, and asks Azure again. `unlock`: its locks are taken away first. */
  carryOut(plan: DownPlan, signal: AbortSignal, how?: { readonly unlock?: boolean }): Promise<Deletion>;
}

interface Parts {
  azure(): Azure;
  choices(): Choices;
  session(): Session;
  readonly access: Access;
  about(): LinesAbout;
  runPlan(tasks: readonly Task[], signal: AbortSignal): Promise<RunOutcome>;
  /** Puts the cluster's folder away. Returns its new place. */
  setAside(): string;
}

/** How long counting may hold up a deletion, in milliseconds of real time. */
const countPatience = 30_000;

/** Makes the deleter of a walk. */
export function openDeleter({ azure, choices, session, access, about, runPlan, setAside }: Parts): Deleter {
  return {
    look: (signal) => withLinesFor(about, () => downPlan(azure(), whose(choices(), session()), signal)),
    count: (signal) => countShared(session(), access, signal),
    carryOut: async (plan, signal, { unlock = false } = {}) => {
      const outcome = await runPlan(downTasks(azure(), plan, { unlock }), signal);
      if (outcome.result === 'interrupted') return { outcome, left: [] };
      const looks = outcome.result === 'done' ? undefined : 1;
      const proof = await withLinesFor(about, () => proveDeleted(azure(), whose(choices(), session()), plan, signal, looks));
      if (outcome.result !== 'done' || proof.left.length > 0) return { outcome, ...proof };
      return { outcome, ...proof, putAway: setAside() };
    },
  };
}

async function countShared({ shared, nodes }: Session, access: Access, signal: AbortSignal): Promise<SharedContents> {
  if (!shared || shared.kind === 'none') return { is: 'nothing' };
  if (nodes.length === 0) return { is: 'not-counted', why: 'there is no node to ask' };
  const late = AbortSignal.timeout(countPatience);
  try {
    const found = await contentsOf(access, { signal: AbortSignal.any([signal, late]) });
    return found ? { is: 'counted', ...found } : { is: 'not-counted', why: 'it is not mounted on the head, or there is too much of it' };
  } catch (error) {
    signal.throwIfAborted();
    return { is: 'not-counted', why: late.aborted ? `the head has not answered within ${countPatience / 1000} s` : problemOf(error).message };
  }
}

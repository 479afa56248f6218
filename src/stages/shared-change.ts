import { containerName, isBlob } from '../azure/blob-account.ts';
import { blobRemovalTask } from '../azure/tasks/blob-removal.ts';
import type { Task, TaskRun } from '../engine/task.ts';
import { blobUnmountTask } from '../remote/tasks/blob-mount.ts';
import { type Contents, contentsWords, countTask } from '../remote/tasks/shared-count.ts';
import { copyTask, sharedCopied } from '../remote/tasks/shared-copy.ts';
import { headUnsharedTasks } from '../remote/tasks/shared-head.ts';
import { unmountOf } from '../remote/tasks/shared-remove.ts';
import { sharedVerified } from '../remote/tasks/shared-verify.ts';
import type { SharedFiles } from '../state/choices.ts';
import type { Shared } from '../state/events.ts';
import { ownerOf, placeOf } from './blob-files.ts';
import type { StageContext } from './stage.ts';

/** Shared files of before, which have to go. */
export type Leaving = NonNullable<Shared['leaving']>;

/**
 * What was shared another way than is chosen now: what the journal says is mounted, and what an earlier change did not come to take away.
 * Somebody who goes back to what was before keeps it.
 */
export function leavingOf(shared: Shared | undefined, chosen: SharedFiles): Leaving | undefined {
  const { leaving, ...now } = shared ?? { kind: 'none' as const };
  if (leaving && leaving.kind !== 'none' && leaving.kind !== chosen) return leaving;
  return now.kind !== 'none' && now.kind !== chosen ? now : undefined;
}

/** A change from one kind of shared files to another, or to none. */
export interface Change {
  /** Before what comes. */
  readonly before: readonly Task[];
  /** Ids of what has to be so before anything is mounted in its place. */
  readonly needs: readonly string[];
  /** After it. */
  readonly after: readonly Task[];
}

/** The tasks around what comes: unmounted everywhere first; copied when the new ones were seen to work; taken away last. */
export function changeOf(context: StageContext, old: Leaving, nodesReady: readonly string[]): Change {
  const { access, azure, choices, copyShared = true } = context;
  const coming = choices.sharedFiles !== 'none';
  const copies = coming && copyShared;
  if (!isBlob(old.kind)) {
    const before = headUnsharedTasks(access, nodesReady).map((task) => (coming ? keeping(task, old) : task));
    const copy = copies ? [keeping(copyTask(access, [], { is: 'folder' }), old)] : [];
    return { before, needs: ['shared/remove'], after: coming ? [...copy, settledTask(context, copies)] : [] };
  }
  const account = old.account ?? '';
  const place = placeOf(account, choices.cloud);
  let contents: Contents | undefined;
  const count = countTask(access, nodesReady, (found) => {
    contents = found;
  });
  const unmounts = access.names.map((name) => blobUnmountTask(access, name, [...nodesReady, count.id], place));
  const needs = access.names.map(unmountOf);
  const remove = blobRemovalTask(azure, {
    owner: ownerOf(context),
    account,
    needs: [...needs, ...(copies ? [sharedCopied] : coming ? [sharedVerified] : [])],
    contents: () => (contents ? `, with what was in it (${contentsWords(contents)}${copies ? ', copied before' : ''})` : ''),
    gone: (run) => settle(context, run),
  });
  const copy = copies ? [keeping(copyTask(access, needs, { is: 'container', place }), old)] : [];
  return { before: [count, ...unmounts], needs, after: [...copy, remove] };
}

/** What is written down of shared files meanwhile says what is still to be taken away, for a run that goes on after this one was cut off. */
export function keeping(task: Task, old: Leaving): Task {
  const { make } = task;
  const told = (run: TaskRun): TaskRun => ({
    ...run,
    learn: (fact) => run.learn(fact.type === 'shared' ? { ...fact, shared: { ...fact.shared, leaving: { kind: old.kind, ...accountOf(old) } } } : fact),
  });
  return { ...task, observe: (run) => task.observe(told(run)), ...(make ? { make: (run: TaskRun) => make.call(task, told(run)) } : {}) };
}

const accountOf = ({ account, container = containerName }: Leaving) => (account === undefined ? {} : { account, container });

/** Nothing of before is left: the journal says what there is now. */
function settle({ shared, choices }: StageContext, run: TaskRun): void {
  const { leaving: _, ...now } = shared() ?? { kind: 'none' as const };
  run.learn({ type: 'shared', shared: choices.sharedFiles === 'none' ? { kind: 'none' } : now });
}

function settledTask(context: StageContext, copies: boolean): Task {
  return {
    id: 'shared/settled',
    stage: 'shared-files',
    title: 'nothing left of before',
    needs: [copies ? sharedCopied : sharedVerified],
    lane: 'free',
    explain: 'What was shared before is not needed any more. The files on the disk of the head stay where they are.',
    observe: async (run) => {
      settle(context, run);
      return { is: 'so' };
    },
  };
}

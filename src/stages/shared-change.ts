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
import { placeOf } from './blob-files.ts';
import { ownerOf, type StageContext } from './stage.ts';

/** Shared files of before, which have to go. */
export type Leaving = NonNullable<Shared['leaving']>;

/**
 * What was shared another way than is chosen now: what the journal says is mounted, and what an earlier change did not come to take away.
 * Somebody who goes back to what was before keeps it.
 */
export function leavingsOf(shared: Shared | undefined, chosen: SharedFiles): readonly Leaving[] {
  const { leaving, ...now } = shared ?? { kind: 'none' as const };
  return [now, ...(leaving ? [leaving] : [])].filter(({ kind }) => kind !== 'none' && kind !== chosen);
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

/** Where one change stands among several. */
interface Turn {
  /** Ids of what comes before it. */
  readonly after: readonly string[];
  /** It is the last one: after it nothing of before is left. */
  readonly last: boolean;
}

/** The tasks around what comes, for all that has to go: what is mounted first, then what an earlier change left. */
export function changesOf(context: StageContext, olds: readonly Leaving[], nodesReady: readonly string[]): Change {
  return olds.reduce<Change>(
    (so, old, index) => {
      const one = changeOf(context, old, { after: [...nodesReady, ...so.needs, ...so.after.map(({ id }) => id)], last: index === olds.length - 1 });
      const other = index === 0 ? one : renamed(one);
      return { before: [...so.before, ...other.before], needs: [...so.needs, ...other.needs], after: [...so.after, ...other.after] };
    },
    { before: [], needs: [], after: [] },
  );
}

/** The same tasks under other ids: two changes have them at once. */
function renamed(change: Change): Change {
  const own = new Set([...change.before, ...change.after].map(({ id }) => id));
  const name = (id: string): string => (own.has(id) ? `${id}/before` : id);
  const task = (one: Task): Task => ({ ...one, id: name(one.id), needs: one.needs.map(name) });
  return { before: change.before.map(task), needs: change.needs.map(name), after: change.after.map(task) };
}

/** Unmounted everywhere first; copied when the new ones were seen to work; taken away last. */
function changeOf(context: StageContext, old: Leaving, { after, last }: Turn): Change {
  const { access, azure, choices, copyShared = true, shared } = context;
  const coming = choices.sharedFiles !== 'none';
  const copies = coming && copyShared;
  const record = {
    done: () => shared()?.leaving?.copied === true,
    tell: (run: TaskRun) => run.learn({ type: 'shared', shared: { ...(shared() ?? { kind: choices.sharedFiles }), leaving: { ...old, copied: true } } }),
  };
  if (!isBlob(old.kind)) {
    const before = headUnsharedTasks(access, after).map((task) => (coming || !last ? keeping(task, old) : task));
    const copy = copies ? [copyTask(access, after, { is: 'folder' }, record)] : [];
    return { before, needs: ['shared/remove'], after: coming && last ? [...copy, settledTask(context, copies)] : copy };
  }
  const account = old.account ?? '';
  const place = placeOf(account, choices.cloud);
  let contents: Contents | undefined;
  const count = countTask(access, after, (found) => {
    contents = found;
  });
  const unmounts = access.names.map((name) => blobUnmountTask(access, name, [...after, count.id], place));
  const needs = access.names.map(unmountOf);
  const remove = blobRemovalTask(azure, {
    owner: ownerOf(context),
    account,
    needs: [...needs, ...after, ...(copies ? [sharedCopied] : coming ? [sharedVerified] : [])],
    contents: () => (contents ? `, with what was in it (${contentsWords(contents)}${copies ? ', copied before' : ''})` : ''),
    gone: (run) => {
      if (last) settle(context, run);
    },
  });
  const copy = copies ? [copyTask(access, [...needs, ...after], { is: 'container', place }, record)] : [];
  return { before: [count, ...unmounts], needs, after: [...copy, remove] };
}

/** What is written down of shared files meanwhile says what is still to be taken away, for a run that goes on after this one was cut off. */
export function keeping(task: Task, old: Leaving): Task {
  const { make } = task;
  const told = (run: TaskRun): TaskRun => ({
    ...run,
    learn: (fact) =>
      run.learn(
        fact.type === 'shared'
          ? { ...fact, shared: { ...fact.shared, leaving: { kind: old.kind, ...accountOf(old), ...(old.copied ? { copied: true } : {}) } } }
          : fact,
      ),
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

import { headSharedTasks } from '../remote/tasks/shared-head.ts';
import { scratch } from '../remote/shared/fstab.ts';
import { lookSeconds } from '../remote/shared/look.ts';
import { spaceIn, spaceLine } from '../remote/tasks/shared-verify.ts';
import { headOf } from '../remote/access.ts';
import type { Task } from '../engine/task.ts';
import type { SharedFiles } from '../state/choices.ts';
import { blobFiles } from './blob-files.ts';
import { changesOf, keeping, leavingsOf } from './shared-change.ts';
import type { Stage, StageContext } from './stage.ts';

/** Where every node has what is shared. */
export const sharedPlace = scratch;

/** Every node is ready when hello has run on it. */
const nodesReady = ['hello/run'] as const;

/**
 * Stage 9, where it was chosen. True at its end: `/scratch` on every node, a file written on one read on all. What was shared another way
 * before is taken away first; with `none` that is all.
 */
export const sharedFiles: Stage = {
  id: 'shared-files',
  tasks: (context) => {
    const olds = leavingsOf(context.shared(), context.choices.sharedFiles);
    const oldest = olds.at(-1);
    if (!oldest) return arriving(context, nodesReady);
    const { before, needs, after } = changesOf(context, olds, nodesReady);
    const arrives = arriving(context, [...nodesReady, ...needs]).map((task) => keeping(task, oldest));
    return [...before, ...arrives, ...after];
  },
};

function arriving(context: StageContext, needs: readonly string[]): Task[] {
  const { access, choices } = context;
  switch (choices.sharedFiles) {
    case 'none':
      return [];
    case 'head':
      return headSharedTasks(access, needs, { rootSquash: !choices.rootWrites });
    case 'blob':
    case 'blob-premium':
      return blobFiles(context, choices.sharedFiles, needs);
    default:
      return choices.sharedFiles satisfies never;
  }
}

/** What the nodes share now. */
export interface SharedNow {
  readonly kind: SharedFiles;
  /** As it is mounted: `glocluster0:/shared`, or where the account's container is. */
  readonly source: string;
  readonly place: string;
  /** Of all of it, and what is free. */
  readonly bytes: number;
  readonly free: number;
}

/** Looks at the head's /scratch; undefined where nothing is shared, or the head does not say. @throws what Nodes.exec throws */
export async function lookAtShared({ access, shared }: Pick<StageContext, 'access' | 'shared'>, signal: AbortSignal): Promise<SharedNow | undefined> {
  const found = shared();
  if (!found || found.kind === 'none' || access.names.length === 0) return undefined;
  const head = headOf(access);
  const { stdout } = await access.nodes.exec(access.node(head), spaceLine, { signal, timeoutSeconds: lookSeconds });
  const space = spaceIn(stdout);
  if (!space) return undefined;
  return { kind: found.kind, source: found.kind === 'head' ? `${head}:/shared` : `${found.account ?? ''}/${found.container ?? ''}`, place: scratch, ...space };
}

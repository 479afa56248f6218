import type { Task } from '../../engine/task.ts';
import { type Access, headOf } from '../access.ts';
import { type ExportHow, exportTask, folderTask } from './shared-export.ts';
import { mountTask, wantedFromHead } from './shared-mount.ts';
import { nfsClient, nfsServer, packagesTask } from './shared-packages.ts';
import { unexportTask, unmountTask } from './shared-remove.ts';
import { verifyTask } from './shared-verify.ts';

/**
 * Stage 9, from the head: its folder /shared is at /scratch on every node.
 * @param needs ids of the tasks that make every node ready
 */
export function headSharedTasks(access: Access, needs: readonly string[], how: ExportHow): Task[] {
  const head = headOf(access);
  return [
    ...access.names.map((name) => packagesTask(access, name, needs, name === head ? nfsServer : nfsClient)),
    folderTask(access, needs),
    exportTask(access, needs, how),
    ...access.names.map((name) => mountTask(access, name, [...needs, name === head ? 'shared/folder' : 'shared/export'], wantedFromHead(access, name))),
    verifyTask(access, {
      shared: { kind: 'head' },
      where: `the disk of ${head}`,
      whenAway: `While ${head} is off, whoever reads or writes in /scratch waits, and goes on when it is back.`,
      needs,
    }),
  ];
}

/** Takes it away again: from every node first, then the export. The last id is `shared/remove`. */
export function headUnsharedTasks(access: Access, needs: readonly string[]): Task[] {
  return [...access.names.map((name) => unmountTask(access, name, needs, wantedFromHead(access, name))), unexportTask(access, needs)];
}

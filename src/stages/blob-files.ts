import { type BlobKind, blobHost, containerName } from '../azure/blob-account.ts';
import { accountOf, blobTasks, containerReady } from '../azure/tasks/blob.ts';
import type { Task } from '../engine/task.ts';
import { type BlobClients, blobClientTask } from '../remote/tasks/blob-client.ts';
import { blobMountTask, type BlobPlace } from '../remote/tasks/blob-mount.ts';
import { verifyTask } from '../remote/tasks/shared-verify.ts';
import { ownerOf, type StageContext } from './stage.ts';

/** Where a container is mounted from. */
export const placeOf = (account: string, cloud: string): BlobPlace => ({ host: blobHost(account, cloud), path: `/${account}/${containerName}` });

/**
 * Shared files in a storage account: the account and its container on one side, what mounts it on the other, both at once; then /scratch on
 * every node, and a file written on one read on all.
 */
export function blobFiles(context: StageContext, kind: BlobKind, needs: readonly string[]): Task[] {
  const { azure, access, shared, choices } = context;
  const plan = { owner: ownerOf(context), kind, shared, needs };
  const clients: BlobClients = new Map();
  const place = (): BlobPlace => placeOf(accountOf(plan), choices.cloud);
  const verified = (): Task =>
    verifyTask(access, {
      shared: { kind, account: accountOf(plan), container: containerName },
      where: `the storage account ${accountOf(plan)}`,
      whenAway: 'It does not depend on any node: it stays while nodes are off, and costs what is in it.',
      needs,
    });
  return [
    ...blobTasks(azure, plan),
    ...access.names.map((name) => blobClientTask(access, name, needs, clients)),
    ...access.names.map((name) => blobMountTask(access, name, [...needs, containerReady], place, clients)),
    { ...verified(), observe: (run) => verified().observe(run), make: async (run) => verified().make?.(run) },
  ];
}

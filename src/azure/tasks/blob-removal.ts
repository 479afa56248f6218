import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { blobCommands } from '../blob-commands.ts';
import type { Owner } from '../blueprint.ts';
import { askAzure, askAzureIfThere } from '../errors.ts';
import { deleteNamingLocks } from '../locks.ts';

/** What goes, and what is said of it. */
export interface BlobRemoval {
  readonly owner: Owner;
  readonly account: string;
  readonly needs: readonly string[];
  /** What was in it, in words, once it is gone. */
  contents(): string;
  /** Called when it is not there any more. */
  gone(run: TaskRun): void;
}

/** The account is deleted, with everything in it. One that is not this cluster's is left alone. */
export function blobRemovalTask(azure: Azure, { owner, account, needs, contents, gone }: BlobRemoval): Task {
  const { choices, clusterId } = owner;
  const { resourceGroup } = choices;
  const id = `/subscriptions/${azure.subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${account}`;
  const title = `storage account ${account}, deleted`;
  const look = async (run: TaskRun): Promise<Observation> => {
    const { storageAccounts } = await azure.storage();
    const seen = await askAzureIfThere(title, run.signal, () => storageAccounts.getProperties(resourceGroup, account, { abortSignal: run.signal }));
    if (seen && seen.tags?.['rank0-id'] === clusterId) return { is: 'absent' };
    gone(run);
    return { is: 'so', message: seen ? `${account} is not this cluster's, and is left alone` : `${account} is deleted${contents()}` };
  };
  return {
    id: 'shared/remove',
    stage: 'shared-files',
    title,
    needs,
    lane: 'write',
    explain:
      'Deletes the account and all that is in it, after every node has let go of it. From then on it costs nothing, and nothing of it can be brought back.',
    commands: blobCommands(owner, account).remove(),
    usualSeconds: [2, 15],
    observe: look,
    make: async (run) => {
      const { storageAccounts } = await azure.storage();
      await deleteNamingLocks(azure, { resourceGroup, whole: false, resources: [{ id }], part: true }, run, () =>
        askAzure(title, run.signal, () => storageAccounts.delete(resourceGroup, account, { abortSignal: run.signal })),
      );
      return look(run);
    },
  };
}

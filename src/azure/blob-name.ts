import { ProblemError } from '../state/problem.ts';
import { accountNames, type BlobKind, blobSkus } from './blob-account.ts';
import type { Azure } from './azure.ts';
import type { Owner } from './blueprint.ts';
import { askAzure, askAzureIfThere } from './errors.ts';

/** What is known of a name: nobody has it, this cluster has it, somebody else has it. */
export type NameState = 'free' | 'ours' | 'taken';

/** Whether an account can be called that. */
export async function nameState(
  azure: Azure,
  { choices, clusterId }: Pick<Owner, 'choices'> & { readonly clusterId?: string },
  name: string,
  signal: AbortSignal,
): Promise<NameState> {
  const { storageAccounts } = await azure.storage();
  const answer = await askAzure(`name ${name}`, signal, () =>
    storageAccounts.checkNameAvailability({ name, type: 'Microsoft.Storage/storageAccounts' }, { abortSignal: signal }),
  );
  if (answer.nameAvailable) return 'free';
  const own = await askAzureIfThere(`storage account ${name}`, signal, () =>
    storageAccounts.getProperties(choices.resourceGroup, name, { abortSignal: signal }),
  );
  const tags = own?.tags ?? {};
  return clusterId === undefined ? (tags['rank0-cluster'] === choices.name ? 'ours' : 'taken') : tags['rank0-id'] === clusterId ? 'ours' : 'taken';
}

/**
 * The first of a cluster's names that it can have, or has already.
 * @param not one that turned out to be taken
 * @throws ProblemError `StorageAccountAlreadyTaken` where all are taken.
 */
export async function freeName(azure: Azure, owner: Owner, kind: BlobKind, signal: AbortSignal, not?: string): Promise<string> {
  const names = accountNames(owner.choices, kind).filter((name) => name !== not);
  for (const name of names) if ((await nameState(azure, owner, name, signal)) !== 'taken') return name;
  throw new ProblemError({
    code: 'StorageAccountAlreadyTaken',
    message: `none of ${names.join(', ')} can be had`,
    means:
      'Names of storage accounts are shared by the whole world. That all of these are taken is no chance: an account of this cluster may just have been deleted, and its name is kept for a while.',
    next: [{ label: 'Try again in some minutes', command: `rank0 up --name ${owner.choices.name} --cloud ${owner.choices.cloud}`, key: 'r' }],
  });
}

/** Whether a region sells what a kind of shared files needs. */
export async function isSold(azure: Azure, kind: BlobKind, location: string, signal: AbortSignal): Promise<boolean> {
  const { skus } = await azure.storage();
  const wanted = blobSkus[kind];
  const plain = (text: string | undefined): string => (text ?? '').toLowerCase().replace(/\s/g, '');
  return askAzure(`kinds of storage in ${location}`, signal, async () => {
    for await (const one of skus.list({ abortSignal: signal })) {
      const fits = one.name === wanted.sku && one.kind === wanted.kind && one.locations?.some((each) => plain(each) === plain(location));
      if (fits && !one.restrictions?.some(({ reasonCode }) => reasonCode !== undefined)) return true;
    }
    return false;
  });
}

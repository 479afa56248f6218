import { ProblemError } from '../../state/problem.ts';
import type { Choices } from '../../state/choices.ts';
import { accountNames, type BlobKind, blobSkus } from '../blob-account.ts';
import { isSold, nameState } from '../blob-name.ts';
import type { Azure } from '../azure.ts';
import { az } from '../commands.ts';

/** The lines that ask the same by hand. */
export const storageQuestions = (choices: Choices, kind: BlobKind): string[] => [
  az('storage', 'account', 'check-name', '--name', accountNames(choices, kind)[0] as string),
  az('provider', 'show', '--namespace', 'Microsoft.Storage', '--query', 'registrationState'),
];

/**
 * Whether the account of shared files can be made: the region sells its kind, and one of its names is free.
 * @throws ProblemError exit code 3 where it cannot.
 */
export async function checkStorage(azure: Azure, choices: Choices, kind: BlobKind, registered: boolean, signal: AbortSignal): Promise<string> {
  // Both questions are refused while the subscription is not registered for storage; then the tasks find out.
  if (!registered) return 'asked after Microsoft.Storage is registered';
  if (!(await isSold(azure, kind, choices.location, signal))) throw notSold(choices, kind);
  for (const name of accountNames(choices, kind)) {
    const state = await nameState(azure, { choices }, name, signal);
    if (state !== 'taken') return `${name}: ${state === 'free' ? 'free' : 'of this cluster'}`;
  }
  throw new ProblemError(
    {
      code: 'StorageAccountAlreadyTaken',
      message: `none of ${accountNames(choices, kind).join(', ')} can be had`,
      means: 'Names of storage accounts are shared by the whole world, and all that this cluster would use are taken. Nothing has been created.',
      next: [{ label: 'Another name for the cluster', command: `rank0 up --name ${choices.name}2` }],
    },
    { exitCode: 3 },
  );
}

function notSold({ location }: Choices, kind: BlobKind): ProblemError {
  const { kind: accountKind, sku } = blobSkus[kind];
  return new ProblemError(
    {
      code: 'storage-not-in-region',
      message: `${location} does not sell ${accountKind} in ${sku}`,
      means: 'Not every region has premium block blobs. Nothing has been created.',
      next: [
        ...(kind === 'blob-premium' ? [{ label: 'Standard storage', command: 'rank0 up --shared-files blob' }] : []),
        { label: "On the head's disk", command: 'rank0 up --shared-files head' },
        { label: 'In another region', command: `rank0 up --location ${location === 'eastus' ? 'westeurope' : 'eastus'} --shared-files ${kind}` },
      ],
    },
    { exitCode: 3 },
  );
}

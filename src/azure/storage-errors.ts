import type { Entry, Meaning } from './error-meanings.ts';

const later: Meaning = {
  means: 'Azure is still making or changing the storage account.',
  next: [{ label: 'Run it again: it goes on from what exists', command: 'rank0 up', key: 'r' }],
  sure: 'certain',
  ways: ['wait', 'retry'],
  wait: 30,
};

const otherAccount: Meaning = {
  means: 'The storage account exists and is not what shared files need; what makes it so is chosen when an account is made, and never after.',
  next: [
    { label: 'See it', command: 'az storage account list --output table' },
    { label: 'Without shared files', command: 'rank0 up --shared-files none' },
  ],
  sure: 'certain',
  ways: ['change', 'retry'],
};

/** What storage says, beside the codes of azure-facts 15.2. */
export const storageErrors: Readonly<Record<string, Entry>> = {
  AccountNameInvalid: {
    means: 'A storage account is called by 3 to 24 lower-case letters and digits, because its name becomes part of a host name.',
    next: [{ label: 'Another name for the cluster', command: 'rank0 up --name NAME' }],
    sure: 'certain',
    ways: ['change', 'retry'],
  },
  StorageAccountInAnotherResourceGroup: {
    means: 'This subscription has a storage account of that name in another group.',
    next: [{ label: 'See where', command: 'az storage account list --output table' }],
    sure: 'certain',
    ways: ['change', 'retry'],
  },
  StorageAccountOperationInProgress: later,
  StorageAccountIsNotProvisioned: later,
  AccountPropertyCannotBeUpdated: otherAccount,
  StorageAccountKindCannotBeChanged: otherAccount,
  InvalidRequestPropertyValue: (error, about) => ({
    means: `Azure does not offer ${about} that way in this region: ${error.target ?? 'the message names the property'}.`,
    next: [{ label: 'Standard instead of premium, or another region', command: 'rank0 up --shared-files blob' }],
    sure: 'likely',
    ways: ['region', 'change', 'retry'],
  }),
  ContainerNotFound: {
    means: 'The container in the storage account is not there (any more).',
    next: [{ label: 'Run it again: it is made anew', command: 'rank0 up', key: 'r' }],
    sure: 'certain',
    ways: ['retry'],
  },
};

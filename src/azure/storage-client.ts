import { StorageManagementClient } from '@azure/arm-storage';

/** The SDK's client for storage, in a file of its own: it is loaded only where shared files are in an account. */
export const storageClient = (...given: ConstructorParameters<typeof StorageManagementClient>): StorageManagementClient =>
  new StorageManagementClient(...given);

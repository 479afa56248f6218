import type { Route } from '../routes.ts';
import { storageAccounts } from '../types.ts';
import { accountOperation, deleteAccount, getAccount, listAccounts, listAccountsInGroup, patchAccount, putAccount } from './accounts.ts';
import { checkNameAvailability } from './account-names.ts';
import { deleteContainer, getContainer, listContainers, patchContainer, putContainer } from './containers.ts';
import { listStorageSkus } from './storage-skus.ts';

const inGroup = `resourceGroups/{group}/providers/${storageAccounts}`;
const account = `${inGroup}/{name}`;
const container = `${account}/blobServices/default/containers`;

/** Storage accounts and their containers. */
export const storageRoutes: readonly Route[] = [
  { method: 'POST', path: 'providers/Microsoft.Storage/checkNameAvailability', handler: checkNameAvailability },
  { method: 'GET', path: 'providers/Microsoft.Storage/skus', handler: listStorageSkus },
  { method: 'GET', path: 'providers/Microsoft.Storage/locations/{location}/asyncoperations/{operation}', handler: accountOperation },
  { method: 'GET', path: `providers/${storageAccounts}`, handler: listAccounts },
  { method: 'GET', path: inGroup, handler: listAccountsInGroup },
  { method: 'PUT', path: account, handler: putAccount },
  { method: 'GET', path: account, handler: getAccount },
  { method: 'PATCH', path: account, handler: patchAccount },
  { method: 'DELETE', path: account, handler: deleteAccount },
  { method: 'GET', path: container, handler: listContainers },
  { method: 'PUT', path: `${container}/{container}`, handler: putContainer },
  { method: 'GET', path: `${container}/{container}`, handler: getContainer },
  { method: 'PATCH', path: `${container}/{container}`, handler: patchContainer },
  { method: 'DELETE', path: `${container}/{container}`, handler: deleteContainer },
];

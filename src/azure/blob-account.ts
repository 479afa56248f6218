import { createHash } from 'node:crypto';
import type { Choices } from '../state/choices.ts';

/** Shared files in a storage account. */
export type BlobKind = Extract<Choices['sharedFiles'], 'blob' | 'blob-premium'>;

/** Whether shared files of this kind lie in a storage account. */
export const isBlob = (kind: Choices['sharedFiles'] | undefined): kind is BlobKind => kind === 'blob' || kind === 'blob-premium';

/** What a kind is in Azure (azure-facts 11.1). One redundancy each: what nodes share is made to be computed with, not to be archived. */
export const blobSkus: Readonly<Record<BlobKind, { readonly kind: string; readonly sku: string }>> = {
  blob: { kind: 'StorageV2', sku: 'Standard_LRS' },
  'blob-premium': { kind: 'BlockBlobStorage', sku: 'Premium_LRS' },
};

/** The container that is mounted. */
export const containerName = 'scratch';

/** Whose account it is, as far as its name goes. */
export type AccountOwner = Pick<Choices, 'subscription' | 'resourceGroup' | 'name'>;

/** How many names are tried before it is given up: one that is taken by chance is rare already. */
const mostNames = 8;

/**
 * Names for a cluster's account, best first: 24 lower-case letters and digits at most, unique in the whole world (azure-facts 11.1). They
 * follow from the cluster alone, so that one who lost the journal comes to the same.
 */
export function accountNames({ subscription, resourceGroup, name }: AccountOwner, kind: BlobKind): string[] {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 14);
  return Array.from({ length: mostNames }, (_, attempt) => {
    const seed = `${subscription} ${resourceGroup} ${name} ${kind} ${attempt}`.toLowerCase();
    return `${plain}${createHash('sha256').update(seed).digest('hex').slice(0, 10)}`;
  });
}

const suffixes: Readonly<Record<string, string>> = { china: 'core.chinacloudapi.cn', usgov: 'core.usgovcloudapi.net' };

/** Where an account serves blobs, unless it says otherwise itself. */
export const blobHost = (account: string, cloud: string): string => `${account}.blob.${suffixes[cloud] ?? 'core.windows.net'}`;

/** What is mounted: the container by the blob endpoint, not by that of dfs (azure-facts 11.3). */
export const blobSource = (host: string, account: string): string => `${host}:/${account}/${containerName}`;

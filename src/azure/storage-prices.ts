import shipped from '../../assets/prices.json' with { type: 'json' };
import type { Choices } from '../state/choices.ts';
import type { BlobKind } from './blob-account.ts';

/** What shared files of a kind cost, in US dollars, and what they are like. Figures are about so: the list differs by region and tier. */
export interface SharedFilesPrice {
  /** Of what is stored; 0 for what is paid for already. */
  readonly perGBMonth: number;
  /** NFS makes many small accesses, and each is paid for; 0 where they are free. */
  readonly per10000Writes: number;
  readonly per10000Reads: number;
  /** One line: what it is good for. */
  readonly character: string;
  readonly source: string;
}

const stored = (kind: BlobKind): Omit<SharedFilesPrice, 'character'> => ({ ...shipped.storage[kind], source: shipped.storage.source });

/** Prices of all kinds beside each other. */
export const sharedFilesPrices: Readonly<Record<Exclude<Choices['sharedFiles'], 'none'>, SharedFilesPrice>> = {
  head: {
    perGBMonth: 0,
    per10000Writes: 0,
    per10000Reads: 0,
    character: "the head's own disk, paid for already: some 25 GB, fast for small files, gone with the head",
    source: `the disk of the head, ${shipped.disk.what}`,
  },
  blob: {
    ...stored('blob'),
    character: 'a storage account: as much as you like, good at large files written once, slow at small ones and at changes in place',
  },
  'blob-premium': { ...stored('blob-premium'), character: 'the same on SSDs: small files in a few milliseconds, dear by the GB, cheap by the access' },
};

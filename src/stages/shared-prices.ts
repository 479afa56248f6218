import { sharedFilesPrices } from '../azure/storage-prices.ts';
import type { SharedFiles } from '../state/choices.ts';

/** What shared files of a kind cost beyond the nodes, in a few words. */
export function sharedPriceWords(kind: SharedFiles): string {
  if (kind === 'none') return 'nothing to pay';
  const { perGBMonth } = sharedFilesPrices[kind];
  return perGBMonth === 0 ? 'nothing extra' : `${perGBMonth} $ a GB and month`;
}

/** What each access costs, and who says so; nothing where none does. */
export function accessPriceWords(kind: SharedFiles): string {
  if (kind === 'none') return '';
  const { per10000Writes, per10000Reads, source } = sharedFilesPrices[kind];
  return per10000Writes === 0 ? '' : `10,000 writes cost ${per10000Writes} $, as many reads ${per10000Reads} $ (${source}).`;
}

import type { Usage } from '@azure/arm-compute';

/** One limit against what is needed. */
export interface QuotaLine {
  /** As Azure calls it: `Total Regional vCPUs`. */
  readonly name: string;
  readonly needed: number;
  readonly used: number;
  readonly limit: number;
}

const rowOf = (usages: readonly Usage[], key: string): Usage | undefined => usages.find((one) => one.name.value?.toLowerCase() === key.toLowerCase());

/** vCPUs that may still be used of a family in a region; undefined where Azure shows no limit. Families are compared without case (azure-facts 2.6). */
export function leftFor(usages: readonly Usage[], family: string): number | undefined {
  const rows = [rowOf(usages, 'cores'), rowOf(usages, family)].filter((row) => row !== undefined);
  return rows.length === 0 ? undefined : Math.max(0, Math.min(...rows.map((row) => row.limit - row.currentValue)));
}

/**
 * The limits that so many more machines of a size count against: the region's vCPUs, the family's, the number of machines.
 * Stopped machines still count (azure-facts 2.6); machines that this cluster has already are not needed again.
 */
export function quotaLines(usages: readonly Usage[], size: { readonly family: string; readonly vCPUs: number }, more: number): QuotaLine[] {
  const lines: readonly (readonly [string, number, string])[] = [
    ['cores', more * size.vCPUs, 'Total Regional vCPUs'],
    [size.family, more * size.vCPUs, size.family],
    ['virtualMachines', more, 'Virtual Machines'],
  ];
  return lines.flatMap(([key, needed, standard]) => {
    const row = rowOf(usages, key);
    return row ? [{ name: row.name.localizedValue ?? standard, needed, used: row.currentValue, limit: row.limit }] : [];
  });
}

/** The limits that do not suffice. */
export const exceeded = (lines: readonly QuotaLine[]): QuotaLine[] => lines.filter((line) => line.needed > line.limit - line.used);

/** The most machines of a size that the limits allow beyond what is used. */
export function mostNodes(usages: readonly Usage[], size: { readonly family: string; readonly vCPUs: number }): number {
  const one = quotaLines(usages, size, 1);
  return Math.max(0, Math.min(...one.map((line) => Math.floor((line.limit - line.used) / Math.max(1, line.needed))), Number.MAX_SAFE_INTEGER));
}

/** Sizes to propose, best first (azure-facts 2.3): wide stock, accelerated networking, small; burstable ones last. */
const recommended = [
  'Standard_D2s_v5',
  'Standard_D2as_v6',
  'Standard_D2ls_v5',
  'Standard_D2als_v6',
  'Standard_D2s_v6',
  'Standard_D2as_v7',
  'Standard_D2ls_v6',
  'Standard_D2als_v7',
  'Standard_D4s_v5',
  'Standard_D4as_v6',
  'Standard_D4s_v6',
  'Standard_D8s_v5',
  'Standard_HB120rs_v3',
  'Standard_HB176rs_v4',
  'Standard_B2als_v2',
] as const;

/** A size's place among those whose price is asked for and that are proposed; undefined for all others. */
export function retailOrder(size: string): number | undefined {
  const place = (recommended as readonly string[]).indexOf(size);
  return place < 0 ? undefined : place;
}

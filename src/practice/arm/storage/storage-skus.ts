import { ok } from '../answer.ts';
import type { Handler } from '../call.ts';
import { regions } from '../catalog.ts';

/** What is sold where: Azure answers one row a kind, redundancy and region. */
const sold: readonly { readonly name: string; readonly kind: string; readonly not?: readonly string[] }[] = [
  { name: 'Standard_LRS', kind: 'StorageV2' },
  { name: 'Standard_ZRS', kind: 'StorageV2' },
  { name: 'Standard_GRS', kind: 'StorageV2' },
  { name: 'Premium_LRS', kind: 'BlockBlobStorage', not: ['swedencentral'] },
  { name: 'Premium_ZRS', kind: 'BlockBlobStorage', not: ['swedencentral', 'germanywestcentral'] },
];

/** `GET …/providers/Microsoft.Storage/skus`. One region has no premium block blobs, so that a plan can find that out. */
export const listStorageSkus: Handler = () =>
  ok({
    value: sold.flatMap(({ name, kind, not = [] }) =>
      regions
        .filter((region) => !not.includes(region.name))
        .map((region) => ({
          resourceType: 'storageAccounts',
          name,
          tier: name.split('_')[0],
          kind,
          locations: [region.name],
          capabilities: [{ name: 'supportshierarchicalnamespace', value: 'true' }],
          restrictions: [],
        })),
    ),
  });

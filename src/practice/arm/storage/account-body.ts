import type { Resource } from '../../state.ts';
import { type ArmRefusal, badRequest, conflict } from '../answer.ts';
import type { Call } from '../call.ts';
import { at, given, textAt } from '../json.ts';
import { networkAclsFrom } from './network-acls.ts';

/** Kinds of accounts with the redundancies that each is sold in. */
const skusOfKind: Readonly<Record<string, readonly string[]>> = {
  StorageV2: ['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_RAGRS', 'Standard_GZRS', 'Standard_RAGZRS', 'Premium_LRS'],
  BlockBlobStorage: ['Premium_LRS', 'Premium_ZRS'],
};

/** What is fixed when the account is made (azure-facts 11.1). */
const fixed = ['isHnsEnabled', 'isNfsV3Enabled'] as const;

const notAllowed = (value: unknown, property: string): ArmRefusal =>
  badRequest(
    'InvalidRequestPropertyValue',
    `The value '${String(value)}' is not allowed for property ${property}. For more information, see - https://aka.ms/storageaccountupdate`,
  );

/** The body of an account from a PUT, over what it has. @throws ArmRefusal for what Azure refuses. */
export function accountBody(call: Call, name: string, location: string, old: Resource | undefined): Resource['body'] {
  const asked = at(call.body, 'properties');
  const kind = textAt(call.body, 'kind');
  const sku = textAt(call.body, 'sku', 'name');
  if (kind === undefined || sku === undefined) throw badRequest('InvalidRequestContent', `A storage account needs kind and sku.name.`);
  const skus = skusOfKind[kind];
  if (!skus) throw notAllowed(kind, 'kind');
  if (!skus.includes(sku)) throw badRequest('InvalidStorageAccountSku', `The sku ${sku} is not one of a storage account of kind ${kind}: ${skus.join(', ')}.`);
  if (old) refuseFixed(old, kind, asked);
  const nfs = old ? old.body.properties['isNfsV3Enabled'] === true : asked['isNfsV3Enabled'] === true;
  const hns = old ? old.body.properties['isHnsEnabled'] === true : asked['isHnsEnabled'] === true;
  if (nfs && !hns) throw notAllowed('True', 'isNfsV3Enabled');
  // Premium of StorageV2 is for page blobs, and NFS is not sold with copies in another region.
  if (hns && kind === 'StorageV2' && sku === 'Premium_LRS') throw notAllowed('True', 'isHnsEnabled');
  if (nfs && !/_(LRS|ZRS)$/.test(sku)) throw notAllowed(sku, 'sku.name');
  const moment = new Date(call.now).toISOString();
  const before = old?.body.properties ?? {};
  const premium = kind === 'BlockBlobStorage';
  return {
    sku: { name: sku, tier: sku.startsWith('Premium') ? 'Premium' : 'Standard' },
    kind,
    properties: given({
      keyCreationTime: before['keyCreationTime'] ?? { key1: moment, key2: moment },
      allowCrossTenantReplication: false,
      privateEndpointConnections: [],
      ...(hns ? { isHnsEnabled: true } : {}),
      ...(nfs ? { isNfsV3Enabled: true } : {}),
      minimumTlsVersion: asked['minimumTlsVersion'] ?? before['minimumTlsVersion'] ?? 'TLS1_0',
      allowBlobPublicAccess: asked['allowBlobPublicAccess'] ?? before['allowBlobPublicAccess'] ?? false,
      allowSharedKeyAccess: asked['allowSharedKeyAccess'] ?? before['allowSharedKeyAccess'],
      networkAcls: 'networkAcls' in asked || !old ? networkAclsFrom(call, location, asked['networkAcls']) : before['networkAcls'],
      supportsHttpsTrafficOnly: asked['supportsHttpsTrafficOnly'] ?? before['supportsHttpsTrafficOnly'] ?? true,
      encryption: before['encryption'] ?? {
        services: {
          file: { keyType: 'Account', enabled: true, lastEnabledTime: moment },
          blob: { keyType: 'Account', enabled: true, lastEnabledTime: moment },
        },
        keySource: 'Microsoft.Storage',
      },
      accessTier: premium ? undefined : (asked['accessTier'] ?? before['accessTier'] ?? 'Hot'),
      provisioningState: old ? before['provisioningState'] : 'Creating',
      creationTime: before['creationTime'] ?? moment,
      primaryEndpoints: endpointsOf(name, premium),
      primaryLocation: location,
      statusOfPrimary: 'available',
    }),
  };
}

function refuseFixed(old: Resource, kind: string, asked: Record<string, unknown>): void {
  if (old.body['kind'] !== kind) {
    throw conflict(
      'StorageAccountKindCannotBeChanged',
      `The storage account ${old.name} is of kind ${String(old.body['kind'])}, which cannot be changed to ${kind}.`,
    );
  }
  for (const name of fixed) {
    if (asked[name] !== undefined && asked[name] !== (old.body.properties[name] ?? false)) {
      throw conflict('AccountPropertyCannotBeUpdated', `The property '${name}' was specified in the input, but it cannot be updated.`);
    }
  }
}

function endpointsOf(name: string, premium: boolean): Record<string, string> {
  const services = premium ? ['dfs', 'web', 'blob'] : ['dfs', 'web', 'blob', 'queue', 'table', 'file'];
  return Object.fromEntries(services.map((service) => [service, `https://${name}.${service === 'web' ? 'z13.web' : service}.core.windows.net/`]));
}

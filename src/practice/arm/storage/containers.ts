import type { Resource } from '../../state.ts';
import { type Answer, ArmRefusal, badRequest, conflict, ok } from '../answer.ts';
import { type Call, existing, groupOf, guidOf, type Handler, nextNumber, part, type Parts, resourceAt, stateOf } from '../call.ts';
import { at, given } from '../json.ts';
import { refuseLocked } from '../locks.ts';
import { blobContainers, storageAccounts } from '../types.ts';

const accountOf = (call: Call, parts: Parts): Resource => existing(call, part(parts, 'group'), storageAccounts, part(parts, 'name'));
const idOf = (account: Resource, name: string): string => `${account.id}/blobServices/default/containers/${name}`;

/** As a GET answers it; the answer to a write has less (recorded answers). */
const view = ({ id, name, type, body }: Resource) => ({ id, name, type, etag: body['etag'], properties: body.properties });
const written = (container: Resource) => {
  const { enableNfsV3RootSquash, enableNfsV3AllSquash, deleted, remainingRetentionDays, publicAccess, hasImmutabilityPolicy, hasLegalHold } =
    container.body.properties;
  const properties = given({ deleted, remainingRetentionDays, enableNfsV3RootSquash, enableNfsV3AllSquash, publicAccess, hasImmutabilityPolicy, hasLegalHold });
  return { id: container.id, name: container.name, type: container.type, properties };
};

/** @throws ArmRefusal 409 while the account is being made, 404 without it. */
function readyAccount(call: Call, parts: Parts): Resource {
  const account = accountOf(call, parts);
  groupOf(call, part(parts, 'group'), true);
  if (stateOf(account) !== 'Succeeded') {
    throw conflict('StorageAccountIsNotProvisioned', "The storage account provisioning state must be 'Succeeded' before executing the operation.");
  }
  return account;
}

/** What a request says of squashing. @throws ArmRefusal 400 on an account without NFS. */
function squashFrom(call: Call, account: Resource): Record<string, unknown> {
  const { enableNfsV3RootSquash, enableNfsV3AllSquash } = at(call.body, 'properties');
  if ((enableNfsV3RootSquash !== undefined || enableNfsV3AllSquash !== undefined) && account.body.properties['isNfsV3Enabled'] !== true) {
    throw badRequest('InvalidRequestPropertyValue', 'The value is not allowed for property enableNfsV3RootSquash: the account has no NFS 3.0.');
  }
  return given({ enableNfsV3RootSquash, enableNfsV3AllSquash });
}

/** By the management plane: the account's own network rules do not matter here (azure-facts 11.2). */
export const putContainer: Handler = (call, parts): Answer => {
  const account = readyAccount(call, parts);
  const name = part(parts, 'container');
  if (!/^[a-z0-9](-?[a-z0-9])*$/.test(name) || name.length < 3 || name.length > 63) {
    throw badRequest('InvalidResourceName', 'The specifed resource name contains invalid characters.');
  }
  const squash = squashFrom(call, account);
  const there = resourceAt(call.state, idOf(account, name));
  if (there) return ok(written(there));
  const container: Resource = {
    id: idOf(account, name),
    type: blobContainers,
    name,
    group: account.group,
    location: account.location,
    body: {
      etag: newTag(call, account.id),
      properties: {
        immutableStorageWithVersioning: { enabled: false },
        deleted: false,
        remainingRetentionDays: 0,
        defaultEncryptionScope: '$account-encryption-key',
        denyEncryptionScopeOverride: false,
        publicAccess: 'None',
        leaseStatus: 'Unlocked',
        leaseState: 'Available',
        lastModifiedTime: new Date(call.now).toISOString(),
        hasImmutabilityPolicy: false,
        hasLegalHold: false,
        ...(account.body.properties['isNfsV3Enabled'] === true ? { enableNfsV3RootSquash: false, enableNfsV3AllSquash: false } : {}),
        ...squash,
      },
    },
  };
  call.state.resources[container.id.toLowerCase()] = container;
  return { status: 201, headers: { etag: String(container.body['etag']) }, body: written(container) };
};

const newTag = (call: Call, seed: string): string =>
  `"0x8D${guidOf(`container ${nextNumber(call.state)} ${seed}`)
    .replaceAll('-', '')
    .slice(0, 13)
    .toUpperCase()}"`;

function there(call: Call, parts: Parts): Resource {
  const found = resourceAt(call.state, idOf(accountOf(call, parts), part(parts, 'container')));
  if (found) return found;
  throw new ArmRefusal(
    404,
    'ContainerNotFound',
    `The specified container does not exist.\nRequestId:${guidOf(`request ${call.now}`)}\nTime:${new Date(call.now).toISOString()}`,
  );
}

export const getContainer: Handler = (call, parts) => {
  const found = there(call, parts);
  return { status: 200, headers: { etag: String(found.body['etag']) }, body: view(found) };
};

export const listContainers: Handler = (call, parts) => {
  const inside = `${accountOf(call, parts).id}/`.toLowerCase();
  return ok({
    value: Object.values(call.state.resources).flatMap((one) => (one.type === blobContainers && one.id.toLowerCase().startsWith(inside) ? [view(one)] : [])),
  });
};

/** Squashing can be changed while it is in use. */
export const patchContainer: Handler = (call, parts) => {
  const account = readyAccount(call, parts);
  const found = there(call, parts);
  Object.assign(found.body.properties, squashFrom(call, account));
  found.body['etag'] = newTag(call, account.id);
  return ok(written(found));
};

/** Answered as done; what was in it is gone. */
export const deleteContainer: Handler = (call, parts): Answer => {
  const account = resourceAt(call.state, accountOf(call, parts).id) as Resource;
  const found = resourceAt(call.state, idOf(account, part(parts, 'container')));
  if (!found) return { status: 204 };
  refuseLocked(call, account.id);
  delete call.state.resources[found.id.toLowerCase()];
  return { status: 200 };
};

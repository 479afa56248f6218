import { writeTime } from '../network-writes.ts';
import type { Resource, WorldState } from '../../state.ts';
import { type Answer, ArmRefusal, conflict, ok } from '../answer.ts';
import { type Call, existing, groupOf, type Handler, idOf, part, resourceAt, tagsOf } from '../call.ts';
import { checkTags } from '../groups.ts';
import { at, listAt, textAt } from '../json.ts';
import { refuseLocked } from '../locks.ts';
import { begin, monitor, operationOn } from '../operations.ts';
import { remove } from '../settle.ts';
import { keep, targetOf } from '../tracked.ts';
import { storageAccounts } from '../types.ts';
import { accountBody } from './account-body.ts';
import { checkAccountName, refuseTaken } from './account-names.ts';
import { networkAclsFrom, rememberRules, subnetOf } from './network-acls.ts';

const provider = 'Microsoft.Storage';

/** What a GET answers: its rules tell what became of their subnets. */
export function accountView(state: WorldState, { id, name, type, location, tags = {}, body }: Resource): Record<string, unknown> {
  const rules = listAt(body.properties, 'networkAcls', 'virtualNetworkRules').map((rule) => ({
    ...rule,
    state: subnetOf(state, String(rule['id'])) ? 'Succeeded' : 'NetworkSourceDeleted',
  }));
  return {
    sku: body['sku'],
    kind: body['kind'],
    id,
    name,
    type,
    location,
    tags,
    properties: { ...body.properties, networkAcls: { ...at(body.properties, 'networkAcls'), virtualNetworkRules: rules } },
  };
}

/** A new one is answered with 202 and a Location to follow, one that is there already at once (recorded answers). */
export const putAccount: Handler = (call, parts) => {
  const name = part(parts, 'name');
  checkAccountName(name);
  const target = targetOf(call, parts, storageAccounts);
  refuseTaken(call.state, name, target.id);
  refuseBusy(call, target.old);
  const body = accountBody(call, name, target.location, target.old);
  const resource = keep(call, target, storageAccounts, body, target.old?.letIn ? { letIn: target.old.letIn } : {});
  rememberRules(call, resource);
  if (target.old) return ok(accountView(call.state, resource));
  const operation = begin(call, { kind: 'put', target: target.id, provider, location: target.location }, 'put Microsoft.Storage/storageAccounts');
  return monitor(call, operation);
};

/** @throws ArmRefusal 409 while it is being made. */
function refuseBusy(call: Call, account: Resource | undefined): void {
  if (!account || !operationOn(call, account)) return;
  throw conflict('StorageAccountOperationInProgress', 'An operation is currently performing on this storage account that requires exclusive access.');
}

/** `GET …/asyncoperations/{id}?monitor=true`: 202 while it goes on, then the account. */
export const accountOperation: Handler = (call, parts): Answer => {
  const operation = call.state.operations[part(parts, 'operation').toLowerCase()];
  if (!operation) throw new ArmRefusal(404, 'NotFound', `The operation ${part(parts, 'operation')} was not found.`);
  if (operation.status === 'InProgress') return monitor(call, operation);
  if (operation.error) throw conflict(operation.error.code, operation.error.message);
  const account = resourceAt(call.state, operation.target);
  if (!account) throw new ArmRefusal(404, 'ResourceNotFound', `The storage account of operation ${operation.id} was not found.`);
  return ok(accountView(call.state, account));
};

export const getAccount: Handler = (call, parts) => ok(accountView(call.state, existing(call, part(parts, 'group'), storageAccounts, part(parts, 'name'))));

const all = (state: WorldState): Resource[] => Object.values(state.resources).filter(({ type }) => type === storageAccounts);

export const listAccounts: Handler = (call) => ok({ value: all(call.state).map((one) => accountView(call.state, one)) });
export const listAccountsInGroup: Handler = (call, parts) => {
  const group = groupOf(call, part(parts, 'group')).name.toLowerCase();
  return ok({ value: all(call.state).flatMap((one) => (one.group.toLowerCase() === group ? [accountView(call.state, one)] : [])) });
};

/** PATCH: tags, network rules and a few switches. What is fixed at creation is refused. */
export const patchAccount: Handler = (call, parts) => {
  const account = existing(call, part(parts, 'group'), storageAccounts, part(parts, 'name'));
  groupOf(call, part(parts, 'group'), true);
  refuseBusy(call, account);
  const asked = at(call.body, 'properties');
  const tags = tagsOf(call.body);
  checkTags(tags);
  const hns = asked['isHnsEnabled'] ?? asked['isNfsV3Enabled'];
  if (hns !== undefined) {
    throw conflict(
      'AccountPropertyCannotBeUpdated',
      `The property '${'isHnsEnabled' in asked ? 'isHnsEnabled' : 'isNfsV3Enabled'}' was specified in the input, but it cannot be updated.`,
    );
  }
  const acls = 'networkAcls' in asked ? networkAclsFrom(call, account.location, asked['networkAcls']) : undefined;
  if (tags) account.tags = tags;
  for (const name of ['minimumTlsVersion', 'allowBlobPublicAccess', 'allowSharedKeyAccess', 'supportsHttpsTrafficOnly', 'accessTier']) {
    if (asked[name] !== undefined) account.body.properties[name] = asked[name];
  }
  const sku = textAt(call.body, 'sku', 'name');
  if (sku !== undefined) account.body['sku'] = { ...at(account.body, 'sku'), name: sku };
  if (acls) {
    account.body.properties['networkAcls'] = acls;
    rememberRules(call, account);
  }
  return ok(accountView(call.state, account));
};

/** Answered when it is gone, with everything in it. */
export const deleteAccount: Handler = (call, parts): Answer => {
  groupOf(call, part(parts, 'group'));
  const account = resourceAt(call.state, idOf(call, part(parts, 'group'), storageAccounts, part(parts, 'name')));
  if (!account) return { status: 204 };
  refuseLocked(call, account.id);
  refuseBusy(call, account);
  remove(call.state, account, call.now);
  return { status: 200, after: writeTime(call, account.id) * 3 };
};

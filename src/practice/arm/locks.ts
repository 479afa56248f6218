import type { ScopeLock } from '../state.ts';
import { badRequest, conflict, ok } from './answer.ts';
import { ArmRefusal } from './answer.ts';
import { type Call, groupOf, type Handler, part } from './call.ts';
import { textAt } from './json.ts';

const type = 'Microsoft.Authorization/locks';
const view = ({ id, name, level, notes }: ScopeLock) => ({ id, name, type, properties: { level, ...(notes === undefined ? {} : { notes }) } });
const scopeOf = (call: Call, group: string): string => `/subscriptions/${call.state.subscriptionId}/resourceGroups/${groupOf(call, group).name}`;

export const putLock: Handler = (call, parts) => {
  const scope = scopeOf(call, part(parts, 'group'));
  const name = part(parts, 'name');
  const level = textAt(call.body, 'properties', 'level');
  if (level !== 'CanNotDelete' && level !== 'ReadOnly') throw badRequest('InvalidLockLevel', `The lock level '${String(level)}' is invalid.`);
  const notes = textAt(call.body, 'properties', 'notes');
  const lock: ScopeLock = { id: `${scope}/providers/${type}/${name}`, name, scope: scope.toLowerCase(), level, ...(notes === undefined ? {} : { notes }) };
  const others = call.state.locks.filter((other) => other.id.toLowerCase() !== lock.id.toLowerCase());
  const status = others.length < call.state.locks.length ? 200 : 201;
  call.state.locks = [...others, lock];
  return { status, body: view(lock) };
};

export const getLock: Handler = (call, parts) => {
  const found = lockAt(call, part(parts, 'group'), part(parts, 'name'));
  if (!found) throw new ArmRefusal(404, 'LockNotFound', `The lock '${part(parts, 'name')}' could not be found.`);
  return ok(view(found));
};

export const deleteLock: Handler = (call, parts) => {
  const found = lockAt(call, part(parts, 'group'), part(parts, 'name'));
  if (!found) return { status: 204 };
  call.state.locks = call.state.locks.filter((lock) => lock !== found);
  return { status: 200 };
};

export const listGroupLocks: Handler = (call, parts) => ok({ value: within(call, scopeOf(call, part(parts, 'group'))).map(view) });
export const listLocks: Handler = (call) => ok({ value: call.state.locks.map(view) });

function lockAt(call: Call, group: string, name: string): ScopeLock | undefined {
  const id = `${scopeOf(call, group)}/providers/${type}/${name}`.toLowerCase();
  return call.state.locks.find((lock) => lock.id.toLowerCase() === id);
}

const within = (call: Call, scope: string): ScopeLock[] => call.state.locks.filter((lock) => `${lock.scope}/`.startsWith(`${scope.toLowerCase()}/`));

/** @throws ArmRefusal 409 ScopeLocked where the scope, something above it or something in it has a lock (azure-facts 12). */
export function refuseLocked(call: Call, scope: string): void {
  const wanted = `${scope.toLowerCase()}/`;
  const lock = call.state.locks.find((one) => wanted.startsWith(`${one.scope}/`) || `${one.scope}/`.startsWith(wanted));
  if (!lock) return;
  throw conflict(
    'ScopeLocked',
    `The scope '${scope}' cannot perform delete operation because following scope(s) are locked: '${lock.scope}'. Please remove the lock and try again.`,
  );
}

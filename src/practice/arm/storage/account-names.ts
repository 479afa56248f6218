import type { WorldState } from '../../state.ts';
import { ArmRefusal, badRequest, conflict, ok } from '../answer.ts';
import { type Handler, needsProvider, resourcesOf } from '../call.ts';
import { textAt } from '../json.ts';
import { storageAccounts } from '../types.ts';

/** Names that somebody in the world has: short words, and that of the how-to. All storage accounts share one space of names. */
const takenByOthers = /^(glockteststorage|(my|the)?(azure|blob|cluster|data|hpc|mpi|nfs|rank0|scratch|shared|storage|test)(account|data|files|storage)?[01]?)$/;

/** @throws ArmRefusal 400 AccountNameInvalid. */
export function checkAccountName(name: string): void {
  if (!/^[a-z0-9]{3,24}$/.test(name)) throw badRequest('AccountNameInvalid', illegal(name));
}

const illegal = (name: string): string =>
  `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`;
const taken = (name: string): string => `The storage account named ${name} is already taken.`;

/** @throws ArmRefusal 409 where somebody else, or another group of this subscription, has the name. */
export function refuseTaken(state: WorldState, name: string, id: string): void {
  const other = resourcesOf(state, storageAccounts).find((account) => account.name === name);
  if (other && other.id.toLowerCase() !== id.toLowerCase()) {
    throw conflict('StorageAccountInAnotherResourceGroup', `The account ${name} is already in another resource group in this subscription.`);
  }
  if (!other && takenByOthers.test(name)) throw conflict('StorageAccountAlreadyTaken', taken(name));
}

/** `checkNameAvailability`: asks for a name, and holds nothing. A name that is ours is not available either. */
export const checkNameAvailability: Handler = (call) => {
  needsProvider(call, 'Microsoft.Storage');
  const name = textAt(call.body, 'name');
  if (name === undefined || textAt(call.body, 'type') !== storageAccounts) {
    throw new ArmRefusal(400, 'InvalidRequestContent', `The request asks for name and type, and the type is ${storageAccounts}.`);
  }
  if (!/^[a-z0-9]{3,24}$/.test(name)) return ok({ nameAvailable: false, reason: 'AccountNameInvalid', message: illegal(name) });
  const there = resourcesOf(call.state, storageAccounts).some((account) => account.name === name);
  return ok(there || takenByOthers.test(name) ? { nameAvailable: false, reason: 'AlreadyExists', message: taken(name) } : { nameAvailable: true });
};

import type { AddressPlan } from '../../stages/address-walk.ts';
import type { Walk } from '../../stages/walk.ts';
import { orThrow } from './outcome.ts';

/**
 * Opens port 22 to the address that one comes from now, as `rank0 address` does.
 * @throws ProblemError `caller-address-unknown`; what Azure refused; why the head does not answer all the same.
 */
export async function followAddress({ addressing }: Pick<Walk, 'addressing'>, signal: AbortSignal): Promise<AddressPlan> {
  const plan = await addressing.look(undefined, signal);
  if (!plan.nothingToDo) orThrow(await addressing.carryOut(plan, signal), signal);
  return plan;
}

/** What that came to, for the line at the bottom. */
export const followedWords = ({ source, nothingToDo }: AddressPlan): string =>
  nothingToDo ? `Port 22 is open to ${source} already, which lets you in` : `Port 22 is open to ${source} now, and to no other address`;

import { durationOf } from '../durations.ts';
import { ArmRefusal } from './answer.ts';
import type { Call } from './call.ts';

/**
 * Takes a VNet for a write of this many milliseconds. The network provider does one at a time in a VNet
 * (azure-facts 6.3: 429 RetryableErrorDueToAnotherOperation with Retry-After).
 */
export function writeOnNetwork(call: Call, networkId: string, milliseconds: number): void {
  const network = networkId.toLowerCase();
  call.state.networkWrites.push({ network, until: call.now + milliseconds });
}

/** @throws ArmRefusal 429 while another write goes on in the VNet. */
export function refuseBusyNetwork(call: Call, networkId: string): void {
  const network = networkId.toLowerCase();
  const other = call.state.networkWrites.find((write) => write.network === network && write.until > call.now);
  if (!other) return;
  throw new ArmRefusal(
    429,
    'RetryableErrorDueToAnotherOperation',
    `Operation is rejected because another operation on this or a dependent resource (${networkId}) is in progress. Retry the request after it has ended.`,
    { retryAfter: Math.max(1, Math.ceil((other.until - call.now) / 1000)) },
  );
}

/** How long a write takes that is answered only when it is done. */
export const writeTime = (call: Call, seed: string): number => Math.ceil(durationOf('write', `${seed.toLowerCase()} ${call.state.counter}`) * call.scale);

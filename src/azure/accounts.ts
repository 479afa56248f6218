import type { World } from '../engine/world.ts';
import { allOf, openAzure } from './azure.ts';
import { askAzure } from './errors.ts';

/** A subscription that a sign-in sees. */
export interface Subscription {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  /** `Enabled`, `Warned`, `PastDue`, `Disabled`, `Deleted`. */
  readonly state: string;
}

/** No subscription is needed to ask for the subscriptions. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * The subscriptions that the world's sign-in sees.
 * @throws ProblemError exit code 4 where nobody is signed in or the token is refused; 1 where the endpoint cannot be reached
 * or shows a certificate that is not known.
 */
export async function listSubscriptions(world: World, signal?: AbortSignal): Promise<Subscription[]> {
  const { subscriptions } = openAzure(world, nobody).subscriptions;
  const all = await askAzure(`the endpoint ${world.arm.endpoint}`, signal, () => allOf(subscriptions.list(signal ? { abortSignal: signal } : {})));
  return all.map((one) => ({
    id: one.subscriptionId ?? '',
    name: one.displayName ?? one.subscriptionId ?? '',
    tenantId: one.tenantId ?? '',
    state: one.state ?? 'Enabled',
  }));
}

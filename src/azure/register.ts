import type { Azure } from './azure.ts';
import { askAzure } from './errors.ts';
import { providerState } from './tasks/group.ts';
import { ProblemError } from '../state/problem.ts';

/** How long a registration may take, in milliseconds of the world: minutes are usual. */
const patience = 15 * 60_000;

/**
 * Registers the subscription for these kinds of resources and waits until Azure says that it is.
 * @throws ProblemError as Azure refuses it, or `still-pending`.
 */
export async function registerProviders(azure: Azure, namespaces: readonly string[], signal: AbortSignal): Promise<void> {
  await Promise.all(namespaces.map((namespace) => register(azure, namespace, signal)));
}

async function register(azure: Azure, namespace: string, signal: AbortSignal): Promise<void> {
  const { clock } = azure.world;
  const since = clock.now();
  if ((await providerState(azure, namespace, signal)) === 'Registered') return;
  await askAzure(`registration of ${namespace}`, signal, () => azure.resources.providers.register(namespace, { abortSignal: signal }));
  while ((await providerState(azure, namespace, signal)) !== 'Registered') {
    if (clock.now() - since > patience) throw stillRegistering(namespace);
    await clock.sleep(5_000, signal);
  }
}

const stillRegistering = (namespace: string): ProblemError =>
  new ProblemError({
    code: 'still-pending',
    message: `${namespace}: Registering, for ${patience / 60_000} minutes`,
    means: 'Azure has taken the registration and has not finished it.',
    next: [{ label: 'See how far it is', command: `az provider show --namespace ${namespace} --query registrationState` }],
  });

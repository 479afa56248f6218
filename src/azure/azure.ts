import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { SubscriptionClient } from '@azure/arm-resources-subscriptions';
import type { StorageManagementClient } from '@azure/arm-storage';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { World } from '../engine/world.ts';
import { askAzure } from './errors.ts';
import { httpClientOf } from './sending.ts';

/** An answer of ARM, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A subscription in a world, and the SDK's clients for it, each made at its first use. */
export interface Azure {
  readonly world: World;
  readonly subscriptionId: string;
  readonly compute: ComputeManagementClient;
  readonly network: NetworkManagementClient;
  readonly resources: ResourceManagementClient;
  readonly subscriptions: SubscriptionClient;
  /** Storage is loaded when it is first wanted: most walks do without. */
  storage(): Promise<StorageManagementClient>;
  /** GET of a URL that ARM handed out (the status of an operation), with the same credential and retries. Any status is an answer. */
  get(url: string, signal?: AbortSignal): Promise<Answer>;
}

/**
 * Opens a subscription. Nothing is sent yet.
 * The token's scope is the cloud's own audience (the SDK would ask for the public cloud's everywhere), and all waiting and
 * repeating is ours, on the world's clock.
 */
export function openAzure(world: World, subscriptionId: string): Azure {
  const httpClient = httpClientOf(world);
  const options = {
    endpoint: world.arm.endpoint,
    httpClient,
    retryOptions: { maxRetries: 0 },
    credentials: { scopes: [`${world.arm.audience}/.default`] },
    userAgentOptions: { userAgentPrefix: 'rank0' },
  };
  const credential = world.credential as ConstructorParameters<typeof SubscriptionClient>[0];
  const once = <T>(make: () => T): (() => T) => {
    let made: T | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  const compute = once(() => new ComputeManagementClient(credential, subscriptionId, options));
  const network = once(() => new NetworkManagementClient(credential, subscriptionId, options));
  const resources = once(() => new ResourceManagementClient(credential, subscriptionId, options));
  const subscriptions = once(() => new SubscriptionClient(credential, options));
  const storage = once(async () => (await import('./storage-client.ts')).storageClient(credential, subscriptionId, options));
  return {
    world,
    subscriptionId,
    get compute() {
      return compute();
    },
    get network() {
      return network();
    },
    get resources() {
      return resources();
    },
    get subscriptions() {
      return subscriptions();
    },
    storage,
    get: (url, signal) =>
      askAzure('the state of an operation', signal, async () => {
        const headers = createHttpHeaders({ accept: 'application/json' });
        const request = createPipelineRequest({ url, method: 'GET', headers, ...(signal ? { abortSignal: signal } : {}) });
        const response = await resources().pipeline.sendRequest(httpClient, request);
        return { status: response.status, headers: response.headers.toJSON(), body: parsed(response.bodyAsText) };
      }),
  };
}

/** A JSON body, or undefined where there is none. */
export function parsed(text: string | null | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All pages of a listing. */
export async function allOf<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of pages) all.push(one);
  return all;
}

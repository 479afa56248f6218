import type { ArmRequest, ArmResponse, World } from '../../../src/engine/world.ts';
import { type Azure, openAzure } from '../../../src/azure/azure.ts';
import { staticCredential } from '../../../src/azure/credentials.ts';
import type { Blueprint } from '../../../src/azure/blueprint.ts';
import type { Choices } from '../../../src/state/choices.ts';
import { jumpingClock } from '../engine/support.ts';

export const subscriptionId = '11111111-2222-3333-4444-555555555555';
export const clusterId = 'c0ffee00-0000-4000-8000-000000000001';

type Answer = { status: number; headers?: Record<string, string>; body?: unknown };
type Handler = (request: {
  method: string;
  path: string;
  body: unknown;
  headers: Readonly<Record<string, string>>;
  count: number;
}) => Answer | undefined | 'lost' | 'lost after';

/**
 * A small ARM: resources by path, long-running operations that end at their third look, lists by type. `on` puts an answer
 * in front of what it would say; `log` is every request as `METHOD path`.
 */
export function fakeArm() {
  const resources = new Map<string, Record<string, unknown>>();
  const operations = new Map<string, { looks: number; path: string; method: string; done: () => void; error?: unknown }>();
  const handlers: { method: string; path: RegExp; handler: Handler; count: number }[] = [];
  const log: string[] = [];
  const requests: ArmRequest[] = [];
  let addresses = 4;

  const reply = ({ status, headers = {}, body }: Answer): ArmResponse => ({
    status,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  });
  const notFound = (path: string): Answer => ({ status: 404, body: { error: { code: 'ResourceNotFound', message: `The Resource '${path}' was not found.` } } });
  const begin = (method: string, path: string, done: () => void): Record<string, string> => {
    const id = `op${operations.size}`;
    operations.set(id, { looks: 0, path, method, done });
    return { 'azure-asyncoperation': `https://management.azure.com/operations/${id}?api-version=2026-01-01&t=1&s=secret` };
  };

  const put = (path: string, body: Record<string, unknown>): Answer => {
    const name = path.split('/').at(-1) as string;
    const type = /\/providers\/([^/]+\/[^/]+)\/[^/]+$/i.exec(path)?.[1] ?? 'Microsoft.Resources/resourceGroups';
    const known = resources.has(path.toLowerCase());
    const properties = { ...((body['properties'] as object | undefined) ?? {}) } as Record<string, unknown>;
    const resource = { ...body, id: path, name, type, properties } as Record<string, unknown>;
    resources.set(path.toLowerCase(), resource);
    if (/publicIPAddresses$/.test(type)) properties['ipAddress'] = `20.0.0.${addresses++}`;
    if (/networkInterfaces$/.test(type)) {
      for (const one of (properties['ipConfigurations'] as { properties: Record<string, unknown> }[]) ?? [])
        one.properties['privateIPAddress'] = `10.0.0.${addresses++}`;
    }
    if (/virtualNetworks|networkSecurityGroups|publicIPAddresses|virtualMachines/.test(type)) {
      properties['provisioningState'] = 'Creating';
      const headers = begin('PUT', path, () => {
        properties['provisioningState'] = 'Succeeded';
        if (/virtualMachines/.test(type)) properties['instanceView'] = { statuses: [{ code: 'PowerState/running' }] };
      });
      return { status: known ? 200 : 201, headers, body: resource };
    }
    if (type !== 'Microsoft.Compute/proximityPlacementGroups') properties['provisioningState'] = 'Succeeded';
    return { status: known ? 200 : 201, body: resource };
  };

  const plain = (request: ArmRequest): Answer => {
    const { pathname } = new URL(request.url);
    const operation = /^\/operations\/(\w+)$/.exec(pathname)?.[1];
    if (operation) {
      const state = operations.get(operation);
      if (!state) return notFound(pathname);
      if (++state.looks < 3) return { status: 200, body: { status: 'InProgress' } };
      state.done();
      return { status: 200, body: state.error ? { status: 'Failed', error: state.error } : { status: 'Succeeded' } };
    }
    const key = pathname.toLowerCase();
    if (request.method === 'PUT') return put(pathname, JSON.parse(request.body ?? '{}') as Record<string, unknown>);
    if (request.method === 'PATCH') return { status: 200, body: resources.get(key) };
    if (request.method === 'DELETE') {
      if (!resources.has(key)) return { status: 204 };
      if (key.includes('proximityplacementgroups')) {
        resources.delete(key);
        return { status: 200 };
      }
      return {
        status: 202,
        headers: begin('DELETE', pathname, () => {
          for (const path of [...resources.keys()]) if (path === key || path.startsWith(`${key}/`)) resources.delete(path);
        }),
      };
    }
    const found = resources.get(key);
    if (found) return { status: 200, body: found };
    const listing = /^(.*)\/providers\/([^/]+\/[^/]+)$/i.exec(pathname);
    if (listing) {
      const [, scope, type] = listing as unknown as [string, string, string];
      return {
        status: 200,
        body: {
          value: [...resources.values()].filter(
            (one) => String(one['id']).toLowerCase().startsWith(scope.toLowerCase()) && String(one['type']).toLowerCase() === type.toLowerCase(),
          ),
        },
      };
    }
    if (/\/resources$/i.test(pathname)) {
      const scope = key.replace(/\/resources$/, '');
      const wanted = /tagValue eq '([^']*)'/.exec(new URL(request.url).searchParams.get('$filter') ?? '')?.[1];
      const tagged = (one: Record<string, unknown>): boolean =>
        wanted === undefined || (one['tags'] as Record<string, string> | undefined)?.['rank0-id'] === wanted;
      return {
        status: 200,
        body: {
          value: [...resources.values()].filter(
            (one) => /\/providers\//i.test(String(one['id'])) && String(one['id']).toLowerCase().startsWith(scope) && tagged(one),
          ),
        },
      };
    }
    return notFound(pathname);
  };

  const lost = (): never => {
    throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  };

  return {
    resources,
    operations,
    log,
    requests,
    /** The writes among the log. */
    writes: () => log.filter((line) => !line.startsWith('GET ')),
    /** Puts a resource there without anybody asking. */
    put: (path: string, body: Record<string, unknown>, properties: Record<string, unknown> = {}) => {
      put(path, body);
      const made = resources.get(path.toLowerCase()) as { properties: Record<string, unknown> };
      Object.assign(made.properties, { provisioningState: 'Succeeded' }, properties);
      return made;
    },
    on: (method: string, path: RegExp, handler: Handler) => void handlers.push({ method, path, handler, count: 0 }),
    send: async (request: ArmRequest): Promise<ArmResponse> => {
      await new Promise((resolve) => setImmediate(resolve));
      const path = new URL(request.url).pathname;
      requests.push(request);
      log.push(`${request.method} ${path}`);
      for (const entry of handlers) {
        if (entry.method !== request.method || !entry.path.test(path)) continue;
        entry.count += 1;
        const answer = entry.handler({
          method: request.method,
          path,
          body: request.body ? JSON.parse(request.body) : undefined,
          headers: request.headers,
          count: entry.count,
        });
        if (answer === 'lost') lost();
        if (answer === 'lost after') {
          plain(request);
          for (const { path: at, done } of operations.values()) if (at === path) done();
          lost();
        }
        if (answer && typeof answer === 'object') return reply(answer);
      }
      return reply(plain(request));
    },
  };
}

export type FakeArm = ReturnType<typeof fakeArm>;

export function worldOf(send: World['arm']['send'], more: Partial<World> = {}): World & { clock: ReturnType<typeof jumpingClock> } {
  return {
    cloud: 'https://localhost:1',
    simulated: false,
    arm: { endpoint: 'https://management.azure.com', audience: 'https://management.azure.com', send },
    credential: staticCredential('a-token'),
    download: async () => '',
    fetchFile: async () => new Uint8Array(),
    dial: () => Promise.reject(new Error('not in this test')),
    prices: { quote: async () => ({ dollars: 0.1, source: 'test' }) },
    callerAddress: async () => undefined,
    close: async () => {},
    ...more,
    clock: jumpingClock(),
  };
}

export const azureOf = (arm: FakeArm, more: Partial<World> = {}): Azure & { world: { clock: ReturnType<typeof jumpingClock> } } =>
  openAzure(worldOf(arm.send, more), subscriptionId) as Azure & { world: { clock: ReturnType<typeof jumpingClock> } };

export const choices: Choices = {
  name: 'glocluster',
  resourceGroup: 'glocluster-rg',
  location: 'eastus',
  network: 'ethernet',
  size: 'Standard_D2s_v5',
  count: 4,
  image: '24.04',
  adminUsername: 'glock',
  publicKeys: [],
  sshSource: '203.0.113.7/32',
  allowWideSource: false,
  packageUpgrade: false,
  useExistingGroup: false,
  benchmark: false,
  sharedFiles: 'none',
  prune: false,
  rootWrites: false,
  natGateway: false,
  subscription: subscriptionId,
  cloud: 'public',
};

export const blueprint: Blueprint = {
  choices,
  clusterId,
  acceleratedNetworking: true,
  securityType: 'TrustedLaunch',
  imageReference: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' },
  loginPublicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMZtVJp9e4OLIlpNYcKTPaM1zgIPLz8UvLvSVkVsRjEc rank0',
  customData: '#cloud-config\n',
};

export const groupPath = `/subscriptions/${subscriptionId}/resourceGroups/glocluster-rg`;
export const ourTags = { createdBy: 'rank0', 'rank0-cluster': 'glocluster', 'rank0-id': clusterId };
export const never = new AbortController().signal;

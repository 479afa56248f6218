import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { SubscriptionClient } from '@azure/arm-resources-subscriptions';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import type { ArmTransport, Credential } from '../../src/engine/world.ts';

/** Microsoft's own specifications and the checker, beside the project. */
const checker = resolve(import.meta.dirname, '../../../shared/azure-contract/check-traffic.mjs');

/** An exchange as `--trace` writes it. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody?: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody?: unknown;
}

/** The real SDK clients over a transport; what goes over it is written down. */
export function recordedClients({
  send,
  credential,
  subscriptionId,
  endpoint,
  beforePoll = async () => {},
}: {
  send: ArmTransport;
  credential: Credential;
  subscriptionId: string;
  endpoint?: string;
  /** The client's wait before it asks how an operation stands, on the world's clock. */
  beforePoll?: () => Promise<void>;
}) {
  const exchanges: Exchange[] = [];
  const httpClient: HttpClient = {
    sendRequest: async (request) => {
      if (/\/(disk)?operation(s|results)\//i.test(request.url)) await beforePoll();
      const headers = request.headers.toJSON({ preserveCase: false });
      const body = typeof request.body === 'string' ? request.body : undefined;
      const answer = await send({
        method: request.method,
        url: request.url,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(request.abortSignal ? { signal: request.abortSignal as AbortSignal } : {}),
      });
      exchanges.push({
        method: request.method,
        url: request.url,
        requestHeaders: { ...headers, authorization: 'Bearer redacted' },
        ...(body === undefined ? {} : { requestBody: JSON.parse(body) }),
        status: answer.status,
        responseHeaders: answer.headers,
        ...(answer.body === '' ? {} : { responseBody: JSON.parse(answer.body) }),
      });
      return { request, status: answer.status, headers: createHttpHeaders({ ...answer.headers }), bodyAsText: answer.body };
    },
  };
  const options = { httpClient, retryOptions: { maxRetries: 0 }, ...(endpoint === undefined ? {} : { endpoint }) };
  return {
    exchanges,
    compute: new ComputeManagementClient(credential, subscriptionId, options),
    network: new NetworkManagementClient(credential, subscriptionId, options),
    resources: new ResourceManagementClient(credential, subscriptionId, options),
    subscriptions: new SubscriptionClient(credential, options),
  };
}

/**
 * Runs the checker over exchanges.
 * @returns its last line and every violation that it found.
 */
export function check(exchanges: readonly Exchange[]): { readonly summary: string; readonly violations: readonly string[] } {
  if (!existsSync(checker)) throw new Error(`the contract's checker is missing: ${checker} (it lies beside the project, in shared/azure-contract)`);
  const folder = mkdtempSync(join(tmpdir(), 'rank0-contract-'));
  try {
    const file = join(folder, 'trace.ndjson');
    writeFileSync(file, exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`).join(''));
    const output = run([checker, file]);
    const lines = output.trim().split('\n');
    return { summary: lines.at(-1) ?? '', violations: lines.filter((line) => /^\s+\S/.test(line) || line.includes('✗')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the checker prints, whatever it exits with: violations are told by its lines. */
function run(words: string[]): string {
  try {
    return execFileSync(process.execPath, words, { encoding: 'utf8' });
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (!stdout) throw error;
    return stdout;
  }
}

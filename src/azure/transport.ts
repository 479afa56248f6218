import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { gunzipSync, inflateSync } from 'node:zlib';
import type { ArmRequest, ArmResponse, ArmTransport } from '../engine/world.ts';

/** How long an endpoint may stay silent on an open connection, in milliseconds. */
const silence = 60_000;

/**
 * Sends ARM requests over HTTPS, with connections kept open. No retries: what is safe to repeat is decided above.
 * Rejects with Node's own codes (ECONNREFUSED, ENOTFOUND, UNABLE_TO_VERIFY_LEAF_SIGNATURE…), ETIMEDOUT after a minute of silence.
 * A proxy is taken from HTTPS_PROXY and NO_PROXY (Node 24), never for a loopback host.
 */
export function httpsTransport(): ArmTransport {
  const direct = new Agent({ keepAlive: true, maxSockets: 32 });
  const proxied = new Agent({ keepAlive: true, maxSockets: 32, proxyEnv: process.env });
  return (request) => exchange(request, isLoopback(new URL(request.url).hostname) ? direct : proxied);
}

/** Whether a host name is this machine's own. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);

function exchange(request: ArmRequest, agent: Agent): Promise<ArmResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(
      request.url,
      {
        method: request.method,
        headers: { 'accept-encoding': 'gzip', ...request.headers },
        agent,
        timeout: silence,
        ...(request.signal ? { signal: request.signal } : {}),
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { 'content-encoding': encoding, ...rest } = incoming.headers;
          try {
            resolve({ status: incoming.statusCode ?? 0, headers: plain(rest), body: decoded(Buffer.concat(chunks), encoding) });
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error(`no answer within ${silence / 1000} s`), { code: 'ETIMEDOUT' })));
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}

const plain = (headers: NodeJS.Dict<string | string[]>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]])),
  );

function decoded(body: Buffer, encoding: string | undefined): string {
  if (encoding === 'gzip') return gunzipSync(body).toString('utf8');
  if (encoding === 'deflate') return inflateSync(body).toString('utf8');
  return body.toString('utf8');
}

/** Redirects that are followed, one after the other. */
const mostRedirects = 5;

/**
 * The bytes of a public file, over HTTP or HTTPS.
 * @throws Error with Node's code, or naming the status where it is not 2xx.
 */
export async function downloadFile(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  let at = url;
  for (let turn = 0; turn <= mostRedirects; turn += 1) {
    const { status, location, body } = await fetchOnce(at, signal);
    if (status >= 200 && status <= 299) return body;
    if (status < 300 || status > 399 || location === undefined) throw new Error(`${new URL(at).host} answered ${status}`);
    at = new URL(location, at).href;
  }
  throw new Error(`${new URL(url).host} sends from one address to the next`);
}

function fetchOnce(url: string, signal?: AbortSignal): Promise<{ status: number; location: string | undefined; body: Uint8Array }> {
  const { protocol, hostname } = new URL(url);
  const proxyEnv = isLoopback(hostname) ? {} : { proxyEnv: process.env };
  const [request, agent] = protocol === 'http:' ? [httpRequest, new HttpAgent(proxyEnv)] : [httpsRequest, new Agent(proxyEnv)];
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, timeout: silence, ...(signal ? { signal } : {}) }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, location: incoming.headers.location, body: Buffer.concat(chunks) }));
    });
    outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error(`no answer within ${silence / 1000} s`), { code: 'ETIMEDOUT' })));
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/**
 * The text behind a URL that needs no credential of ours (a signed link, a price list, an address service).
 * @throws Error with Node's code, or naming the status where it is not 2xx.
 */
export async function downloadText(url: string, signal?: AbortSignal): Promise<string> {
  const response = await httpsTransport()({ method: 'GET', url, headers: { accept: '*/*' }, ...(signal ? { signal } : {}) });
  if (response.status < 200 || response.status > 299) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return response.body;
}

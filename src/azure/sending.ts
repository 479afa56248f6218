import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { AnswerLostError } from '../engine/task.ts';
import type { ArmRequest, ArmResponse, World } from '../engine/world.ts';
import { networkGate } from './network-gate.ts';
import { orAborted } from './or-aborted.ts';

/** Waits between tries of what is safe to repeat, in seconds of the world. */
const backOff = [1, 2, 4, 8, 16, 30] as const;

/** How often a throttled request is sent again before its refusal is passed on. */
const mostThrottled = 12;

/** Codes of connections that were never made: nothing was sent. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL']);

/** POSTs that only read. */
const readingPost = /\/(retrieveBootDiagnosticsData|instanceView|checkNameAvailability)(\?|$)/i;

/** Bodies of refusals by request: the SDK's errors keep their request, and not the whole of its answer. */
const refusals = new WeakMap<object, string>();

/** The body of the answer that an SDK error stands for. */
export function refusedBody(error: unknown): string | undefined {
  const request = error instanceof Error ? (error as { request?: unknown }).request : undefined;
  return request !== null && typeof request === 'object' ? refusals.get(request) : undefined;
}

/** Node's code of a failure, wherever it hides in its causes. */
export function networkCode(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** Whether the endpoint's certificate was the reason. */
export const isCertificateCode = (code: string | undefined): boolean =>
  code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS|DEPTH_ZERO|ERR_SSL|EPROTO/.test(code);

/**
 * The SDK clients' way to the world's ARM endpoint, with retries of our own choosing, all waits on the world's clock:
 * what only reads is repeated after a failure of the network or a 5xx; 429 waits as Retry-After says; a write is never
 * repeated here once it was sent.
 * Rejects with AnswerLostError where a write's answer did not come (or was a 5xx, or 412: it exists already): what is there
 * now has to be looked at.
 */
export function httpClientOf(world: World): HttpClient {
  const state = { answered: false, gate: networkGate() };
  return {
    sendRequest: async (request) => {
      const { 'accept-encoding': _, ...headers } = request.headers.toJSON();
      const sent: ArmRequest = {
        method: request.method,
        url: request.url,
        headers,
        ...(typeof request.body === 'string' ? { body: request.body } : {}),
        ...(request.abortSignal ? { signal: request.abortSignal as AbortSignal } : {}),
      };
      const answer = await state.gate.pass(sent, () => patiently(world, state, sent));
      if (answer.status >= 400) refusals.set(request, answer.body);
      return { request, status: answer.status, headers: createHttpHeaders({ ...answer.headers }), bodyAsText: answer.body };
    },
  };
}

async function patiently(world: World, state: { answered: boolean; gate: ReturnType<typeof networkGate> }, request: ArmRequest): Promise<ArmResponse> {
  const reads = request.method === 'GET' || request.method === 'HEAD' || readingPost.test(request.url);
  let failures = 0;
  let throttled = 0;
  for (;;) {
    request.signal?.throwIfAborted();
    let answer: ArmResponse;
    try {
      answer = await orAborted(world.arm.send(request), request.signal);
    } catch (error) {
      request.signal?.throwIfAborted();
      const code = networkCode(error);
      const unsent = code !== undefined && neverSent.has(code);
      if (isCertificateCode(code) || (unsent && !state.answered)) throw error;
      if (!reads && !unsent) throw new AnswerLostError(`${request.method} ${new URL(request.url).pathname}: the answer was lost`, { cause: error });
      if (failures >= backOff.length) throw error;
      await world.clock.sleep((backOff[failures++] as number) * 1000, request.signal);
      continue;
    }
    state.answered = true;
    state.gate.answered(answer);
    if (answer.status === 429 && throttled < mostThrottled) {
      await world.clock.sleep(retryAfter(answer.headers, world.clock.now()) ?? (backOff[Math.min(throttled, 4)] as number) * 1000, request.signal);
      throttled += 1;
      continue;
    }
    if (answer.status < 500 && answer.status !== 408 && (reads || answer.status !== 412)) return answer;
    if (!reads) {
      throw new AnswerLostError(`${request.method} ${new URL(request.url).pathname}: answered ${answer.status}`, {
        cause: new Error(answer.body.slice(0, 500)),
      });
    }
    if (failures >= 4) return answer;
    await world.clock.sleep(retryAfter(answer.headers, world.clock.now()) ?? (backOff[failures] as number) * 1000, request.signal);
    failures += 1;
  }
}

/** Milliseconds that an answer asks to wait; undefined where it does not say. */
export function retryAfter(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const milliseconds = Number(headers['x-ms-retry-after-ms'] ?? headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text.trim())) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

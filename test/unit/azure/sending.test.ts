import { describe, expect, it } from 'vitest';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { httpClientOf, retryAfter } from '../../../src/azure/sending.ts';
import { AnswerLostError } from '../../../src/engine/task.ts';
import type { ArmRequest, ArmResponse } from '../../../src/engine/world.ts';
import { worldOf } from './support.ts';

const ok: ArmResponse = { status: 200, headers: {}, body: '{}' };
const broken = (code: string) => Object.assign(new Error(code), { code });

/** A client whose endpoint gives these answers one after the other, the last one for ever. */
function client(answers: (ArmResponse | Error)[]) {
  const sent: ArmRequest[] = [];
  const world = worldOf(async (request) => {
    sent.push(request);
    const answer = answers[Math.min(sent.length, answers.length) - 1] as ArmResponse | Error;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const http = httpClientOf(world);
  const send = (method: 'GET' | 'PUT' | 'DELETE' | 'POST', path = '/x', signal?: AbortSignal) =>
    http.sendRequest(
      createPipelineRequest({ method, url: `https://management.azure.com${path}`, headers: createHttpHeaders(), ...(signal ? { abortSignal: signal } : {}) }),
    );
  return { sent, send, slept: world.clock.slept };
}

describe('sending to ARM', () => {
  it.each([broken('ECONNRESET'), broken('ETIMEDOUT'), { status: 503, headers: {}, body: '' }, { status: 500, headers: {}, body: '' }])(
    'repeats what only reads after %s, waiting on the world’s clock',
    async (failure) => {
      const { sent, send, slept } = client([failure, failure, ok]);
      expect((await send('GET')).status).toBe(200);
      expect(sent).toHaveLength(3);
      expect(slept).toEqual([1000, 2000]);
    },
  );

  it('repeats a POST that only reads', async () => {
    const { send } = client([broken('ECONNRESET'), ok]);
    expect((await send('POST', '/virtualMachines/a/retrieveBootDiagnosticsData?x=1')).status).toBe(200);
  });

  it.each(['PUT', 'DELETE', 'POST'] as const)('never repeats a %s whose answer was lost', async (method) => {
    const { sent, send } = client([broken('ECONNRESET'), ok]);
    await expect(send(method)).rejects.toThrow(AnswerLostError);
    expect(sent).toHaveLength(1);
  });

  it.each([500, 502, 503, 504, 412])('takes %s on a write for an answer that says nothing of its effect', async (status) => {
    const { sent, send } = client([{ status, headers: {}, body: '' }, ok]);
    await expect(send('PUT')).rejects.toThrow(AnswerLostError);
    expect(sent).toHaveLength(1);
  });

  it.each(['GET', 'PUT'] as const)('waits as Retry-After says and sends a throttled %s again', async (method) => {
    const { sent, send, slept } = client([{ status: 429, headers: { 'retry-after': '7' }, body: '' }, ok]);
    expect((await send(method)).status).toBe(200);
    expect(sent).toHaveLength(2);
    expect(slept).toEqual([7000]);
  });

  it('passes a refusal on when throttling does not end', async () => {
    const { send, slept } = client([{ status: 429, headers: { 'retry-after': '1' }, body: '' }]);
    expect((await send('PUT')).status).toBe(429);
    expect(slept).toHaveLength(12);
  });

  it('fails at once where nothing has ever answered, and is patient where something did', async () => {
    const never = client([broken('ECONNREFUSED')]);
    await expect(never.send('GET')).rejects.toThrow('ECONNREFUSED');
    expect(never.sent).toHaveLength(1);
    const before = client([ok, broken('ENOTFOUND'), broken('ECONNREFUSED'), ok]);
    await before.send('GET');
    expect((await before.send('PUT')).status).toBe(200);
    expect(before.sent).toHaveLength(4);
  });

  it('does not repeat anything to an endpoint whose certificate is not known', async () => {
    const { sent, send } = client([ok, broken('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), ok]);
    await send('GET');
    await expect(send('GET')).rejects.toThrow('UNABLE_TO_VERIFY');
    expect(sent).toHaveLength(2);
  });

  it('stops waiting when aborted', async () => {
    const stop = new AbortController();
    const { send } = client([{ status: 429, headers: { 'retry-after': '7' }, body: '' }]);
    stop.abort();
    await expect(send('GET', '/x', stop.signal)).rejects.toThrow(/abort/i);
  });

  it('reads Retry-After as seconds, a date, or milliseconds', () => {
    const now = Date.parse('2026-11-24T12:00:00Z');
    expect(retryAfter({ 'retry-after': '3' }, now)).toBe(3000);
    expect(retryAfter({ 'retry-after': 'Tue, 24 Nov 2026 12:00:10 GMT' }, now)).toBe(10_000);
    expect(retryAfter({ 'x-ms-retry-after-ms': '250' }, now)).toBe(250);
    expect(retryAfter({ 'retry-after': 'soon' }, now)).toBeUndefined();
    expect(retryAfter({}, now)).toBeUndefined();
  });
});

describe('writes into a network', () => {
  /** An endpoint that answers a network write when told to, and says how many were under way at once. */
  function network() {
    let open = 0;
    const most: number[] = [];
    const world = worldOf(async (request) => {
      if (request.method === 'GET') return ok;
      open += 1;
      most.push(open);
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      const collided = open > 1 && request.url.includes('/serial/');
      open -= 1;
      if (!collided) return ok;
      return { status: 429, headers: { 'retry-after': '1' }, body: '{"error":{"code":"RetryableErrorDueToAnotherOperation","message":"busy"}}' };
    });
    const http = httpClientOf(world);
    const put = (path: string) =>
      http.sendRequest(createPipelineRequest({ method: 'PUT', url: `https://management.azure.com${path}`, headers: createHttpHeaders() }));
    return { most, put };
  }
  const card = (world: string, index: number) => `/${world}/providers/Microsoft.Network/networkInterfaces/nic${index}`;

  it('go two at a time while the world takes them', async () => {
    const { most, put } = network();
    await Promise.all([0, 1, 2, 3, 4, 5].map((index) => put(card('parallel', index))));
    expect(Math.max(...most)).toBe(2);
    expect(most).toHaveLength(6);
  });

  it('go one after the other once it refused two at once', async () => {
    const { most, put } = network();
    const answers = await Promise.all([0, 1, 2, 3, 4, 5].map((index) => put(card('serial', index))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(most.filter((count) => count > 1).length).toBeLessThanOrEqual(2);
  });

  it('do not hold up anything else', async () => {
    const { most, put } = network();
    await Promise.all([0, 1, 2, 3].map((index) => put(`/providers/Microsoft.Network/publicIPAddresses/a${index}`)));
    expect(Math.max(...most)).toBe(4);
  });
});

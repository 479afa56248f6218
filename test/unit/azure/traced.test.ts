import { describe, expect, it } from 'vitest';
import { overheard, traced } from '../../../src/azure/traced.ts';
import type { ArmTransport } from '../../../src/engine/world.ts';

interface Exchange {
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: unknown;
  status: number;
  responseHeaders: Record<string, string>;
  responseBody: Record<string, unknown>;
}

const poll = 'https://management.azure.com/operations/1?api-version=2026-01-01&t=638&c=MIIH&s=SIGNED&h=HASH';

describe('the trace', () => {
  it('shows no credential and no signature, and the same value always by the same placeholder', async () => {
    const lines: Exchange[] = [];
    const send: ArmTransport = async ({ url }) => ({
      status: 200,
      headers: { 'azure-asyncoperation': poll, 'content-type': 'application/json', 'set-cookie': 'session=SECRET' },
      body: JSON.stringify(
        url.includes('boot') ? { serialConsoleLogBlobUri: 'https://x.blob.core.windows.net/a.log?sv=2023&sig=SAS%2B&se=2026' } : { adminPassword: 'hunter2' },
      ),
    });
    const arm = traced(
      send,
      (line) => lines.push(line as Exchange),
      () => 0,
    );
    const headers = { Authorization: 'Bearer eyJTOKEN', 'Content-Type': 'application/json' };
    await arm({ method: 'PUT', url: 'https://management.azure.com/vm?api-version=1', headers, body: '{"location":"eastus"}' });
    await arm({ method: 'GET', url: poll, headers });
    await arm({ method: 'POST', url: 'https://management.azure.com/boot?api-version=1', headers });
    const text = JSON.stringify(lines);
    for (const secret of ['eyJTOKEN', 'MIIH', 'SIGNED', 'HASH', 'SAS%2B', 'SECRET', 'hunter2']) expect(text).not.toContain(secret);
    expect(lines[0]?.requestHeaders['authorization']).toBe('Bearer redacted');
    expect(lines[0]?.responseHeaders['azure-asyncoperation']).toBe(lines[1]?.url);
    expect(lines[1]?.url).toMatch(/^https:\/\/management\.azure\.com\/operations\/1\?api-version=2026-01-01&t=redacted-/);
    expect(lines[0]).toMatchObject({ status: 200, requestBody: { location: 'eastus' } });
    expect(lines[2]?.responseBody['serialConsoleLogBlobUri']).toMatch(/sv=2023&sig=redacted-\w+&se=redacted-/);
  });

  it('gives different signatures different placeholders', async () => {
    const lines: Exchange[] = [];
    const arm = traced(
      async () => ({ status: 204, headers: {}, body: '' }),
      (line) => lines.push(line as Exchange),
    );
    await arm({ method: 'GET', url: 'https://a.example/x?sig=one', headers: {} });
    await arm({ method: 'GET', url: 'https://a.example/x?sig=two', headers: {} });
    expect(lines[0]?.url).not.toBe(lines[1]?.url);
  });

  it('has no line for a request without an answer, which stays a failure', async () => {
    const lines: Exchange[] = [];
    const arm = traced(
      () => Promise.reject(new Error('socket hang up')),
      (line) => lines.push(line as Exchange),
    );
    await expect(arm({ method: 'PUT', url: 'https://a.example/x', headers: {} })).rejects.toThrow('socket hang up');
    expect(lines).toEqual([]);
  });
});

it('who listens hears of a request as it is sent, and that no answer came', async () => {
  const heard: string[] = [];
  const arm = overheard(
    () => Promise.reject(new Error('socket hang up')),
    ({ method }, began) => {
      heard.push(`${method} at ${began}`);
      return (end) => void heard.push('failure' in end ? end.failure : 'answered');
    },
    () => 7,
  );
  const sent = arm({ method: 'PUT', url: 'https://a.example/x', headers: {} });
  expect(heard).toEqual(['PUT at 7']);
  await expect(sent).rejects.toThrow('socket hang up');
  expect(heard).toEqual(['PUT at 7', 'socket hang up']);
});

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listSubscriptions } from '../../../src/azure/accounts.ts';
import { sharingTokens } from '../../../src/azure/credentials.ts';
import { downloadText, httpsTransport, isLoopback } from '../../../src/azure/transport.ts';
import { worldOf } from './support.ts';

let server: Server;
let endpoint: string;
let certificate: string;
const seen: { method?: string; url?: string; headers: Record<string, unknown>; body: string }[] = [];
const trusted = getCACertificates('default');

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost'.split(' ');
  execFileSync('openssl', [...words, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  certificate = readFileSync(cert, 'utf8');
  server = createServer({ key: readFileSync(key), cert: certificate }, (request, response) => {
    void text(request).then((body) => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      if (request.url === '/silent') return;
      if (request.url === '/gone') response.writeHead(404).end('gone');
      else if (request.url === '/zip') response.writeHead(200, { 'content-encoding': 'gzip', 'X-Mixed': ['a', 'b'] }).end(gzipSync('{"packed":true}'));
      else response.writeHead(201, { 'content-type': 'application/json' }).end('{"ok":true}');
    });
  });
  server.listen(0);
  await once(server, 'listening');
  endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
  rmSync(folder, { recursive: true });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => setDefaultCACertificates(trusted));

const trust = () => setDefaultCACertificates([...trusted, certificate]);

describe('HTTPS to an ARM endpoint', () => {
  it('carries method, headers and body, and reads the answer', async () => {
    trust();
    const answer = await httpsTransport()({
      method: 'PUT',
      url: `${endpoint}/x?api-version=1`,
      headers: { authorization: 'Bearer t' },
      body: '{"location":"eastus"}',
    });
    expect(answer).toMatchObject({ status: 201, body: '{"ok":true}', headers: { 'content-type': 'application/json' } });
    expect(seen.at(-1)).toMatchObject({ method: 'PUT', url: '/x?api-version=1', body: '{"location":"eastus"}', headers: { authorization: 'Bearer t' } });
  });

  it('unpacks what comes packed', async () => {
    trust();
    const answer = await httpsTransport()({ method: 'GET', url: `${endpoint}/zip`, headers: {} });
    expect(answer.body).toBe('{"packed":true}');
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(answer.headers['x-mixed']).toBe('a, b');
  });

  it('ends at once when aborted', async () => {
    trust();
    const stop = new AbortController();
    const asked = httpsTransport()({ method: 'GET', url: `${endpoint}/silent`, headers: {}, signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(asked).rejects.toThrow(/abort/i);
  });

  it('says that a certificate is not known, having sent nothing', async () => {
    const before = seen.length;
    await expect(listSubscriptions(worldOf(httpsTransport(), { arm: { endpoint, audience: endpoint, send: httpsTransport() } }))).rejects.toMatchObject({
      exitCode: 1,
      problem: { code: 'certificate-unknown', next: [{ command: expect.stringContaining('NODE_EXTRA_CA_CERTS') }] },
    });
    expect(seen).toHaveLength(before);
  });

  it('says that nothing answers', async () => {
    const nobody = 'https://localhost:9';
    await expect(listSubscriptions(worldOf(httpsTransport(), { arm: { endpoint: nobody, audience: nobody, send: httpsTransport() } }))).rejects.toMatchObject({
      exitCode: 1,
      problem: { code: 'endpoint-unreachable', message: expect.stringContaining('https://localhost:9') },
    });
  });

  it('downloads text, and fails where the answer is none', async () => {
    trust();
    expect(await downloadText(`${endpoint}/zip`)).toBe('{"packed":true}');
    await expect(downloadText(`${endpoint}/gone`)).rejects.toThrow('answered 404');
  });

  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['[::1]', true],
    ['management.azure.com', false],
    ['localhost.example.com', false],
  ])('takes %s for this machine: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('a shared token', () => {
  const credential = (lives: number) => {
    let asked = 0;
    const shared = sharingTokens({
      getToken: async () => {
        asked += 1;
        if (asked === 1 && lives < 0) throw new Error('not signed in');
        return { token: `t${asked}`, expiresOnTimestamp: Date.now() + lives };
      },
    });
    return { shared, asked: () => asked };
  };

  it('is asked for once, however many clients want it at the same time', async () => {
    const { shared, asked } = credential(3_600_000);
    const tokens = await Promise.all([1, 2, 3].map(() => shared.getToken('a')));
    expect(tokens.map((one) => one?.token)).toEqual(['t1', 't1', 't1']);
    await shared.getToken('a');
    expect(asked()).toBe(1);
  });

  it('is asked for anew when it is about to run out, for another audience, and for claims', async () => {
    const { shared, asked } = credential(60_000);
    await shared.getToken('a');
    await shared.getToken('a');
    expect(asked()).toBe(2);
    const long = credential(3_600_000);
    await long.shared.getToken('a');
    await long.shared.getToken('b');
    await long.shared.getToken('a', { claims: 'x' });
    expect(long.asked()).toBe(3);
  });

  it('that could not be had is asked for again', async () => {
    const { shared } = credential(-1);
    await expect(shared.getToken('a')).rejects.toThrow('not signed in');
    expect((await shared.getToken('a'))?.token).toBe('t2');
  });
});

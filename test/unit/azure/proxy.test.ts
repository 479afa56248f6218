import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { httpsTransport } from '../../../src/azure/transport.ts';

let proxy: Server;
let connects: string[];

beforeEach(async () => {
  connects = [];
  proxy = createServer();
  proxy.on('connect', (request: { url?: string }, socket: Duplex) => {
    connects.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  for (const name of ['https_proxy', 'no_proxy', 'NO_PROXY']) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  proxy.closeAllConnections();
  proxy.close();
});

const get = (url: string) => httpsTransport()({ method: 'GET', url, headers: {}, signal: AbortSignal.timeout(5000) });

it('Azure is asked through the proxy of HTTPS_PROXY, by a tunnel', async () => {
  await expect(get('https://management.example.test/subscriptions')).rejects.toThrow();
  expect(connects).toEqual(['management.example.test:443']);
});

it('what NO_PROXY names, and this machine, are reached directly', async () => {
  const server = createTcp((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // So that the refusal below is the server's and not that of a port where nobody listens.
  const probe = connect(port, '127.0.0.1');
  await once(probe, 'connect');
  probe.destroy();
  await expect(get(`https://127.0.0.1:${port}/`)).rejects.toThrow();
  vi.stubEnv('NO_PROXY', '0.0.0.0');
  await expect(get(`https://0.0.0.0:${port}/`)).rejects.toThrow();
  server.close();
  expect(connects).toEqual([]);
});

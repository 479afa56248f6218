import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { type ServedArm, serveArm } from '../../../src/practice/arm/server.ts';
import { at, bodies, type FakeMachines, fakeMachines, nics, nsgs, ownFolder, pips, ppgs, vms, vnets } from './support.ts';

const open: ServedArm[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function certificate(folder: string): { key: Buffer; cert: Buffer } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    ],
    {
      stdio: 'ignore',
    },
  );
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

async function serve(): Promise<ServedArm & { machines: FakeMachines; ask: ReturnType<typeof asker> }> {
  const folder = ownFolder();
  const tls = certificate(folder);
  const machines = fakeMachines();
  const served = await serveArm({ folder: join(folder, 'world'), machines, tls, token: 'secret', scale: 0.005 });
  open.push(served);
  return { ...served, machines, ask: asker(served, tls.cert) };
}

const asker =
  ({ endpoint, subscriptionId }: ServedArm, ca: Buffer) =>
  async (method: string, path: string, body?: unknown, token = 'secret') => {
    const url = path.startsWith('https:') ? path : `${endpoint}/subscriptions/${subscriptionId}/${path}?api-version=2026-01-01`;
    const content = body === undefined ? undefined : JSON.stringify(body);
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>();
    const request = httpsRequest(
      url,
      { method, ca, agent: false, headers: { authorization: `Bearer ${token}`, ...(content ? { 'content-type': 'application/json' } : {}) } },
      (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer }), reject);
      },
    );
    request.on('error', reject);
    request.end(content);
    return promise;
  };

async function until(fits: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await fits()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came so');
}

async function withMachine() {
  const served = await serve();
  const { ask } = served;
  const made = (path: string) => until(async () => (await ask('GET', path)).text.includes('"provisioningState":"Succeeded"'));
  for (const namespace of ['Microsoft.Compute', 'Microsoft.Network']) {
    await ask('POST', `providers/${namespace}/register`);
    await until(async () => (await ask('GET', `providers/${namespace}`)).text.includes('"Registered"'));
  }
  await ask('PUT', 'resourceGroups/lab', bodies.group);
  await ask('PUT', at(ppgs, 'ppg'), bodies.ppg);
  for (const [path, body] of [
    [at(nsgs, 'nsg'), bodies.nsg()],
    [at(vnets, 'vnet'), bodies.vnet],
    [at(pips, 'ip0'), bodies.pip],
    [at(nics, 'nic0'), bodies.nic(0)],
  ] as const) {
    await ask('PUT', path, body);
    await made(path);
  }
  const first = await ask('PUT', at(vms, 'node0'), bodies.vm(0));
  return { ...served, first };
}

it('serves the same ARM over HTTPS, boots machines by itself, and gives their log behind a signed URL', async () => {
  const { endpoint, ask, first, machines, reach } = await withMachine();
  expect(first.status).toBe(201);
  expect(first.headers['azure-asyncoperation']).toMatch(new RegExp(`^${endpoint}/subscriptions/`));
  await until(() => machines.told.includes('boot node0'));
  await until(async () => (await ask('GET', String(first.headers['azure-asyncoperation']))).text.includes('Succeeded'));
  const log = JSON.parse((await ask('POST', `${at(vms, 'node0')}/retrieveBootDiagnosticsData`)).text).serialConsoleLogBlobUri;
  expect(log).toMatch(new RegExp(`^${endpoint}/serial-logs/`));
  expect((await ask('GET', log, undefined, 'none')).text).toContain('node0 login');
  expect((await ask('GET', log.replace(/sig=[^&]+/, 'sig=x'), undefined, 'none')).status).toBe(403);
  const address = JSON.parse((await ask('GET', at(pips, 'ip0'))).text).properties.ipAddress;
  expect(reach(address, 22, '198.51.100.24').kind).toBe('machine');
  expect(reach(address, 22, '198.51.100.25').kind).toBe('silence');
});

it('takes its token alone', async () => {
  const { ask } = await serve();
  const refused = await ask('GET', 'resourceGroups', undefined, 'another');
  expect(refused.status).toBe(401);
  expect(refused.headers['www-authenticate']).toContain('invalid_token');
  expect(JSON.parse(refused.text).error.code).toBe('InvalidAuthenticationToken');
});

it('breaks the connection after a write took effect, where a test wants that', async () => {
  const { ask, inject } = await serve();
  inject([{ match: '^PUT .*/resourceGroups/', effect: { kind: 'lost-answer' }, times: 1 }]);
  await expect(ask('PUT', 'resourceGroups/lab', bodies.group)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await ask('GET', 'resourceGroups/lab')).status).toBe(200);
  expect((await ask('PUT', 'resourceGroups/lab', bodies.group)).status).toBe(200);
});

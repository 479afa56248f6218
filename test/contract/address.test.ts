import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { meanwhile } from '../support/meanwhile.ts';
import { childEnvironment, rank0, temporaryHome } from '../support/rank0.ts';
import { check, type Exchange } from './practice-arm-support.ts';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

it('another address of the laptop is noticed by status and run, followed by one line, and the one before is shut out', { timeout: 120_000 }, async () => {
  const { home, dispose } = temporaryHome();
  ended.push(dispose);
  const trace = join(home, '../trace.ndjson');
  const env = childEnvironment(home);
  expect((await rank0(['up', '--cloud', 'practice', '--count', '2', '--yes', '--json'], env)).exitCode).toBe(0);
  const same = await rank0(['address', '--json', '--trace', trace], env);
  expect([same.exitCode, same.lines.at(-1)]).toEqual([0, expect.objectContaining({ result: 'address', changed: false, openTo: '198.51.100.24/32' })]);

  await meanwhile(home, async () => {}, 'address-changed');
  const closed = 'port 22 is open to 198.51.100.24/32, and you now come from 198.51.100.77';
  const status = await rank0(['status', '--json'], env);
  expect(status.lines[0]).toMatchObject({ port22: { openTo: '198.51.100.24/32', youComeFrom: '198.51.100.77', letsYouIn: false } });
  expect((await rank0(['status'], env)).stdout).toContain(`note: ${closed}`);
  const login = await rank0(['ssh', '--', 'true'], env);
  expect([login.exitCode, login.stderr]).toEqual([255, expect.stringContaining(`${closed}. Open port 22 to 198.51.100.77/32 instead: rank0 address glocluster`)]);

  const followed = await rank0(['address', '--json', '--trace', trace], env);
  expect([followed.exitCode, followed.lines.at(-1)]).toEqual([
    0,
    expect.objectContaining({ before: '198.51.100.24/32', openTo: '198.51.100.77/32', youComeFrom: '198.51.100.77', changed: true, answers: true }),
  ]);
  const after = await rank0(['status', '--json'], env);
  expect(after.lines[0]).toMatchObject({ state: 'ready', nodes: [{ ssh: { state: 'ok' } }, { ssh: { state: 'ok' } }] });
  expect(after.lines[0]).not.toHaveProperty('port22');
  expect((await rank0(['ssh', '--', 'uname', '-n'], env)).stdout.trim()).toBe('glocluster0');

  const exchanges = readFileSync(trace, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Exchange);
  const rules = exchanges.filter(({ method, url }) => method === 'PUT' && /securityRules/.test(url));
  expect(rules.map(({ requestBody }) => (requestBody as { properties: { sourceAddressPrefix: string } }).properties.sourceAddressPrefix)).toEqual([
    '198.51.100.77/32',
  ]);
  expect(check(exchanges).violations).toEqual([]);

  const wide = await rank0(['address', '--ssh-source', '0.0.0.0/0', '--json'], env);
  expect([wide.exitCode, wide.lines.at(-1)]).toEqual([2, expect.objectContaining({ error: expect.objectContaining({ code: 'ssh-source-wide' }) })]);
});

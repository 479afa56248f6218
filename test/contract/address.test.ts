import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { meanwhile } from '../support/meanwhile.ts';
import { childEnvironment, rank0, temporaryHome } from '../support/rank0.ts';
import { check, type Exchange } from './practice-arm-support.ts';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

it('another address of the laptop is noticed, followed by one line, and the one before shut out; the entry in ~/.ssh/config comes when asked and goes with the cluster', {
  timeout: 120_000,
}, async () => {
  const { home, dispose } = temporaryHome();
  ended.push(dispose);
  const trace = join(home, '../trace.ndjson');
  const person = join(home, '../person');
  const env = childEnvironment(home, { HOME: person });
  const config = join(person, '.ssh', 'config');
  const own = 'Host *\n  User somebody\n';
  mkdirSync(join(person, '.ssh'), { recursive: true, mode: 0o700 });
  writeFileSync(config, own, { mode: 0o600 });
  expect((await rank0(['up', '--cloud', 'practice', '--count', '2', '--yes', '--json'], env)).exitCode).toBe(0);
  const same = await rank0(['address', '--json', '--trace', trace], env);
  expect([same.exitCode, same.lines.at(-1)]).toEqual([0, expect.objectContaining({ result: 'address', changed: false, openTo: '198.51.100.24/32' })]);

  await meanwhile(home, async () => {}, 'address-changed');
  const closed = 'port 22 is open to 198.51.100.24/32, and you now come from 198.51.100.77';
  const status = await rank0(['status', '--json'], env);
  expect(status.lines[0]).toMatchObject({ port22: { openTo: '198.51.100.24/32', youComeFrom: '198.51.100.77', letsYouIn: false } });
  expect((await rank0(['status'], env)).stdout).toContain(`note: ${closed}`);
  const login = await rank0(['ssh', '--', 'true'], env);
  expect([login.exitCode, login.stderr]).toEqual([
    255,
    expect.stringContaining(`${closed}. Open port 22 to 198.51.100.77/32 instead: rank0 address glocluster`),
  ]);

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

  expect(readFileSync(config, 'utf8')).toBe(own);
  const entered = await rank0(['ssh', 'glocluster', '--entry', '--json'], env);
  expect([entered.exitCode, entered.lines.at(-1)]).toEqual([0, expect.objectContaining({ result: 'entry', file: config, there: true, changed: true })]);
  expect(execFileSync('ssh', ['-G', '-F', config, 'glocluster-head'], { encoding: 'utf8' })).toMatch(/^user (?!somebody)[\s\S]*^hostkeyalias glocluster0$/m);
  expect((await rank0(['ssh', '--no-entry', '--json'], env)).lines.at(-1)).toMatchObject({ there: false, changed: true });
  expect(readFileSync(config, 'utf8')).toBe(own);
  await rank0(['ssh', 'glocluster', '--entry'], env);
  expect((await rank0(['down', '--all', '--yes', '--json'], env)).lines.at(-1)).toMatchObject({ result: 'deleted', left: [] });
  expect(readFileSync(config, 'utf8')).toBe(own);
});

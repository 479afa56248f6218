import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { meanwhile } from '../support/meanwhile.ts';
import { check } from './practice-arm-support.ts';
import { last, tracedHome } from './traced-home.ts';

it('another address of the laptop is noticed, followed by one line, and the one before shut out; the entry in ~/.ssh/config comes when asked and goes with the cluster', {
  timeout: 120_000,
}, async () => {
  const person = mkdtempSync(join(tmpdir(), 'rank0-person-'));
  onTestFinished(() => rmSync(person, { recursive: true, force: true }));
  const { home, trace, run, exchanges } = tracedHome({ HOME: person });
  const config = join(person, '.ssh', 'config');
  const own = 'Host *\n  User somebody\n';
  mkdirSync(join(person, '.ssh'), { recursive: true, mode: 0o700 });
  writeFileSync(config, own, { mode: 0o600 });
  expect((await run('up', '--cloud', 'practice', '--count', '2', '--yes', '--json')).exitCode).toBe(0);
  const same = await run('address', '--json', '--trace', trace);
  expect([same.exitCode, last(same)]).toEqual([0, expect.objectContaining({ result: 'address', changed: false, openTo: '198.51.100.24/32' })]);

  await meanwhile(home, async () => {}, 'address-changed');
  const closed = 'port 22 is open to 198.51.100.24/32, and you now come from 198.51.100.77';
  const status = await run('status', '--json');
  expect(status.lines[0]).toMatchObject({ port22: { openTo: '198.51.100.24/32', youComeFrom: '198.51.100.77', letsYouIn: false } });
  expect((await run('status')).stdout).toContain(`note: ${closed}`);
  const login = await run('ssh', '--', 'true');
  expect([login.exitCode, login.stderr]).toEqual([
    255,
    expect.stringContaining(`${closed}. Open port 22 to 198.51.100.77/32 instead: rank0 address glocluster`),
  ]);

  const followed = await run('address', '--json', '--trace', trace);
  expect([followed.exitCode, last(followed)]).toEqual([
    0,
    expect.objectContaining({ before: '198.51.100.24/32', openTo: '198.51.100.77/32', youComeFrom: '198.51.100.77', changed: true, answers: true }),
  ]);
  const after = await run('status', '--json');
  expect(after.lines[0]).toMatchObject({ state: 'ready', nodes: [{ ssh: { state: 'ok' } }, { ssh: { state: 'ok' } }] });
  expect(after.lines[0]).not.toHaveProperty('port22');
  expect((await run('ssh', '--', 'uname', '-n')).stdout.trim()).toBe('glocluster0');

  const rules = exchanges().filter(({ method, url }) => method === 'PUT' && /securityRules/.test(url));
  expect(rules.map(({ requestBody }) => (requestBody as { properties: { sourceAddressPrefix: string } }).properties.sourceAddressPrefix)).toEqual([
    '198.51.100.77/32',
  ]);
  expect(check(exchanges()).violations).toEqual([]);

  const wide = await run('address', '--ssh-source', '0.0.0.0/0', '--json');
  expect([wide.exitCode, last(wide)]).toEqual([2, expect.objectContaining({ error: expect.objectContaining({ code: 'ssh-source-wide' }) })]);

  expect(readFileSync(config, 'utf8')).toBe(own);
  const entered = await run('ssh', 'glocluster', '--entry', '--json');
  expect([entered.exitCode, last(entered)]).toEqual([0, expect.objectContaining({ result: 'entry', file: config, there: true, changed: true })]);
  expect(execFileSync('ssh', ['-G', '-F', config, 'glocluster-head'], { encoding: 'utf8' })).toMatch(/^user (?!somebody)[\s\S]*^hostkeyalias glocluster0$/m);
  expect(last(await run('ssh', '--no-entry', '--json'))).toMatchObject({ there: false, changed: true });
  expect(readFileSync(config, 'utf8')).toBe(own);
  await run('ssh', 'glocluster', '--entry');
  expect(last(await run('down', '--all', '--yes', '--json'))).toMatchObject({ result: 'deleted', left: [] });
  expect(readFileSync(config, 'utf8')).toBe(own);
});

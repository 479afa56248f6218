import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { azLogin, azProgram } from '../../../../src/cli/doctor/az.ts';
import { clusters } from '../../../../src/cli/doctor/clusters.ts';
import { clockSkew, endpoint } from '../../../../src/cli/doctor/endpoint.ts';
import { diskSpace, homeWritable } from '../../../../src/cli/doctor/home.ts';
import { outgoingSsh } from '../../../../src/cli/doctor/outgoing-ssh.ts';
import { prices } from '../../../../src/cli/doctor/prices.ts';
import { proxy } from '../../../../src/cli/doctor/proxy.ts';
import { runChecks } from '../../../../src/cli/doctor/run-checks.ts';
import { sshProgram } from '../../../../src/cli/doctor/ssh.ts';
import { terminal } from '../../../../src/cli/doctor/terminal.ts';
import type { ArmResponse } from '../../../../src/engine/world.ts';
import { doctorWorld, found, now, temporaryFolder } from './support.ts';

const failing = (code: string) => async (): Promise<ArmResponse> => {
  throw Object.assign(new Error(code), { code });
};
const dated = (offset: number) => async (): Promise<ArmResponse> => ({ status: 401, headers: { date: new Date(now - offset * 1000).toUTCString() }, body: '' });

describe('the terminal', () => {
  it('is told with its size, colours and characters', async () => {
    expect(await found(terminal)).toMatchObject({ ok: true, detail: '120×40, TERM=xterm-256color, 8 bits of colour, Unicode' });
  });
  it.each([
    [{ tty: { columns: 50, rows: 20 } }, /60×18/],
    [{ env: { TERM: 'dumb' } }, /TERM=dumb/],
  ])('that cannot show the screens is no failure, and the way out is told: %j', async (more, next) => {
    const finding = await found(terminal, more);
    expect(finding).toMatchObject({ ok: false, needed: false, next: expect.stringMatching(next) });
  });
  it('inside tmux, and one without UTF-8, get a hint', async () => {
    expect(await found(terminal, { env: { TMUX: '/tmp/tmux,1,0' } })).toMatchObject({ ok: true, next: expect.stringContaining('set-clipboard') });
    expect(await found(terminal, { env: { LANG: 'C' } })).toMatchObject({ ok: true, next: expect.stringContaining('UTF-8') });
  });
});

describe('programs', () => {
  it.each([
    ['OpenSSH_9.2p1 Debian-2, OpenSSL 3', true],
    ['OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2', true],
    ['OpenSSH_7.2p2 Ubuntu-4', false],
    ['dropbear v2022.83', false],
  ])('ssh -V that says %s', async (output, ok) => {
    expect(await found(sshProgram, { run: async () => ({ exitCode: 0, output }) })).toMatchObject({ ok, needed: false });
  });
  it('that are not there are told with what they are for', async () => {
    const run = async () => undefined;
    expect(await found(sshProgram, { run })).toMatchObject({ ok: false, next: expect.stringContaining('openssh-client') });
    expect(await found(azProgram, { run })).toMatchObject({ ok: false, next: expect.stringContaining('aka.ms/azure-cli') });
    expect(await found(azProgram)).toMatchObject({ ok: true, detail: '2.80.0' });
  });
});

describe('the way to Azure', () => {
  it('a refusal without a token is an answer', async () => {
    expect(await found(endpoint)).toMatchObject({ ok: true, detail: expect.stringMatching(/^management\.azure\.com answers \(401, \d+ ms\)$/) });
  });
  it.each([
    ['ENOTFOUND', /looked up/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
    ['ETIMEDOUT', /HTTPS_PROXY/],
  ])('%s is told with what to do', async (code, next) => {
    expect(await found(endpoint, { send: failing(code) })).toMatchObject({
      ok: false,
      detail: `management.azure.com: ${code}`,
      next: expect.stringMatching(next),
    });
  });
  it('asks the endpoint that --cloud names, and no price service and no public machine then', async () => {
    const asked: string[] = [];
    const send = async ({ url }: { url: string }): Promise<ArmResponse> => {
      asked.push(url);
      return dated(0)();
    };
    const about = { cloud: 'https://localhost:8443', send };
    expect((await found(endpoint, about)).ok).toBe(true);
    expect(await found(prices, about)).toMatchObject({ ok: true, detail: expect.stringContaining('shipped') });
    expect(await found(outgoingSsh, about)).toMatchObject({ ok: true, detail: expect.stringContaining('not tried') });
    expect(asked).toEqual(['https://localhost:8443/subscriptions?api-version=2022-12-01']);
  });
  it.each([
    [0, true, /right/],
    [-90, true, /90 s behind/],
    [200, true, /200 s ahead/],
    [-301, false, /301 s behind; from 300 s/],
    [3600, false, /3600 s ahead/],
  ])('a clock that is %d s ahead', async (ahead, ok, words) => {
    // Half a second stands for the part of the second that the endpoint does not tell.
    expect(await found(clockSkew, { send: dated(ahead), now: () => now + 500 })).toMatchObject({ ok, detail: expect.stringMatching(words) });
  });
  it('a clock is compared with nothing where nobody answers or tells the time', async () => {
    expect(await found(clockSkew, { send: failing('ENOTFOUND') })).toMatchObject({ ok: true, detail: expect.stringContaining('not compared') });
    expect(await found(clockSkew, { send: async () => ({ status: 401, headers: {}, body: '' }) })).toMatchObject({ ok: true });
  });
  it('prices that cannot be asked are no failure of anything needed', async () => {
    expect(await found(prices, { send: async () => ({ status: 200, headers: {}, body: '' }) })).toMatchObject({ ok: true });
    expect(await found(prices, { send: failing('ECONNREFUSED') })).toMatchObject({ ok: false, needed: false, next: expect.stringContaining('shipped') });
  });
  it('outgoing port 22 is blocked where no public machine answers, and not where one does', async () => {
    const silent = async () => {
      throw Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' });
    };
    expect(await found(outgoingSsh, { dial: silent })).toMatchObject({ ok: false, next: expect.stringContaining('another network') });
    expect(await found(outgoingSsh)).toMatchObject({ ok: false, detail: expect.stringContaining('not found out') });
    expect(await found(outgoingSsh, { dial: async (host) => (host === 'github.com' ? new PassThrough() : silent()) })).toMatchObject({ ok: true });
  });
  it('nobody signed in is told with the line that does it', async () => {
    const { ProblemError } = await import('../../../../src/state/problem.ts');
    const world = async () => {
      throw new ProblemError(
        { code: 'not-signed-in', message: 'az has no login', means: '', next: [{ label: 'Sign in', command: 'az login' }] },
        { exitCode: 4 },
      );
    };
    expect(await found(azLogin, { world })).toMatchObject({ name: 'sign-in (public)', ok: false, detail: 'az has no login', next: 'Sign in: az login' });
  });
  it('the practice cloud needs none of it', async () => {
    for (const check of [endpoint, clockSkew, azLogin, prices, outgoingSsh])
      expect(await found(check, { cloud: 'practice', send: failing('asked all the same') })).toMatchObject({
        ok: true,
        detail: expect.stringMatching(/simulated|shipped|not tried/),
      });
  });
});

describe('proxies', () => {
  it.each([
    [{}, 'none is set'],
    [{ HTTPS_PROXY: 'http://ada:secret@proxy.example:8080' }, 'HTTPS_PROXY=http://…@proxy.example:8080; used for Azure (management.azure.com), never for SSH'],
    [{ https_proxy: 'http://proxy.example:8080', no_proxy: 'localhost,.azure.com' }, 'management.azure.com is one of those'],
    [{ HTTP_PROXY: 'http://proxy.example:8080' }, 'not for https'],
  ])('%j', async (env, words) => {
    const finding = await found(proxy, { env });
    expect(finding).toMatchObject({ ok: true, detail: expect.stringContaining(words) });
    expect(finding.detail).not.toContain('secret');
  });
  it('one that is no address is told', async () => {
    expect(await found(proxy, { env: { HTTPS_PROXY: 'proxy.example' } })).toMatchObject({ ok: false, next: expect.stringContaining('scheme') });
  });
});

describe('what is kept here', () => {
  it('the folder is made and can be written, and there is room', async () => {
    const home = join(temporaryFolder(), 'new', 'home');
    expect(await found(homeWritable, { home })).toEqual({ name: 'folder', needed: true, ok: true, detail: home });
    expect(await found(diskSpace, { home: join(home, 'not', 'there') })).toMatchObject({ ok: true, detail: expect.stringMatching(/[GM]B free/) });
  });
  it('a folder that is a file cannot', async () => {
    const home = join(temporaryFolder(), 'file');
    writeFileSync(home, '');
    expect(await found(homeWritable, { home })).toMatchObject({ ok: false, needed: true, next: expect.stringContaining('RANK0_HOME') });
  });
  it('a lock whose program is gone is named, and so is a journal with damaged lines', async () => {
    const home = temporaryFolder();
    const folder = join(home, 'clusters', 'public', 'mine');
    mkdirSync(folder, { recursive: true });
    chmodSync(home, 0o700);
    const line = (name: string) => `${JSON.stringify({ type: 'tagged', time: '2026-11-25T11:00:00Z', cluster: 'mine', clusterId: name })}\n`;
    writeFileSync(join(folder, 'journal.ndjson'), line('a'));
    writeFileSync(join(folder, 'lock'), JSON.stringify({ host: hostname(), pid: 4_194_303, command: 'rank0 up', since: '2026-11-25T10:00:00Z' }));
    expect(await found(clusters, { home })).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/^mine \(public\): at the stage \S+, a lock of rank0 up \(process 4194303, 2026-11-25T10:00:00Z\) whose program is gone$/),
      next: expect.stringContaining('takes the lock over'),
    });
    writeFileSync(join(folder, 'journal.ndjson'), `${line('a')}{"half\n${line('b')}`);
    expect(await found(clusters, { home })).toMatchObject({ ok: false, detail: expect.stringContaining('journal damaged at line 2') });
  });
  it('none remembered is no failure', async () => {
    expect(await found(clusters)).toMatchObject({ ok: true, detail: 'none remembered here' });
  });
});

it('a check that does not answer ends with its time, and holds up no other', async () => {
  const silent = { name: 'silent', needed: false, seconds: 0.02, look: () => new Promise<never>(() => {}) };
  const broken = {
    name: 'broken',
    needed: true,
    seconds: 1,
    look: async () => {
      throw new Error('it broke');
    },
  };
  const findings = await runChecks(doctorWorld(), new AbortController().signal, [silent, terminal, broken]);
  expect(findings.map(({ name, ok, detail }) => [name, ok, detail])).toEqual([
    ['silent', false, 'no answer within 0.02 s'],
    ['terminal', true, expect.any(String)],
    ['broken', false, 'it broke'],
  ]);
});

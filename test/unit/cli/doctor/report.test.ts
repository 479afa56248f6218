import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reportText, writeReport } from '../../../../src/cli/doctor/report.ts';
import type { JournalEvent } from '../../../../src/state/events.ts';
import { choices } from '../../azure/support.ts';
import { doctorWorld, temporaryFolder } from './support.ts';

const subscription = 'd3b07384-d113-4ec6-a5c5-5d8f7c2b1a90';
const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGQw7v0hVZzJc0bC0u4m7oYxqk1mZ0p5Zr6b5n0Yx7Qk lovelace@analytical.engine';
const hostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHostKeyOfTheHeadXXXXXXXXXXXXXXXXXXXXXXXX';
const customData = '#cloud-config\nwrite_files: [{content: hunter2-in-custom-data}]';
const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJsb3ZlbGFjZSJ9.c2lnbmF0dXJlLW9mLXRva2Vu';

const time = '2026-11-25T11:00:00.000Z';
const task = { type: 'task', time, cluster: 'mine' } as const;
const events: readonly JournalEvent[] = [
  {
    type: 'begun',
    time,
    cluster: 'mine',
    choices: { ...choices, name: 'mine', subscription, tenant, adminUsername: 'lovelace', publicKeys: [publicKey], sshSource: '198.51.100.24/32', customData },
  },
  { ...task, stage: 'sign-in', task: 'sign-in', state: 'done', message: `Engine Research Ltd (${subscription})` },
  {
    type: 'node',
    time,
    cluster: 'mine',
    node: {
      name: 'mine0',
      role: 'head',
      machineId: `/subscriptions/${subscription}/x`,
      privateAddress: '10.0.0.7',
      publicAddress: '203.0.113.9',
      hostKeys: [hostKey],
    },
  },
  {
    ...task,
    stage: 'log-in',
    task: 'login/mine0',
    state: 'failed',
    message: `lovelace@203.0.113.9: key SHA256:uNiVztksCsDhcc0u9e8BrrJXVG0gcYrGQ6i7ekYgYlQ of charles.babbage@analytical.engine; Bearer ${token}`,
    error: {
      code: 'AuthorizationFailed',
      message: `The client 'charles.babbage@analytical.engine' with object id '0f8fad5b-d9cb-469f-a165-70867728950e' may not, over /subscriptions/${subscription}`,
      means: 'x',
      next: [{ label: 'x', command: `ssh -i /home/lovelace/.rank0/clusters/public/mine/login_key lovelace@203.0.113.9` }],
    },
  },
  {
    ...task,
    stage: 'log-in',
    task: 'serial',
    state: 'making',
    message: 'https://log.blob.core.windows.net/serial?sv=2024&se=2026&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D',
  },
  { ...task, stage: 'log-in', task: 'v6', state: 'making', message: 'from 2001:db8:85a3::8a2e:370:7334' },
];

/** Everything in that home that says whose it is. */
const secrets = [
  ...[subscription, tenant, '0f8fad5b-d9cb-469f-a165-70867728950e'],
  ...['198.51.100.24', '10.0.0.7', '203.0.113.9', '2001:db8:85a3::8a2e:370:7334'],
  ...['lovelace', 'babbage', 'analytical.engine', 'Engine Research'],
  ...['AAAAC3NzaC1lZDI1NTE5', 'HostKeyOfTheHead', 'uNiVztksCsDhcc0u9e8', 'hunter2', 'PRIVATE KEY', 'c2lnbmF0dXJlLW9m', 'c2VjcmV0LXNpZ25hdHVyZQ'],
];

function homeWith(): string {
  const home = temporaryFolder();
  const folder = join(home, 'clusters', 'public', 'mine');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'journal.ndjson'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  writeFileSync(join(home, 'crash.log'), 'TypeError: x\n    at f (/home/lovelace/src/rank0/dist/main.js:1:2)\n');
  writeFileSync(join(folder, 'login_key'), '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n');
  return home;
}

const findings = [
  { name: 'sign-in (public)', ok: true, needed: false, detail: `Engine Research Ltd; tenant ${tenant}` },
  { name: 'folder', ok: true, needed: true, detail: '/home/lovelace/.rank0' },
];

it('has nothing of that home in it that says whose it is', () => {
  const home = homeWith();
  const text = reportText(doctorWorld({ home, env: { HOME: '/home/lovelace', USER: 'lovelace' } }), findings);
  const lower = text.toLowerCase();
  for (const secret of [...secrets, home, hostname()]) expect(lower).not.toContain(secret.toLowerCase());
});

it('the same value is the same placeholder, and what is needed to help is there', () => {
  const report = JSON.parse(reportText(doctorWorld({ home: homeWith(), env: { HOME: '/home/lovelace', USER: 'lovelace' } }), findings)) as {
    rank0: string;
    node: string;
    crashes: string;
    findings: unknown[];
    clusters: {
      name: string;
      stage: string;
      end: { choices?: { subscription: string; customData: string }; message?: string; node?: { machineId: string } }[];
    }[];
  };
  expect(report.node).toBe(process.versions.node);
  expect(report.findings).toHaveLength(2);
  expect(report.crashes).toBe('TypeError: x\n    at f (~/src/rank0/dist/main.js:1:2)\n');
  const [cluster] = report.clusters;
  expect(cluster).toMatchObject({ name: 'mine', stage: 'log-in', damagedLines: [], events: events.length });
  const subscriptionAs = cluster?.end[0]?.choices?.subscription ?? '';
  expect(subscriptionAs).toMatch(/^<id \d+>$/);
  expect(cluster?.end[1]?.message).toContain(`(${subscriptionAs})`);
  expect(cluster?.end[2]?.node?.machineId).toBe(`/subscriptions/${subscriptionAs}/x`);
  expect(cluster?.end[0]?.choices?.customData).toBe(`(${customData.length} characters)`);
  expect(JSON.stringify(cluster?.end[3])).toContain('AuthorizationFailed');
});

it('is written where it is told to be, for its owner alone', () => {
  const file = join(temporaryFolder(), 'report.json');
  expect(writeReport(file, doctorWorld(), [])).toBe(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ clusters: [], findings: [] });
  expect(() => writeReport('/proc/nowhere/report.json', doctorWorld(), [])).toThrow(/--report/);
});
